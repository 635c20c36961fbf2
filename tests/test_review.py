"""What a person settles: the review queue, decisions fed back, precedents kept, pseudonyms, the report."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from qualrec.batch.decisions import Decision, Precedents
from qualrec.batch.redact import Redaction
from qualrec.render.report import Summary, page

PROGRAM = Path(sys.executable).parent / "qualrec"
ROWS = [
    {"id": "a1", "name": "Anna", "country": "DZ", "title": "Licence", "awarded": "2003", "years": "4", "grade": "13.6"},
    {"id": "a2", "name": "Bo", "country": "IT", "title": "Laurea", "awarded": "", "years": "", "grade": ""},
    {"id": "a3", "name": "Cy", "country": "IT", "title": "laurea", "awarded": "", "years": "", "grade": ""},
    {"id": "a1", "name": "Anna", "country": "NO", "title": "Bachelor", "awarded": "2015", "years": "", "grade": ""},
    {
        "id": "",
        "name": "=x",
        "country": "",
        "title": "<script>alert(1)</script>",
        "awarded": "",
        "years": "",
        "grade": "",
    },
]
KNOWN = {"institution": "Univ", "institution_status": "recognised", "programme_accredited": "yes"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*ROWS[0], *KNOWN])
        writer.writeheader()
        writer.writerows({**row, **KNOWN} for row in ROWS)
    return path


def batch(table: Path, *options: str, out: str = "out.csv", code: int = 0) -> list[dict[str, str]]:
    path = table.parent / out
    policy = ROOT / "examples/policies/loughborough-pgt.yaml"
    env = {**os.environ, "XDG_DATA_HOME": str(table.parent / "data")}
    words = ["batch", table, "--to", "GB", "--policy", policy, "--on", "2026-01-01", "-o", path, *options]
    done = subprocess.run([str(PROGRAM), *map(str, words)], capture_output=True, text=True, env=env, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Anna" not in done.stderr
    if code:
        return [{"error": done.stderr}]
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, **settled: str) -> Path:
    rows = lines(path)
    for row in rows:
        if row["fact"] in settled:
            row |= {"settled": settled[row["fact"]], "author": "E. V.", "date": "2026-01-01", "reason": "looked up"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_one_fact_settles_many_rows_and_stays_settled(table: Path) -> None:
    review = table.parent / "review.csv"
    before = batch(table, "--review", str(review))
    asked = lines(review)
    assert [(row["fact"], row["rows"]) for row in asked if row["question"] != "own"] == [("qualification", "2")]
    assert "it-laurea" in asked[0]["candidates"]
    assert {row["row"] for row in asked if row["question"] == "own"} >= {"a1", "#5"}
    assert [row["q_identified"] for row in before[1:3]] == ["ambiguous", "ambiguous"]

    after = batch(table, "--decisions", str(fill(review, qualification="it-laurea", near_miss="meets")))
    assert [row["q_qualification"] for row in after[1:3]] == ["it-laurea", "it-laurea"]
    assert after[0]["q_status"] == "meets"
    assert all("PRECEDENT_APPLIED" in row["q_reasons"] for row in after[:3])
    assert "E. V." in after[1]["q_explanation"]

    again = batch(table)
    assert [row["q_status"] for row in again] == [row["q_status"] for row in after]


def test_a_precedent_of_one_row_holds_for_its_award_only(table: Path) -> None:
    review = table.parent / "review.csv"
    batch(table, "--review", str(review))
    batch(table, "--decisions", str(fill(review, near_miss="meets")))
    other = table.read_text(encoding="utf-8").replace("a1,Anna,DZ,Licence", "a1,Anna,DZ,Magister")
    table.write_text(other, encoding="utf-8")
    assert "PRECEDENT_APPLIED" not in batch(table)[0]["q_reasons"]


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_a_decision_on_a_row_ends_with_the_facts_and_the_policy_it_was_made_on(table: Path) -> None:
    review, row = table.parent / "review.csv", {**ROWS[0], **KNOWN}
    write(table, [row])
    batch(table, "--review", str(review))
    assert batch(table, "--decisions", str(fill(review, near_miss="meets")))[0]["q_status"] == "meets"
    other = ROOT / "examples/policies/pgt-2023-24.yaml"
    assert "PRECEDENT_APPLIED" not in batch(table, "--policy", str(other))[0]["q_reasons"]
    write(table, [{**row, "grade": "9"}])
    assert batch(table)[0]["q_status"] == "does_not_meet"


def test_a_decision_on_a_row_without_id_is_not_kept_for_the_next_table(table: Path) -> None:
    review, row = table.parent / "review.csv", {**ROWS[0], **KNOWN, "id": ""}
    write(table, [row])
    batch(table, "--review", str(review))
    assert batch(table, "--decisions", str(fill(review, near_miss="meets")))[0]["q_status"] == "meets"
    assert batch(table)[0]["q_status"] == "needs_review"


@pytest.mark.parametrize("institution", ["Foo; Bar", "=Foo", "a; institution: b", "not given", "Two\nlines"])
def test_a_shared_decision_is_found_again_whatever_its_words(table: Path, institution: str) -> None:
    review = table.parent / "review.csv"
    row = {"id": "x", "country": "IT", "title": "Laurea magistrale", "awarded": "2015", "programme_accredited": "yes"}
    write(table, [{**row, "institution": institution}])
    batch(table, "--review", str(review))
    found = batch(table, "--decisions", str(fill(review, institution_status="recognised")))
    assert "INSTITUTION_RECOGNISED" in found[0]["q_reasons"]
    assert "PRECEDENT_APPLIED" in found[0]["q_reasons"]


def test_a_table_with_names_of_its_own_is_reviewed_and_hidden_alike(table: Path) -> None:
    names, key, review = table.parent / "map.csv", table.parent / "key", table.parent / "review.csv"
    names.write_text("id,Number\ncountry,Land\ntitle,Degree\nawarded,When\ninstitution,School\n", encoding="utf-8")
    key.write_bytes(b"0123456789abcdef0123")
    row = {"Number": "n1", "Land": "IT", "Degree": "Laurea", "When": "", "School": "Univ", "title": "Anna"}
    write(table, [row, {**row, "Number": "n2"}, {**row, "Number": "n3", "Land": "DE", "Degree": "Nothing"}])
    options = ["--map", str(names), "--redact", str(key)]
    found = batch(table, *options, "--review", str(review))
    assert list(found[0])[: len(row)] == list(row)
    assert (found[0]["Degree"], found[0]["Land"]) == ("Laurea", "IT")
    assert "Anna" not in json.dumps(found) + review.read_text(encoding="utf-8")
    assert "n1" not in [one["Number"] for one in found]
    asked = lines(review)
    assert [one["rows"] for one in asked] == ["2", "1"]
    assert "country: IT; title: Laurea" in asked[0]["about"]
    filled = lines(review)
    filled[0] |= {"settled": "it-laurea", "author": "E. V.", "date": "2026-01-01", "reason": "looked up"}
    write(review, filled)
    again = batch(table, *options, "--decisions", str(review))
    assert [one["q_qualification"] for one in again] == ["it-laurea", "it-laurea", ""]


def test_no_decision_stands_against_a_mill_that_a_register_names() -> None:
    decision = Decision("institution_status", "country: IT; institution: Univ", "", "recognised", "E", "2026", "seen")
    row = {"country": "IT", "institution": "Univ"}
    assert Precedents([decision]).before(row)["institution_status"] == "recognised"
    mill = Precedents([decision], fill=lambda cells: {**cells, "institution_status": "diploma_mill"})
    assert mill.before(row) == row


def test_a_column_named_like_our_mark_is_a_column_like_others(table: Path) -> None:
    review, row = table.parent / "review.csv", {**ROWS[0], **KNOWN, "q_settled_by": "Anna"}
    write(table, [row])
    batch(table, "--review", str(review))
    assert batch(table, "--decisions", str(fill(review, near_miss="meets")))[0]["q_status"] == "meets"


def test_a_decision_needs_its_author_and_a_value_that_can_be(table: Path) -> None:
    review = table.parent / "review.csv"
    batch(table, "--review", str(review))
    said = batch(table, "--decisions", str(fill(review, qualification="it-laureaa")), code=2)[0]["error"]
    assert "line 2" in said
    assert "it-laureaa" in said


def test_persons_and_duplicates_are_noted(table: Path) -> None:
    found = batch(table, "--review", str(table.parent / "review.csv"))
    assert "SAME_PERSON:1" in found[3]["q_reasons"]


def test_pseudonyms_hide_ids_and_columns_nobody_reads(table: Path) -> None:
    key = table.parent / "key"
    key.write_bytes(b"0123456789abcdef0123")
    review, report = table.parent / "review.csv", table.parent / "report.html"
    found = batch(table, "--redact", str(key), "--review", str(review), "--report", str(report))
    written = json.dumps(found) + review.read_text(encoding="utf-8") + report.read_text(encoding="utf-8")
    assert "Anna" not in written
    assert found[0]["id"] == found[3]["id"]
    assert found[0]["id"].startswith("p-")
    assert found[0]["country"] == "DZ"
    one, two = Redaction(b"0123456789abcdef"), Redaction(b"fedcba9876543210")
    assert one({"id": "x"}) != two({"id": "x"})


def test_the_report_is_one_page_of_text(table: Path) -> None:
    report = table.parent / "report.html"
    batch(table, "--report", str(report))
    text = report.read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert "5 rows assessed" in text


def test_a_report_of_nothing_is_a_page() -> None:
    empty = Summary(0, {}, {}, {}, {}, {}, {}, {}, [], {})
    assert "0 rows assessed" in page(empty)


def test_the_report_filters_its_rows_in_a_real_browser(table: Path) -> None:
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no Chromium is installed: the report was not opened in a browser")
    report = table.parent / "report.html"
    batch(table, "--report", str(report))
    typed = "<script>box.value = 'laurea'; box.dispatchEvent(new Event('input'));</script></body>"
    report.write_text(report.read_text(encoding="utf-8").replace("</body>", typed), encoding="utf-8")
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync", f"--user-data-dir={table.parent / 'chromium'}"]
    done = subprocess.run(
        [browser, *quiet, "--dump-dom", report.as_uri()], capture_output=True, text=True, timeout=120, check=False
    )
    assert "2 of 5 rows shown" in done.stdout
