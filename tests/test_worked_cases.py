"""``qualrec test``: a failing expectation is named with its own line, bad files fail and stop nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

from conftest import ROOT

CASES = """\
kind: cases
schema: 1
cases:
  - name: A bachelor
    given: {country: "NO", title: "Bachelor i biologi", awarded: 2015, institution_status: recognised, to: DE}
    as_of: "2026-01-01"
    expect:
      status: found
      eqf: ["7"]
      reasons: {include: [TITLE_MATCHED, NO_SUCH], exclude: [TITLE_SUBJECT]}
      elements: {level: substantial}
  - name: One that holds
    given: {country: "NO", title: "Bachelor i biologi", awarded: 2015, to: DE}
    as_of: "2026-01"
    expect: {identified: no-bachelor}
"""


def run(*arguments):
    command = [sys.executable, "-m", "qualrec", "test", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=100, check=False)


@pytest.fixture
def cases(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(CASES, encoding="utf-8")
    return file


def test_each_expectation_that_fails_has_its_line_and_what_came(cases):
    done = run(cases, "--format", "json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert (found["passed"], found["failed"]) == (1, 1)
    failures = {(f["line"], f["key"]): (f["expected"], f["got"]) for f in found["cases"][0]["failures"]}
    assert failures[9, "eqf"] == ("[7]", "[6]")
    assert failures[11, "elements.level"] == ("substantial", "match")
    assert failures[10, "reasons.include"][0] == "NO_SUCH"
    assert failures[10, "reasons.exclude"][1] == "TITLE_SUBJECT"
    assert len(failures) == 4


def test_text_and_junit_name_the_same(cases):
    text = run(cases).stdout
    assert f"{cases.as_posix()}:9" in text.replace("\n", "")  # the long name of the file is wrapped
    assert "1 passed, 1 failed" in text
    root = ET.fromstring(run(cases, "--format", "junit").stdout)
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    case = root.find("testsuite/testcase")
    assert case is not None
    assert case.get("line") == "4"
    failure = case.find("failure")
    assert failure is not None
    assert f"{cases.as_posix()}:9: eqf: expected [7], got [6]" in str(failure.text)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("cases: [", 2, "file"),
        ("kind: framework\nschema: 1\n", 1, ""),
        (CASES.replace("status: found", "statsu: found"), 8, "statsu"),
        (CASES.replace("to: DE}", "to: XX}", 1), 5, "COUNTRY_UNKNOWN"),
        (CASES.replace("awarded: 2015", "awarded: x", 1), 5, "form"),
        (CASES.replace('as_of: "2026-01-01"', 'as_of: "soon"', 1), 6, "form"),
        (CASES.replace("    given:", "    method: nosuch\n    given:", 1), 4, "nosuch"),
        (CASES.replace("    given: {country", "    givn: {country", 1), 5, "givn"),
    ],
)
def test_a_case_that_cannot_be_run_fails_at_its_line(tmp_path, text, line, says):
    file = tmp_path / "bad.yaml"
    file.write_text(text, encoding="utf-8")
    done = run(file, "--format", "json")
    assert done.returncode == 1, done.stderr
    failures = json.loads(done.stdout)["cases"][0]["failures"]
    shown = [(f["line"], f["key"] + f["got"]) for f in failures]
    assert any(at == line and says in got for at, got in shown), shown


def test_a_folder_of_data_is_laid_over_and_its_cases_run(tmp_path):
    folder = tmp_path / "mine" / "frameworks" / "no"
    folder.mkdir(parents=True)
    text = (ROOT / "frameworks" / "no" / "nkr.yaml").read_text(encoding="utf-8")
    (folder / "nkr.yaml").write_text(text, encoding="utf-8")
    (folder / "cases.yaml").write_text(CASES, encoding="utf-8")
    done = run(tmp_path / "mine")
    assert done.returncode == 1, done.stderr
    assert "laid over" in done.stderr
    assert "1 passed, 1 failed" in done.stdout


def test_a_folder_without_cases_is_refused(tmp_path):
    assert run(tmp_path).returncode == 2
    assert run(tmp_path / "no-such").returncode == 2
