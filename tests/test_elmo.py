"""ELMO: three generations and none, hostile files, and the real samples where they are at hand."""

from __future__ import annotations

import json

import pytest

from qualrec.io.credentials import Unreadable, parse
from qualrec.io.exchange.elmo import credential, read

V1 = "https://github.com/emrex-eu/elmo-schemas/tree/v1"
V2 = "https://github.com/emrex-eu/elmo-schemas/tree/v2"


def elmo(namespace, items, country="NO", issuer=True):
    xmlns = f' xmlns="{namespace}"' if namespace else ""
    named = f"<issuer><country>{country}</country><title>Universitetet</title></issuer>" if issuer else ""
    return f"<elmo{xmlns}><report>{named}{items}</report></elmo>".encode()


def course(title, amount="10", scheme="ECTS", kind="Course", status="", parts="", grade="B"):
    state = f"<status>{status}</status>" if status else ""
    return (
        f"<learningOpportunitySpecification><title xml:lang='nb'>{title}</title><type>{kind}</type>"
        f"<specifies><learningOpportunityInstance>{state}<date> 2015-06-15Z </date><resultLabel>{grade}</resultLabel>"
        f"<credit><scheme>{scheme}</scheme><value>{amount}</value></credit></learningOpportunityInstance></specifies>"
        f"{parts}</learningOpportunitySpecification>"
    )


@pytest.mark.parametrize("namespace", [V1, V2, "http://purl.org/net/elmo", None])
def test_a_degree_is_read_in_every_generation(namespace):
    part = f"<hasPart>{course('Biologi 1')}</hasPart>"
    raw = elmo(namespace, course("Bachelor i biologi", "180", kind="Degree Programme", parts=part))
    assert parse(raw) == {
        "country": "NO",
        "institution": "Universitetet",
        "title": "Bachelor i biologi",
        "awarded": "2015-06-15",
        "credits": "180",
        "credit_unit": "int-ects",
        "grade": "B",
    }


def test_courses_alone_are_a_period_of_study_and_fails_do_not_count():
    items = course("A") + course("B", status="failed") + course("C", parts=f"<hasPart>{course('D', '5')}</hasPart>")
    found = credential(read(elmo(V1, items)))
    assert (found["kind"], found["credits"], found["purpose"]) == ("period_of_study", "20", "credit_transfer")


def test_no_issuer_and_a_degree_of_no_credits():
    found = credential(read(elmo(None, course("Mastergrad", "0", kind="Degree"), issuer=False)))
    assert "country" not in found
    assert "credits" not in found


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><elmo><report>&b;</report></elmo>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><elmo><report>&a;</report></elmo>'


@pytest.mark.parametrize(
    "raw", [BOMB, OUTSIDE, b"<elmo>", b"<other/>", b"<", b"\xff\xfe<\x00", b"<?xml version='1.0' encoding='x'?><a/>"]
)
def test_hostile_and_broken_files_are_refused_with_a_reason(raw):
    with pytest.raises(Unreadable) as caught:
        parse(raw, "elmo")
    assert caught.value.why


def test_an_award_that_is_not_there():
    with pytest.raises(Unreadable):
        parse(elmo(V1, course("X", kind="Degree")), item=2)


def test_the_real_samples_are_read_as_expected(samples):
    expected = json.loads((samples / "samples-expected.json").read_text(encoding="utf-8"))
    for name, wanted in expected.items():
        if wanted.get("format") != "elmo":
            continue
        reports = read((samples / name).read_bytes())
        items = [item for report in reports for top in report.items for item in top.walk()]
        assert len(items) == wanted["n_items"], name
        flat = [item for report in wanted["reports"] for item in report["items"]]
        for got, want in zip(items, flat, strict=True):
            assert got.depth == want["depth"], name
            assert got.grade == want.get("grade", ""), name
            assert [c.value for c in got.credits] == [c["value"] for c in want.get("credits", [])], name


NORDIC = ("denmark", "norway", "sweden", "finland")


def test_nordic_samples_assess_end_to_end(samples, ask):
    files = [f for f in sorted((samples / "elmo" / "samples").glob("*.xml")) if f.name.startswith(NORDIC)]
    assert len(files) >= 4
    for file in files:
        given = parse(file.read_bytes())
        purpose = given.pop("purpose", "further_study")
        found = ask(to="DE", purpose=purpose, **given)
        assert found["outcome"], file.name
