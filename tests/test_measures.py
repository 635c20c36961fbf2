"""Credits and grades by rule: the published examples, ranges, disagreement, and refusals."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from conftest import ROOT
from qualrec.cli.app import build
from qualrec.engine.cases import WorkedCase, load_cases
from qualrec.engine.cases import run as run_case
from qualrec.engine.conversion import METHODS, Converted
from qualrec.engine.credits import convert, decimal, every_way
from qualrec.engine.distribution import Distribution, Unusable, distribution, transfer
from qualrec.engine.grades import apply_rule, rules
from qualrec.engine.marks import Mark, at_least, passes, read
from qualrec.engine.rounding import rounded
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.dates import PartialDate
from qualrec.model.measure import GradeRule, GradingScale, Rounding
from qualrec.model.source import Origin

RUNNER = CliRunner()
APP = build()
KB = KnowledgeBase.open()
TODAY = PartialDate(2026, 11, 28)


def run(*arguments: str) -> dict[str, Any]:
    done = RUNNER.invoke(APP, ["convert", *arguments, "--format", "json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def codes(found: dict[str, Any]) -> set[str]:
    return {reason["code"] for reason in found["reasons"]}


def one(found: dict[str, Any]) -> str:
    assert found["value"]["low"] == found["value"]["high"]
    return str(found["value"]["low"])


# ---- worked examples of the documents


@pytest.mark.parametrize(
    ("mark", "best", "lowest", "exact", "value"),
    [
        ("8", "10", "6", "2.5", "2.5"),
        ("82", "100", "50", "2.08", "2.0"),
        ("75", "100", "40", "2.25", "2.2"),
        ("100", "100", "50", "1", "1.0"),
        ("50", "100", "50", "4", "4.0"),
    ],
)
def test_the_modified_bavarian_formula_is_cut_off_not_rounded(
    mark: str, best: str, lowest: str, exact: str, value: str
) -> None:
    found = run("grade", mark, "--best", best, "--pass", lowest, "--to", "de-note")
    assert found["rule"] == "de-modified-bavarian"
    assert (one(found), found["unrounded"]) == (value, exact)
    assert found["rounding"] == {"mode": "truncate", "places": 1}
    assert not found["binding"]
    assert found["sources"]


def by_rule(found: dict[str, Any]) -> dict[str, str]:
    return {entry["rule"]: one(entry) for entry in (found, *found["alternatives"])}


def test_each_published_rounding_of_one_formula_is_a_rule_of_its_own() -> None:
    before = by_rule(run("grade", "75", "--best", "100", "--pass", "40", "--to", "de-note", "--on", "2025-01-01"))
    assert before == {
        "de-modified-bavarian": "2.2",
        "de-bavarian-koeln": "2.3",
        "de-bavarian-augsburg": "2.3",
        "de-bavarian-passau-2017": "2.0",
    }
    after = by_rule(run("grade", "75", "--best", "100", "--pass", "40", "--to", "de-note", "--on", "2026-01-01"))
    assert after["de-bavarian-passau-2025"] == "2.2"
    assert "de-bavarian-passau-2017" not in after


@pytest.mark.parametrize(("exact", "value"), [("2.5", "2.3"), ("1.15", "1.0"), ("3.85", "3.7"), ("1.6", "1.7")])
def test_cologne_rounds_as_its_page_works_it(exact: str, value: str) -> None:
    rule = next(rule for rule in KB.country("DE").grade_rules if rule.id == "de-bavarian-koeln")
    assert rounded(Fraction(exact), rule.rounding, low_is_better=True) == value


@pytest.mark.parametrize(
    ("mark", "letter"), [("12", "A"), ("10", "B"), ("7", "C"), ("4", "D"), ("02", "E"), ("00", "FX"), ("-3", "F")]
)
def test_danish_marks_have_their_letter(mark: str, letter: str) -> None:
    done = RUNNER.invoke(
        APP, ["convert", "grade", "--from", "dk-7", "--to", "int-ects-letters", "--format", "json", "--", mark]
    )
    assert done.exit_code == 0, done.output
    assert one(json.loads(done.stdout)) == letter


def test_the_danish_averages_are_left_open_with_both_tables() -> None:
    found = run("grade", "8.0", "--from", "dk-13-average", "--to", "dk-7-average")
    assert found["value"] == {"low": "6.0", "high": "6.2"}
    assert not found["exact"]
    assert (found["rule"], found["confidence"]) == ("disputed", "disputed")
    assert {claim["rule"] for claim in found["claims"]} == {"dk-13-to-7-average-2007", "dk-13-to-7-average-uvm-en"}
    assert "GRADE_DISPUTED" in codes(found)
    single = run("grade", "8", "--from", "dk-13", "--to", "dk-7")
    assert one(single) == "7"


@pytest.mark.parametrize(
    ("amount", "unit", "ects"),
    [
        ("80", "no-vekttall", "240"),
        ("40", "se-poang", "60"),
        ("120", "se-hogskolepoang", "120"),
        ("360", "gb-cats", "180"),
        ("360", "gb-scqf-credit", "180"),
        ("60", "it-cfu", "60"),
        ("20", "int-ucts", "30"),
    ],
)
def test_stated_factors_are_exact(amount: str, unit: str, ects: str) -> None:
    found = run("credits", amount, "--from", unit)
    assert found["value"] == {"low": ects, "high": ects}
    assert (found["method"], found["exact"]) == ("stated", True)


def test_american_credits_are_a_range_and_every_basis_is_shown() -> None:
    found = run("credits", "30", "--from", "us-semester-credit", "--to", "int-ects")
    assert found["value"] == {"low": "45", "high": "60"}
    ways = [(other["method"], other["value"]["low"], other["value"]["high"]) for other in found["alternatives"]]
    assert ("hours", "45", "54") in ways
    assert ("full_time_year", "60", "60") in ways
    assert "CREDITS_BASES_DIFFER" in codes(found)


def test_letters_have_two_declared_tables_of_points() -> None:
    assert one(run("grade", "A-", "--from", "us-letters", "--to", "us-points-367")) == "3.67"
    assert one(run("grade", "A-", "--from", "us-letters", "--to", "us-points-370")) == "3.7"


CASES = [
    case
    for file in sorted((ROOT / "frameworks").rglob("conversion-cases.yaml"))
    for case in load_cases(file.relative_to(ROOT).as_posix(), file.read_bytes())
]


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{Path(c.path).parent.name}:{c.line}")
def test_a_worked_conversion_holds(case: WorkedCase) -> None:
    assert run_case(KB, case, dt.date(2026, 11, 28)).differences == ()


def test_a_worked_conversion_that_does_not_hold_names_its_line() -> None:
    raw = b"""kind: conversion-cases
schema: 1
country: null
cases:
  - name: wrong
    grade: {mark: "8", best: "10", lowest_pass: "6", to: de-note}
    expect:
      value: "2.6"
      others: {de-bavarian-koeln: "1.0"}
      reasons: [GRADE_NO_RULE]
  - name: unknown
    credits: {amount: "3", from: qq-unit, to: int-ects}
    expect: {value: "3"}
"""
    first, second = (run_case(KB, case, dt.date(2026, 11, 28)) for case in load_cases("x.yaml", raw))
    assert [(d.key, d.line) for d in first.differences] == [
        ("value", 8),
        ("others de-bavarian-koeln", 9),
        ("reasons", 10),
    ]
    assert [d.key for d in second.differences] == ["given"]


# ---- refusals


def test_a_fail_is_not_converted_and_says_so() -> None:
    found = run("grade", "30", "--best", "100", "--pass", "50", "--to", "de-note", "--worst", "0")
    assert found["value"] is None
    assert {"GRADE_BELOW_PASS", "GRADE_NO_RULE"} <= codes(found)


def test_without_a_rule_there_is_no_number() -> None:
    found = run("grade", "B", "--from", "no-letters", "--to", "de-note")
    assert found["value"] is None
    assert codes(found) == {"GRADE_NO_RULE"}


def test_a_unit_without_a_size_is_not_converted() -> None:
    found = run("credits", "10", "--from", "int-acts")
    assert found["value"] is None
    assert codes(found) == {"CREDITS_NO_PATH"}


def test_a_mark_of_another_scale_is_refused_with_the_marks_of_this_one() -> None:
    done = RUNNER.invoke(APP, ["convert", "grade", "12", "--from", "no-letters", "--to", "de-note"])
    assert isinstance(done.exception, Exception)
    assert "A, B, C, D, E, F" in str(done.exception)


# ---- receivers


def test_receivers_disagree_and_the_range_says_so() -> None:
    found = run("grade", "8.0", "--from", "dk-7-average", "--to", "gb-degree-class")
    assert found["value"] == {"low": "2:2", "high": "2:1"}
    assert found["method"] == "threshold"
    assert "GRADE_CLAIMS_DIFFER" in codes(found)
    assert {claim["by"]: one(claim) for claim in found["claims"]} == {
        "Aberystwyth University": "2:1",
        "Loughborough University": "2:2",
    }


def test_an_algerian_licence_is_seen_differently() -> None:
    found = run("grade", "14.5", "--from", "dz-20-point", "--to", "gb-degree-class", "--on", "2023-10-01")
    assert found["value"] == {"low": "2:2", "high": "2:1"}
    said = {claim["rule"]: one(claim) for claim in found["claims"]}
    assert said["gb-lboro dz-20-point"] == said["gb-aberystwyth dz-20-point"] == "2:1"
    assert said["gb-pgt-2023 dz-20-point"] == "2:2"
    assert "GRADE_BELOW_THRESHOLD" in codes(found)  # the fourth asks 15 for its lowest class


def test_receivers_agree() -> None:
    found = run("grade", "12", "--from", "dk-7-average", "--to", "gb-degree-class")
    assert one(found) == "First"
    assert "GRADE_CLAIMS_AGREE" in codes(found)


def test_below_the_lowest_threshold_no_class_is_stated() -> None:
    found = run("grade", "3.0", "--from", "dk-7-average", "--to", "gb-degree-class")
    assert found["value"] is None
    assert {"GRADE_BELOW_THRESHOLD", "GRADE_NO_RULE"} <= codes(found)


def test_a_claim_holds_in_its_year_only() -> None:
    assert run("grade", "2.0", "--from", "de-note", "--to", "gb-degree-class", "--on", "2022-06-01")["value"]
    assert run("grade", "2.0", "--from", "de-note", "--to", "gb-degree-class", "--on", "2024-06-01")["value"] is None


# ---- distributions


def letters(scale: str, **counts: int) -> Distribution:
    return distribution(KB.scale(scale), [(grade, Decimal(count)) for grade, count in counts.items()])


def test_a_grade_goes_where_its_stretch_lies_and_fails_are_left_out(tmp_path: Path) -> None:
    home, host = tmp_path / "home.csv", tmp_path / "host.yaml"
    home.write_text("grade,count\nA,10\nB,25\nC,30\nD,25\nE,10\nF,40\n", encoding="utf-8")
    host.write_text('grades: {"12": 10, "10": 20, "7": 40, "4": 20, "02": 10, "00": 7}\n', encoding="utf-8")
    found = run("grade", "B", "--from", "no-letters", "--to", "dk-7", "--table", str(home), "--host-table", str(host))
    assert found["value"] == {"low": "7", "high": "10"}
    assert (found["minimum"], found["average"], found["maximum"]) == ("7", "8.5", "10")
    assert found["stretch"] == {"above": "10", "through": "35"}
    assert {"GRADE_BY_DISTRIBUTION", "GRADE_OVERLAP", "GRADE_TABLE_LEFT_OUT"} <= codes(found)
    assert {source["id"] for source in found["sources"]} >= {"int-ec-grade-conversion"}
    top = run("grade", "A", "--from", "no-letters", "--to", "dk-7", "--table", str(home), "--host-table", str(host))
    assert one(top) == "12"


def test_the_old_letters_are_shares_of_those_who_passed(tmp_path: Path) -> None:
    home = tmp_path / "home.csv"
    home.write_text("30;10\n28;25\n25;30\n22;25\n18;10\n", encoding="utf-8")
    for mark, letter in (("30", "A"), ("28", "B"), ("25", "C"), ("22", "D"), ("18", "E")):
        assert one(run("grade", mark, "--from", "it-30", "--to", "int-ects-letters", "--table", str(home))) == letter


def test_distributions_inside_elmo_and_ewp_files_are_read(samples: Path) -> None:
    oslo, ewp = samples / "elmo/samples/norway-oslo-courses-1.0.xml", samples / "ewp/samples"
    found = run(
        "grade", "B", "--from", "no-letters", "--to", "int-ects-letters", "--table", str(oslo),
        "--choose", "EXPHIL03-1", "--host-table", str(ewp / "imobility-tors-2-get-response.xml"),
        "--host-choose", "0612",
    )  # fmt: skip
    assert found["value"] == {"low": "C", "high": "B"}
    assert found["stretch"] == {"above": "9.81", "through": "38.69"}


@pytest.mark.parametrize("rows", ["A,3\nA,4\n", "F,3\n", "A,-1\n", "A,x\n", ""])
def test_a_table_that_is_no_distribution_is_refused(tmp_path: Path, rows: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(rows, encoding="utf-8")
    done = RUNNER.invoke(
        APP, ["convert", "grade", "A", "--from", "no-letters", "--to", "int-ects-letters", "--table", str(file)]
    )
    assert "the grade table cannot be used" in str(done.exception)


# ---- properties


UNITS = [unit.id for country in KB.every_country() for unit in country.units.values()]
SCALES = [scale for country in KB.every_country() for scale in country.scales.values()]
RULES = list({rule.id: rule for country in KB.every_country() for rule in country.grade_rules}.values())


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(UNITS), st.fractions(min_value=0, max_value=1000, max_denominator=8))
def test_credits_there_and_back_are_exact(unit: str, amount: Fraction) -> None:
    there = convert(KB, amount, amount, unit, "int-ects").value
    if there is None or there.basis not in {"stated", "identity"}:
        return
    back = convert(KB, there.low, there.high, "int-ects", unit).value
    assert back is not None
    assert back.low <= amount <= back.high
    if there.low == there.high:
        assert (back.low, back.high) == (amount, amount)


@settings(deadline=None, max_examples=40)
@given(st.sampled_from(UNITS), st.integers(0, 500), st.integers(0, 500))
def test_more_credits_are_never_less(unit: str, one: int, two: int) -> None:
    low, high = sorted((Fraction(one), Fraction(two)))
    less, more = (convert(KB, value, value, unit, "int-ects").value for value in (low, high))
    if less and more:
        assert less.low <= more.low
        assert less.high <= more.high


@pytest.mark.parametrize("unit", UNITS)
def test_where_ways_differ_it_is_said(unit: str) -> None:
    ways = every_way(KB, Fraction(60), Fraction(60), unit, "int-ects") if unit != "int-ects" else []
    found = convert(KB, Fraction(60), Fraction(60), unit, "int-ects")
    said = {reason.code for reason in found.step.reasons}
    assert ("CREDITS_BASES_DIFFER" in said) == (len({(way.amount.low, way.amount.high) for way in ways}) > 1)
    assert ways or said & {"CREDITS_NO_PATH", "CREDITS_IDENTICAL"}


def marks(scale: GradingScale) -> list[str]:
    """Marks of a scale, best first."""
    if scale.type == "ordinal":
        return list(scale.best_first)
    ends = sorted({end for end in (scale.best, scale.worst, scale.pass_mark) if end is not None})
    steps = [ends[0] + (ends[-1] - ends[0]) * n / 40 for n in range(41)]
    found = {str(value.quantize(Decimal("0.01"))) for value in (*steps, *ends)}
    return sorted((mark for mark in found if read(mark, scale)), key=Decimal, reverse=scale.rising)


def sources_of(rule: GradeRule) -> list[GradingScale]:
    return (
        [KB.scale(rule.source)] if rule.source else [s for s in SCALES if s.type == "numeric" and s.id != rule.target]
    )


@pytest.mark.parametrize("rule", [r for r in RULES if r.method in METHODS], ids=lambda r: r.id.replace(" ", "-"))
def test_a_rule_keeps_order_and_passes(rule: GradeRule) -> None:
    target = KB.scale(rule.target)
    for scale in sources_of(rule):
        found: list[tuple[str, Converted]] = []
        for text in marks(scale):
            result = apply_rule(KB, rule, Mark(text, text), scale)
            if result:
                found.append((text, result))
        for (_, better), (_, worse) in itertools.pairwise(found):
            for end, other in ((better.low, worse.low), (better.high, worse.high)):
                assert at_least(end, other, target) is not False, f"{rule.id} turns {scale.id} round"
        for text, result in found:
            if passes(text, scale) and rule.method != "threshold":
                assert passes(result.low, target) is not False, f"{rule.id}: {text} is lost"
                assert passes(result.high, target) is not False, f"{rule.id}: {text} is lost"


@settings(deadline=None, max_examples=80)
@given(
    st.fractions(min_value=1, max_value=4, max_denominator=997),
    st.sampled_from(["truncate", "half_up", "half_even", "favour_holder"]),
    st.integers(0, 3),
    st.booleans(),
)
def test_rounding_moves_by_less_than_one_place(value: Fraction, mode: str, places: int, low: bool) -> None:
    found = Fraction(rounded(value, Rounding(places, mode), low_is_better=low))
    assert abs(found - value) < Fraction(1, 10**places)
    if mode == "favour_holder":
        assert found <= value if low else found >= value
    if mode.startswith("half"):
        assert abs(found - value) <= Fraction(1, 2 * 10**places)


@settings(deadline=None, max_examples=80)
@given(st.lists(st.integers(0, 50), min_size=6, max_size=6), st.lists(st.integers(0, 50), min_size=7, max_size=7))
def test_a_better_grade_never_lands_below_a_worse_one(home: list[int], host: list[int]) -> None:
    here, there = KB.scale("no-letters"), KB.scale("dk-7")
    try:
        one = distribution(here, [(g, Decimal(n)) for g, n in zip(here.best_first, home, strict=True)])
        two = distribution(there, [(g, Decimal(n)) for g, n in zip(there.best_first, host, strict=True)])
    except Unusable:
        return
    placed = [p for g in ("A", "B", "C", "D", "E") if (p := transfer(one, two, Mark(g, g)))]
    assert placed
    for better, worse in itertools.pairwise(placed):
        assert at_least(better.best, worse.best, there)
        assert at_least(better.worst, worse.worst, there)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_hostile_marks_are_read_or_refused_never_a_crash(text: str) -> None:
    for scale in (KB.scale("de-note"), KB.scale("no-letters"), KB.scale("dk-7")):
        mark = read(text, scale)
        assert mark is None or read(mark.low, scale) is not None


def drawn(*knots: tuple[str, str], places: int = 2) -> GradeRule:
    return GradeRule(
        id="qq-knots", origin=Origin("", 0), cites=(), by="", source="it-30", target="it-110", method="piecewise",
        knots=tuple((Decimal(a), Decimal(b)) for a, b in knots), rounding=Rounding(places, "half_up"),
    )  # fmt: skip


def test_piecewise_goes_straight_from_knot_to_knot_and_no_further() -> None:
    rule, scale = drawn(("18", "66"), ("24", "90"), ("30", "110")), KB.scale("it-30")
    values = {mark: apply_rule(KB, rule, Mark(mark, mark), scale) for mark in ("17", "18", "21", "24", "25", "30")}
    shown = {mark: result and result.shown for mark, result in values.items()}
    assert shown == {"17": None, "18": "66.00", "21": "78.00", "24": "90.00", "25": "93.33", "30": "110.00"}


def test_the_published_piecewise_rule_is_flat_above_the_mark_its_publisher_takes_for_the_best() -> None:
    rule = next(rule for rule in KB.country("DE").grade_rules if rule.id == "de-bavarian-ku-france")
    scale = KB.scale("fr-20")
    values = {mark: apply_rule(KB, rule, Mark(mark, mark), scale) for mark in ("9", "10", "13.5", "17", "19")}
    assert {m: r and r.shown for m, r in values.items()} == {"9": None, "10": "4", "13.5": "2.5", "17": "1", "19": "1"}


def test_a_rule_for_any_scale_keeps_to_its_sector_and_leaves_out_what_it_exempts() -> None:
    def lead(scale: str) -> set[str]:
        return {rule.id for rule in rules(KB, KB.scale(scale), "SE", TODAY) if rule.target == "se-meritvarde"}

    assert lead("ro-nota-10") == {"se-uhr-meritvarde"}
    assert lead("rs-ocena-10") == set(), "a scale of universities"
    assert lead("dz-baccalaureat") == set(), "a country with a table of its own"
    assert lead("int-ib-45") == {"se-uhr-ib-2013"}


# ---- what a scale and a rule are


def test_a_band_is_a_stretch_and_gives_an_interval() -> None:
    found = run("grade", "First class", "--from", "in-percentage", "--to", "de-note")
    assert found["value"] == {"low": "2.2", "high": "3.0"}
    assert not found["exact"]


def test_the_marks_of_a_fraction_are_read_on_their_own_scale_only() -> None:
    twenty, percent = KB.scale("fr-20"), KB.scale("in-percentage")
    assert str(read("14/20", twenty)) == "14"
    assert read("14/20", percent) is None


def test_two_rules_that_differ_are_named() -> None:
    found = run("grade", "75", "--best", "100", "--pass", "40", "--to", "de-note")
    assert "GRADE_RULES_DIFFER" in codes(found)


@pytest.mark.parametrize("scale", SCALES, ids=lambda s: s.id)
def test_a_scale_knows_its_direction(scale: GradingScale) -> None:
    if scale.lowest_pass is None:
        return
    top = scale.best_first[0] if scale.type == "ordinal" else str(scale.best)
    assert passes(top, scale)
    if scale.worst is not None and scale.worst != scale.pass_mark:
        assert not passes(str(scale.worst), scale)


def test_every_country_has_units_and_scales_or_says_why() -> None:
    bare = []
    for country in KB.every_country():
        if country.code == "int" or not country.known:
            continue
        bare += [f"{country.code}: units"] * (not country.units and "credit-system" not in country.without)
        bare += [f"{country.code}: scales"] * (not country.scales and "grading-scale" not in country.without)
    assert not bare


def test_every_rule_has_a_method_and_a_source() -> None:
    for rule in RULES:
        assert rule.cites, rule.id
        assert rule.method in {*METHODS, "distribution", "percentile"}, rule.id
    assert next(rule.id for rule in rules(KB, KB.scale("nl-10"), "DE", TODAY)) == "de-modified-bavarian"


def test_decimals_keep_two_places_at_most() -> None:
    assert [decimal(Fraction(n, d)) for n, d in ((1, 3), (2, 3), (5, 1), (1, 8), (7, 2))] == [
        "0.33",
        "0.67",
        "5",
        "0.13",
        "3.5",
    ]
