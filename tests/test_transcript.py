"""Course by course: what counts, what does not and why; averages, subsets, repeats, years; hostile files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from qualrec.cli.app import build
from qualrec.engine.averages import average, own_mark
from qualrec.engine.courses import Scales, judge
from qualrec.engine.courses_in import read_courses
from qualrec.engine.transcript import Asked, Turned
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.course import Habits
from qualrec.model.measure import Weighting
from qualrec.model.source import Origin

RUNNER = CliRunner()
APP = build()
KB = KnowledgeBase.open()
COURSES: list[dict[str, Any]] = [
    {"name": "Calculus", "code": "MA1", "credits": 4, "grade": "A-", "year": 1, "date": "2019-01", "major": True},
    {"name": "Physics", "code": "PH1", "credits": 3, "grade": "F", "year": 1, "date": "2019-01"},
    {"name": "Physics", "code": "PH1", "credits": 3, "grade": "B", "year": 1, "date": "2019-06"},
    {"name": "Sport", "code": "SP1", "credits": 1, "status": "passed", "year": 1, "date": "2019-06"},
    {"name": "Thesis", "code": "TH1", "credits": 6, "status": "in_progress", "year": 2, "date": "2020-06"},
    {"name": "Algebra", "code": "MA2", "credits": 4, "grade": "B+", "year": 2, "date": "2020-01", "major": True},
    {"name": "Art", "code": "AR1", "credits": 2, "grade": "D", "year": 2, "date": "2020-01", "level": "upper"},
]
US: dict[str, Any] = {"country": "US", "scale": "us-letters", "unit": "us-semester-credit", "courses": COURSES}


def turn(raw: dict[str, Any], habits: Habits = Habits(), **asked: Any) -> dict[str, Any]:  # noqa: B008 - frozen
    transcript, faults = read_courses(raw, KB)
    assert not faults
    return Turned(KB, transcript, Asked(asked.pop("unit", "int-ects"), habits=habits, **asked)).record()


def why(record: dict[str, Any]) -> list[str]:
    return [line["why"] for line in record["courses"]]


def test_each_course_counts_or_says_why_not() -> None:
    record = turn(US, scale="us-points-367")
    assert why(record) == [
        "COURSE_COUNTS",
        "COURSE_REPEATED",
        "COURSE_COUNTS",
        "COURSE_PASS_NO_GRADE",
        "COURSE_IN_PROGRESS",
        "COURSE_COUNTS",
        "COURSE_COUNTS",
    ]
    assert record["totals"]["earned"] == "14"
    assert record["totals"]["host_earned"] == {"low": "21", "high": "28", "shown": "21-28"}
    # (4 x 3.67 + 3 x 3.00 + 4 x 3.33 + 2 x 1.00) / 13
    assert record["totals"]["host_average"]["low"] == "3"
    assert record["totals"]["home_average"] is None
    assert record["rule"]["id"] == "us-wes-points"
    assert {source["id"] for source in record["sources"]} >= {"us-wes-points", "us-experts-ects"}


def test_two_tables_of_points_give_two_averages() -> None:
    one = {**US, "courses": COURSES[:1]}
    assert turn(one, scale="us-points-367")["totals"]["host_average"]["low"] == "3.67"
    assert turn(one, scale="us-points-370")["totals"]["host_average"]["low"] == "3.7"


@pytest.mark.parametrize(
    ("habits", "mean", "courses"),
    [
        (Habits(), "3", 4),
        (Habits(repeats="last"), "3", 4),
        (Habits(repeats="all"), "2.4375", 5),
        (Habits(failures="leave_out"), "3", 4),
        (Habits(subset="major"), "3.5", 2),
        (Habits(subset="level:upper"), "1", 1),
        (Habits(subset="last:5"), "2.553333", 2),
    ],
)
def test_repeats_failures_and_subsets_are_choices(habits: Habits, mean: str, courses: int) -> None:
    found = turn(US, habits, scale="us-points-367")["totals"]["host_average"]
    assert (found["low"], found["courses"]) == (mean, courses)


def test_a_failed_course_alone_pulls_the_average_down_and_earns_nothing() -> None:
    raw = {**US, "courses": COURSES[:2]}
    found = turn(raw, scale="us-points-367")
    assert why(found) == ["COURSE_COUNTS", "COURSE_FAILED"]
    assert found["totals"]["earned"] == "4"
    assert found["totals"]["host_average"]["low"] == "2.097143"
    kinder = turn(raw, Habits(failures="leave_out"), scale="us-points-367")
    assert why(kinder)[1] == "COURSE_FAILED_OUT"
    assert kinder["totals"]["host_average"]["low"] == "3.67"


def nested(whole: str | None, *parts: dict[str, Any]) -> dict[str, Any]:
    top: dict[str, Any] = {"name": "Programme", "parts": list(parts)} | ({"credits": whole} if whole else {})
    return {"country": "NO", "scale": "no-letters", "unit": "no-studiepoeng", "courses": [top]}


def test_nested_credits_count_once() -> None:
    parts = ({"name": "One", "credits": 10, "grade": "A"}, {"name": "Two", "credits": 20, "grade": "B"})
    equal = turn(nested("30", *parts))
    assert equal["totals"]["earned"] == "30"
    assert why(equal) == ["COURSE_IN_PARTS", "COURSE_COUNTS", "COURSE_COUNTS"]
    differs = turn(nested("60", *parts))
    assert differs["totals"]["earned"] == "30"
    assert why(differs)[0] == "COURSE_SUM_DIFFERS"
    passed = nested("60", {"name": "One", "credits": 10, "status": "passed"})
    assert turn(passed)["totals"]["earned"] == "10"
    passed["courses"][0]["status"] = "passed"
    whole = turn(passed)
    assert whole["totals"]["earned"] == "60"
    assert why(whole) == ["COURSE_PASS_NO_GRADE", "COURSE_IN_WHOLE"]


def test_the_same_line_twice_is_one_course() -> None:
    line = {"name": "One", "credits": 10, "grade": "A", "date": "2019-01-01"}
    record = turn({"country": "NO", "scale": "no-letters", "unit": "no-studiepoeng", "courses": [line, dict(line)]})
    assert why(record) == ["COURSE_COUNTS", "COURSE_TWICE"]
    assert record["totals"]["earned"] == "10"


def weights(*values: str) -> Weighting:
    from decimal import Decimal

    return Weighting(
        id="qq-years",
        origin=Origin("", 0),
        cites=(),
        name={"en": "years"},
        by="year",
        weights=tuple(map(Decimal, values)),
    )


def year(number: int, grade: str) -> dict[str, Any]:
    return {"name": f"Year {number}", "year": number, "grade": grade, "status": "passed"}


def test_years_are_weighted_as_the_rule_says() -> None:
    # 75 x 10 % + 80 x 20 % + 90 x 30 % + 65 x 40 %: worked so by Koya University for Iraq
    raw = {
        "country": "IN",
        "scale": "in-percentage",
        "courses": [year(n + 1, g) for n, g in enumerate(("75", "80", "90", "65"))],
    }
    found = turn(raw, weighting=weights("10", "20", "30", "40"))
    assert found["totals"]["home_average"]["low"] == "76.5"
    assert found["totals"]["home_average"]["weighting"] == "qq-years"


def test_the_iraqi_rule_is_on_file_and_named_by_its_id(tmp_path: Path) -> None:
    years = [year(n + 1, g) for n, g in enumerate(("75", "80", "90", "65"))]
    file = tmp_path / "iq.json"
    file.write_text(json.dumps({"country": "Iraq", "scale": "iq-percent", "courses": years}), encoding="utf-8")
    found = json.loads(command(file, "--weighting", "iq-four-years").stdout)
    assert found["totals"]["home_average"]["low"] == "76.5"
    assert "iq-koya-bologna" in {source["id"] for source in found["sources"]}
    assert "no such weighting" in str(command(file, "--weighting", "iq-seven-years").exception)


def test_a_weighting_asks_for_its_years() -> None:
    raw = {"country": "IN", "scale": "in-percentage", "courses": [year(1, "75"), year(2, "80")]}
    found = turn(raw, weighting=weights("10", "20", "30", "40"))
    assert found["totals"]["home_average"] is None
    assert "AVERAGE_OTHER_YEARS" in {reason["code"] for reason in found["reasons"]}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(40, 100)), min_size=1, max_size=12))
def test_an_average_lies_between_its_marks_and_order_does_not_matter(rows: list[tuple[int, int]]) -> None:
    courses = [{"name": f"c{n}", "credits": size, "grade": str(mark)} for n, (size, mark) in enumerate(rows)]
    raw = {"country": "IN", "scale": "in-percentage", "courses": courses}
    one = average(judge(read_courses(raw, KB)[0].courses, Scales(KB.scale("in-percentage")), Habits()), own_mark)
    raw["courses"] = courses[::-1]
    two = average(judge(read_courses(raw, KB)[0].courses, Scales(KB.scale("in-percentage")), Habits()), own_mark)
    assert one.low == two.low
    assert min(mark for _, mark in rows) <= one.low <= max(mark for _, mark in rows)


def command(file: Path, *more: str) -> Any:
    return RUNNER.invoke(APP, ["convert", "transcript", str(file), "--format", "json", *more])


def test_the_command_reads_yaml_and_csv_alike(tmp_path: Path) -> None:
    text, table = tmp_path / "t.json", tmp_path / "t.csv"
    text.write_text(json.dumps(US), encoding="utf-8")
    head = ["name", "code", "credits", "grade", "status", "year", "date", "level", "major"]
    rows = [",".join(str(course.get(key, "")) for key in head) for course in COURSES]
    table.write_text("\n".join([",".join(head), *rows]) + "\n", encoding="utf-8")
    one = command(text, "--to", "us-points-367")
    two = command(table, "--from", "us-letters", "--home-unit", "us-semester-credit", "--to", "us-points-367")
    assert one.exit_code == two.exit_code == 0, (one.output, two.output)
    first, second = json.loads(one.stdout), json.loads(two.stdout)
    assert first["totals"] == second["totals"]
    assert first["record"] == "qualrec/transcript/1"


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text(json.dumps(US), encoding="utf-8")
    arguments = ("--to", "us-points-367", "--on", "2026-01-01")
    assert command(file, *arguments).stdout == command(file, *arguments).stdout


def test_an_elmo_file_is_a_transcript(samples: Path) -> None:
    done = command(samples / "elmo/samples/denmark-7point-unsigned.xml", "--from", "dk-7", "--to", "int-ects-letters")
    found = json.loads(done.stdout)
    assert [(c["name"], c["host_grade"]["low"]) for c in found["courses"]][:2] == [
        ("Kaffens Historie", "B"),
        ("Dyrkning", "C"),
    ]
    assert found["totals"]["earned"] == "45"
    assert found["totals"]["home_average"]["low"] == "7.333333"


def test_a_file_that_lists_a_programme_and_its_courses_counts_once(samples: Path) -> None:
    found = json.loads(command(samples / "elmo/samples/sweden-umea-120hp-1.0.xml").stdout)
    assert float(found["totals"]["host_earned"]["high"]) <= 360


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"courses": []}',
        '{"courses": [{"name": "x", "colour": 1}]}',
        '{"courses": [{"name": "x", "credits": "many"}]}',
        '{"country": "Atlantis", "courses": [{"name": "x"}]}',
        "<a/>",
        '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        "[" * 5000,
    ],
)
def test_a_bad_file_is_refused_in_one_block(tmp_path: Path, text: str) -> None:
    file = tmp_path / ("t.xml" if text.startswith("<") else "t.json")
    file.write_text(text, encoding="utf-8")
    done = command(file)
    assert "cannot be used" in str(done.exception)


@pytest.mark.parametrize("subset", ["last", "last:0", "last:x", "level", "minor"])
def test_a_subset_that_is_none_is_refused(tmp_path: Path, subset: str) -> None:
    file = tmp_path / "t.json"
    file.write_text(json.dumps(US), encoding="utf-8")
    assert "not a subset" in str(command(file, "--subset", subset).exception)


def test_the_page_is_printed_whole_at_eighty_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    file = tmp_path / "t.json"
    file.write_text(
        json.dumps({**US, "courses": [{"name": "[red]x[/red]\x1b[31m", "grade": "A", "credits": 3}]}), encoding="utf-8"
    )
    done = RUNNER.invoke(APP, ["convert", "transcript", str(file), "--to", "us-points-367"])
    assert done.exit_code == 0, done.output
    assert "[red]x[/red]" in done.output
    assert "\x1b" not in done.output


ABROAD: dict[str, Any] = {
    "country": "NL",
    "scale": "nl-10",
    "courses": [
        {"name": "Statistiek", "credits": 6, "grade": "8", "date": "2022-01"},
        {"name": "Statistik", "credits": 6, "grade": "1.7", "scale": "de-note", "date": "2022-06"},
        {"name": "Statistics", "credits": 6, "grade": "82", "scale": "in-percentage", "date": "2021-06"},
    ],
}


def test_courses_on_scales_of_their_own_are_turned_each_by_its_own_rule() -> None:
    record = turn(ABROAD, scale="de-note")
    one, two, three = record["courses"]
    assert (one["scale"], two["scale"], three["scale"]) == ("nl-10", "de-note", "in-percentage")
    assert two["host_grade"] == {"low": "1.7", "high": "1.7"}
    assert set(record["rules"]) == {"nl-10", "in-percentage"}
    totals = record["totals"]
    assert totals["home_average"] is None
    assert "AVERAGE_SCALES" in [reason["code"] for reason in record["reasons"]]
    single = [float(line["host_grade"]["low"]) for line in record["courses"]]
    assert float(totals["host_average"]["low"]) == pytest.approx(sum(single) / 3)


def test_a_course_on_a_scale_that_leads_nowhere_leaves_no_average_here() -> None:
    courses = [*ABROAD["courses"], {"name": "Sport", "credits": 6, "grade": "B", "scale": "us-letters"}]
    record = turn({**ABROAD, "courses": courses}, scale="de-note")
    assert record["courses"][3]["host_grade"] is None
    assert record["totals"]["host_average"] is None
    assert {"GRADE_NO_RULE", "AVERAGE_NO_NUMBER"} <= {reason["code"] for reason in record["reasons"]}
    assert record["courses"][3]["in_average"]


def test_attempts_on_two_scales_are_not_compared() -> None:
    courses = [
        {"name": "Art", "code": "A", "credits": 5, "grade": "7", "date": "2020-01"},
        {"name": "Art", "code": "A", "credits": 5, "grade": "1.0", "scale": "de-note", "date": "2021-01"},
    ]
    record = turn({**ABROAD, "courses": courses})
    assert why(record) == ["COURSE_COUNTS", "COURSE_REPEATED"]


def test_an_unknown_scale_of_a_course_is_a_fault() -> None:
    _, faults = read_courses({**ABROAD, "courses": [{"name": "x", "grade": "1", "scale": "zz-none"}]}, KB)
    assert [fault.code for fault in faults] == ["ID_UNKNOWN"]
