"""The strict reader: every trap of YAML is a finding with its place, and nothing makes it raise."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualrec.knowledge.reader import Map, place_of, read


def problems(text):
    return [(p.code, p.place.line, p.place.column) for p in read("x.yaml", text.encode()).problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: NO", "NO"),
        ("a: 2:1", "2:1"),
        ("a: 1.10", "1.10"),
        ("a: 010", "010"),
        ("a: 0x1F", "0x1F"),
        ("a: 1_000", "1_000"),
        ("a: 1e3", "1e3"),
        ("a: 2003-10-15", "2003-10-15"),
        ("a: on", "on"),
        ("a: .5", ".5"),
        ("a: ~", "~"),
        ("a: .inf", ".inf"),
    ],
)
def test_what_others_misread_is_text_here_and_reported_at_its_place(text, value):
    document = read("x.yaml", text.encode())
    assert document.value["a"] == value
    assert problems(text) == [("QR004", 1, 4)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("a: 180", 180), ("a: 7.5", Decimal("7.5")), ("a: true", True), ("a: null", None), ("a:", None)]
    + [(f'a: "{word}"', word) for word in ("NO", "2:1", "1.10", "2003-10-15", "6.2")]
    + [("a: 2003-10", "2003-10"), ("a: -3", -3), ("a: 6.2", Decimal("6.2"))],
)
def test_what_all_read_alike_is_no_finding(text, value):
    assert read("x.yaml", text.encode()).value["a"] == value
    assert problems(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3", ("QR002", 3, 1)),
        ("a: &x 1", ("QR003", 1, 4)),
        ("a: 1\nb: *x", ("QR001", 2, 4)),
        ("a: !!str 1", ("QR003", 1, 4)),
        ("<<: {a: 1}", ("QR003", 1, 1)),
        ("NO: 1", ("QR004", 1, 1)),
        ("a: [1", ("QR001", 2, 1)),
        ("a: 1\n---\nb: 2", ("QR001", 2, 1)),
        ("", ("QR001", 1, 1)),
        ("? [a]\n: 1", ("QR001", 1, 3)),
    ],
)
def test_tricks_and_faults_are_found_at_their_place(text, expected):
    found = problems(text)
    assert expected in found or (expected[0] == "QR001" and found and found[0][0] in {"QR001", "QR003"})


def test_a_duplicate_key_shows_both_places():
    (problem,) = read("x.yaml", b"a: 1\na: 2").problems
    assert (problem.place.line, problem.related[0].line) == (2, 1)


def test_deep_nesting_and_other_encodings_are_findings_not_crashes():
    assert read("x.yaml", b"[" * 5000).problems
    assert read("x.yaml", "a: é".encode("utf-16")).problems
    assert read("x.yaml", "\ufeffa: 1".encode()).value == {"a": 1}


def test_the_place_of_a_value_and_of_a_key():
    document = read("x.yaml", b"a:\n  - b: 1\n    c: 22\n")
    assert place_of(document, ["a", 0, "c"]).column == 8
    assert place_of(document, ["a", 0, "c"], key=True).column == 5
    assert place_of(document, ["a", 0, "nothing"]).line == 2


@given(st.binary(max_size=300))
def test_bytes_never_make_it_raise(raw):
    read("x.yaml", raw)


@given(st.text(max_size=300))
def test_text_never_makes_it_raise(text):
    read("x.yaml", text.encode("utf-8", "surrogatepass"))


@given(
    st.dictionaries(st.from_regex(r"[a-z]{3,8}x", fullmatch=True), st.integers(0, 10**9) | st.booleans(), max_size=8)
)
def test_plain_values_come_back_with_a_place_each(values):
    text = "\n".join(f"{key}: {str(value).lower()}" for key, value in values.items())
    document = read("x.yaml", text.encode())
    if values:
        assert dict(document.value) == values
        assert isinstance(document.value, Map)
        assert [document.value.values_at[key][0] for key in values] == list(range(1, len(values) + 1))
