"""Credits and grades by rule: the published examples, ranges, and refusals."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from typer.testing import CliRunner

from qualrec.cli.app import build
from qualrec.engine.credits import convert, decimal
from qualrec.knowledge.base import KnowledgeBase

RUNNER = CliRunner()
APP = build()


def converted(*arguments: str) -> dict[str, Any]:
    done = RUNNER.invoke(APP, ["convert", *arguments, "--format", "json"])
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.stdout)
    return found


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
    found = converted("grade", mark, "--best", best, "--pass", lowest, "--to", "de-note")
    assert found["value"] == {"low": value, "high": value}
    assert found["unrounded"] == exact
    assert found["rounding"] == {"mode": "truncate", "places": 1}
    assert not found["binding"]
    assert found["sources"]


def test_a_fail_is_not_converted_and_says_so() -> None:
    found = converted("grade", "30", "--best", "100", "--pass", "50", "--to", "de-note", "--worst", "0")
    assert found["value"] is None
    assert {"GRADE_BELOW_PASS", "GRADE_NO_RULE"} <= {reason["code"] for reason in found["reasons"]}


def test_without_a_rule_there_is_no_number() -> None:
    found = converted("grade", "B", "--from", "no-letters", "--to", "de-note")
    assert found["value"] is None
    assert [reason["code"] for reason in found["reasons"]] == ["GRADE_NO_RULE"]


def test_american_credits_are_a_range_and_both_bases_are_shown() -> None:
    found = converted("credits", "30", "--from", "us-semester-credit", "--to", "int-ects")
    assert found["value"] == {"low": "45", "high": "60"}
    ways = {other["method"]: other["value"] for other in found["alternatives"]}
    assert ways == {"hours": {"low": "45", "high": "54"}, "full_time_year": {"low": "60", "high": "60"}}


@pytest.mark.parametrize(
    ("amount", "unit", "ects"),
    [("80", "no-vekttall", "240"), ("360", "gb-cats", "180"), ("360", "gb-scqf-credit", "180"), ("60", "it-cfu", "60")],
)
def test_stated_factors_are_exact(kb: KnowledgeBase, amount: str, unit: str, ects: str) -> None:
    found = convert(kb, Fraction(amount), Fraction(amount), unit, "int-ects").value
    assert found is not None
    assert (decimal(found.low), decimal(found.high)) == (ects, ects)


def test_decimals_keep_two_places_at_most() -> None:
    assert [decimal(Fraction(n, d)) for n, d in ((1, 3), (2, 3), (5, 1), (1, 8), (7, 2))] == [
        "0.33",
        "0.67",
        "5",
        "0.13",
        "3.5",
    ]
