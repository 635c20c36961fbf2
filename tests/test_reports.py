"""Findings for other programs: each form is what its reader expects, and hostile text stays text."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from typer.testing import CliRunner

from conftest import ROOT
from qualrec.cli.app import build
from qualrec.knowledge.rules.catalogue import CATALOGUE
from qualrec.model.problem import Place, Problem
from qualrec.render.reports import REPORTS, github, gitlab, junit, sarif

RUNNER = CliRunner()
FORMS = ("json", *REPORTS)


def spoilt(folder: Path, *edits: tuple[str, str], name: str = "frameworks/no/qualifications.yaml") -> Path:
    """A copy of a shipped file with some of its text replaced."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


HOSTILE = ("  - id: no-bachelor\n", '  - id: no-bachelor\n    knid: "<b>%0A::error::</b>"\n')
MISSING = ("requires: [no-bachelor]", "requires: [no-bachelor, no-such]")


def reports(path: Path, folder: Path, *options: str) -> tuple[int, dict[str, str]]:
    """Every report of one run."""
    asked = [word for form in FORMS for word in ("--report", f"{form}={folder / form}")]
    done = RUNNER.invoke(build(), ["validate", str(path), "--format", "compact", *asked, *options])
    assert not done.exception or isinstance(done.exception, SystemExit), done.output
    found = {form: (folder / form).read_text(encoding="utf-8") for form in FORMS}
    assert done.stdout == found["compact"]
    return done.exit_code, found


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_STEP_SUMMARY", str(folder / "summary.md"))
        code, found = reports(spoilt(folder, HOSTILE, MISSING), folder)
    assert code == 1
    return {**found, "summary": (folder / "summary.md").read_text(encoding="utf-8")}


def problems(many: int, code: str = "QR101", path: str = "a.yaml") -> list[Problem]:
    return [Problem(code, Place(path, n), {"why": f"fault {n}", "do": "mend it"}) for n in range(1, many + 1)]


def test_compact_is_a_line_a_finding(said: dict[str, str]) -> None:
    (line,) = [line for line in said["compact"].splitlines() if "knid" in line]
    assert re.search(r"qualifications\.yaml:\d+:\d+: error QR101 ", line)


def test_all_forms_tell_the_same_findings(said: dict[str, str]) -> None:
    findings = json.loads(said["json"])["findings"]
    places = [(f["code"], f["line"]) for f in findings]
    assert {code for code, _ in places} == {"QR101"} | {code for code, _ in places}
    assert len(said["compact"].splitlines()) == len(said["github"].splitlines()) == len(findings)
    assert [(f["check_name"], f["location"]["lines"]["begin"]) for f in json.loads(said["gitlab"])] == places
    results = json.loads(said["sarif"])["runs"][0]["results"]
    regions = [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in results]
    assert list(zip((r["ruleId"] for r in results), regions, strict=True)) == places
    assert [c.get("name", "").split()[0] for c in ET.fromstring(said["junit"])] == [code for code, _ in places]


def test_github_commands_cannot_be_broken_out_of(said: dict[str, str]) -> None:
    form = r"::(error|warning|notice) file=[^:]*,line=\d+,col=\d+,title=QR\d+ [a-z-]+::"
    assert all(re.match(form, line) for line in said["github"].splitlines())
    assert "| error | QR101 |" in said["summary"]
    hostile = problems(12, path="::error::x,y:%\n##[error]z.yaml")
    lines = github(hostile, {}).splitlines()
    assert len(lines) == 12
    assert sum(line.startswith("::") for line in lines) == 10
    assert all("##[" not in line for line in lines)
    assert lines[0].startswith("::error file=%3A%3Aerror%3A%3Ax%2Cy%3A%25%0A# #[error]z.yaml,line=1,")


def test_github_shows_ten_of_a_kind_the_most_severe_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    loud, mild, low = "QR101", "QR504", "QR402"
    assert [CATALOGUE[code].severity for code in (low, mild, loud)] == ["note", "warning", "error"]
    values = dict.fromkeys(("low", "high", "skipped", "to", "what", "keys"), "x")
    mixed = [Problem(code, p.place, {**values, **p.values}) for code in (low, mild, loud) for p in problems(13, code)]
    lines = github(mixed, {}).splitlines()
    marks = [re.match(r"::(\w+) ", line) for line in lines]
    kinds = [mark[1] if mark else lines[number].split()[0] for number, mark in enumerate(marks)]
    assert kinds == [
        word
        for kind, name in (("error", "error"), ("warning", "warning"), ("notice", "note"))
        for word in [kind] * 10 + [name] * 3
    ]
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "13 errors, 13 warnings, 13 notes" in summary
    assert summary.count("\n| ") == 1 + 39  # the head and every finding


def test_a_long_summary_is_cut_where_github_would_drop_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    many = problems(30_000)
    assert len(github(many, {}).splitlines()) == 30_000  # the log has all
    summary = (tmp_path / "summary.md").read_bytes()
    assert 800_000 < len(summary) < 1 << 20
    shown = summary.count(b"\n| error")
    assert f"{30_000 - shown} more stand in the log" in summary.decode()
    github([], {})
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").endswith("no findings\n\n")


def test_paths_begin_at_the_root_of_the_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path / "mine")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert "file=mine/a.yaml," in github(problems(1), {})
    outside = problems(1, path=str(tmp_path.parent / "b.yaml"))
    assert f"file={tmp_path.parent}/b.yaml," in github(outside, {})
    monkeypatch.delenv("GITHUB_WORKSPACE")
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    assert json.loads(gitlab(problems(1), {}))[0]["location"]["path"] == "mine/a.yaml"


def test_gitlab_names_place_and_severity(said: dict[str, str]) -> None:
    found = json.loads(said["gitlab"])
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(found[0])
    assert {item["severity"] for item in found} <= {"info", "minor", "major", "critical", "blocker"}
    assert found[0]["location"]["lines"]["begin"] > 1
    assert len({item["fingerprint"] for item in found}) == len(found)


TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
# What the parser of GitLab demands of each entry (codeclimate.json in its source), and the severities it knows.
PARSED_BY_GITLAB = {
    "type": "object",
    "required": ["description", "fingerprint", "severity", "location"],
    "properties": {
        "description": TEXT,
        "fingerprint": TEXT,
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {
            "type": "object",
            "required": ["path", "lines"],
            "properties": {
                "path": TEXT,
                "lines": {"type": "object", "properties": {"begin": WHOLE}, "required": ["begin"]},
            },
        },
    },
}


def test_gitlabs_own_parser_would_take_every_entry(said: dict[str, str]) -> None:
    hostile = Problem("QR101", Place("x y/é%.yaml", 3), {"why": "\x1b[31m<script>", "do": "%0A::error::"})
    for report in (said["gitlab"], gitlab([hostile], {}), gitlab([], {})):
        jsonschema.validate(json.loads(report), {"type": "array", "items": PARSED_BY_GITLAB})


def test_the_gitlab_report_has_the_form_of_another_tools(said: dict[str, str], tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text("import os\n", encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--output-format", "gitlab", str(bad)]
    (other,) = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
    assert other["check_name"] == "F401"
    for entry in json.loads(said["gitlab"]):
        assert {key: type(value) for key, value in entry.items()} == {key: type(value) for key, value in other.items()}


def test_sarif_is_whole(said: dict[str, str]) -> None:
    log = json.loads(said["sarif"])
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == set(CATALOGUE)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] > 0
        assert re.fullmatch(r"[0-9a-f]{32}", result["partialFingerprints"]["qualrec/v1"])


@pytest.fixture(scope="module")
def logs(said: dict[str, str]) -> list[str]:
    """SARIF logs of real findings, of none, and of hostile ones."""
    related = Problem("QR207", Place("x y/é%.yaml", 3, 4, 9), {"id": "a"}, (Place("b.yaml", 1),))
    return [said["sarif"], sarif([], {}), sarif([related, *problems(3, path="::x\u202e.yaml")], {})]


SCHEMA = os.environ.get("QUALREC_SARIF_SCHEMA", "")


@pytest.mark.skipif(not SCHEMA, reason="QUALREC_SARIF_SCHEMA names no copy of OASIS' sarif-schema-2.1.0.json")
def test_sarif_has_the_published_shape(logs: list[str]) -> None:
    from jsonschema import Draft4Validator

    validator = Draft4Validator(
        json.loads(Path(SCHEMA).read_text(encoding="utf-8")), format_checker=Draft4Validator.FORMAT_CHECKER
    )
    for log in logs:
        assert [e.message for e in validator.iter_errors(json.loads(log))] == []
    assert list(validator.iter_errors({"version": "2.1.0", "runs": [{"results": []}]}))


def test_sarif_is_read_by_another_program(logs: list[str]) -> None:
    reader = pytest.importorskip("sarif_pydantic", reason="pip install sarif-pydantic")
    for log in logs:
        read = reader.Sarif.model_validate_json(log)
        results = read.runs[0].results or []
        assert [r.rule_id for r in results] == [r["ruleId"] for r in json.loads(log)["runs"][0]["results"]]
    with pytest.raises(ValueError, match="driver"):
        reader.Sarif.model_validate_json('{"version": "2.1.0", "runs": [{"tool": {}}]}')


def test_junit_is_read_by_another_program(said: dict[str, str]) -> None:
    reader = pytest.importorskip("junitparser", reason="pip install junitparser")
    hostile = junit([*problems(2, path='<x a="b">&\x00\x1b.yaml'), *problems(1, "QR504")[:0]], {})
    for text, count in ((said["junit"], len(json.loads(said["json"])["findings"])), (hostile, 2), (junit([], {}), 0)):
        suite = reader.JUnitXml.fromstring(text.encode())
        suite.update_statistics()
        assert (suite.failures, suite.errors) == (count, 0)
        assert suite.tests == max(count, 1)


def test_a_fingerprint_stays_where_lines_move() -> None:
    def marks(text: str, shift: int) -> list[str]:
        moved = [Problem("QR101", Place("a.yaml", n + shift), {"why": "w", "do": "d"}) for n in (1, 3)]
        return [item["fingerprint"] for item in json.loads(gitlab(moved, {"a.yaml": text}))]

    text = "kind: x\nschema: 1\nkind: x\n"
    assert marks(text, 0) == marks(f"# a line\n# and another\n{text}", 2)
    assert len(set(marks(text, 0))) == 2
    assert marks(text, 0) != marks(text.replace("x", "y"), 0)


@pytest.mark.parametrize(
    ("options", "what"),
    [
        (("--report", "serif=x"), "did you mean sarif"),
        (("--report", "sarif"), "no file for the report"),
        (("--report", "sarif=/no/such/folder/x"), "the report cannot be written"),
        (("--warn-after", "90", "--error-after", "30"), "the warning would come after the error"),
    ],
)
def test_what_makes_no_report_is_refused(options: tuple[str, ...], what: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("kind: x\n")
    done = RUNNER.invoke(build(), ["validate", str(tmp_path / "a.yaml"), *options])
    assert done.exit_code != 0
    assert what in str(done.exception)


# ---- how old a reading may be ----


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize(
    ("today", "options", "code", "severity", "exit_code"),
    [
        ("2026-06-01", (), None, None, 0),
        ("2028-01-01", (), None, None, 0),  # the 730th day
        ("2028-01-02", (), "QR404", "warning", 0),
        ("2028-01-02", ("--fail-on", "warning"), "QR404", "warning", 1),
        ("2029-12-31", (), "QR404", "warning", 0),  # the 1460th
        ("2030-01-01", (), "QR405", "error", 1),
        ("2026-06-01", ("--warn-after", "150"), "QR404", "warning", 0),
        ("2026-06-01", ("--warn-after", "10", "--error-after", "150"), "QR405", "error", 1),
        ("2026-06-01", ("--warn-after", "0", "--error-after", "151"), "QR404", "warning", 0),
        ("2031-06-01", ("--warn-after", "9999", "--error-after", "9999"), None, None, 0),
    ],
)
def test_the_age_of_a_reading(
    today: str,
    options: tuple[str, ...],
    code: str | None,
    severity: str | None,
    exit_code: int,
    tmp_path: Path,
) -> None:
    text = """kind: credit-system
schema: 1
sources:
  no-own: {title: Own, publisher: Own, url: "https://example.org", accessed: "2026-01-01", kind: institution}
country: "NO"
units: []
none: {says: no units here, cite: [no-own], confidence: recalled}
"""
    (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
    age = dt.date.fromisoformat(today) - dt.date(2026, 1, 1)
    done = RUNNER.invoke(build(), ["validate", str(tmp_path), "--today", today, "--format", "json", *options])
    found = json.loads(done.stdout)["findings"]
    assert [(f["code"], f["severity"], f["line"]) for f in found] == ([(code, severity, 4)] if code else [])
    assert done.exit_code == exit_code
    if code:
        assert f"{age.days} days ago" in found[0]["message"]


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing lies below: the age of a reading hangs on no other file."""
    monkeypatch.setattr("qualrec.knowledge.check._around", lambda *_: {})
