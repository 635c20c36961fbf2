"""Findings for other programs: each form is what its reader expects, and hostile text stays text."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from conftest import ROOT
from qualrec.cli.app import build
from qualrec.knowledge.rules.catalogue import CATALOGUE

RUNNER = CliRunner()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of a framework with a misspelt key and a reference to nothing."""
    folder = tmp_path / "frameworks" / "no"
    folder.mkdir(parents=True)
    text = (ROOT / "frameworks/no/qualifications.yaml").read_text(encoding="utf-8")
    text = text.replace("  - id: no-bachelor\n", '  - id: no-bachelor\n    knid: "<b>%0A::error::</b>"\n', 1)
    (folder / "qualifications.yaml").write_text(text, encoding="utf-8")
    return folder / "qualifications.yaml"


def report(path: Path, form: str) -> str:
    done = RUNNER.invoke(build(), ["validate", str(path), "--format", form])
    assert done.exit_code == 1
    return done.stdout


def test_compact_is_a_line_a_finding(broken: Path) -> None:
    (line,) = [line for line in report(broken, "compact").splitlines() if "knid" in line]
    assert re.search(r"qualifications\.yaml:\d+:\d+: error QR101 ", line)


def test_github_commands_cannot_be_broken_out_of(broken: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    lines = report(broken, "github").splitlines()
    assert all(
        re.match(r"::(error|warning|notice) file=[^:]*,line=\d+,col=\d+,title=QR\d+ [a-z-]+::", x) for x in lines
    )
    assert "| error | QR101 |" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_github_shows_ten_of_a_kind(tmp_path: Path) -> None:
    folder = tmp_path / "frameworks" / "no"
    folder.mkdir(parents=True)
    text = (ROOT / "frameworks/no/qualifications.yaml").read_text(encoding="utf-8")
    (folder / "qualifications.yaml").write_text(text.replace("    kind: ", "    knid: "), encoding="utf-8")
    lines = report(folder / "qualifications.yaml", "github").splitlines()
    assert sum(line.startswith("::error ") for line in lines) == 10
    assert len(lines) > 20


def test_gitlab_names_place_and_severity(broken: Path) -> None:
    found = json.loads(report(broken, "gitlab"))
    assert {"description", "check_name", "fingerprint", "severity", "location"} == set(found[0])
    assert found[0]["severity"] == "major"
    assert found[0]["location"]["lines"]["begin"] > 1


def test_sarif_is_whole(broken: Path) -> None:
    log = json.loads(report(broken, "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == set(CATALOGUE)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["region"]["startLine"] > 0
        assert re.fullmatch(r"[0-9a-f]{32}", result["partialFingerprints"]["qualrec/v1"])


def test_a_fingerprint_stays_where_lines_move(broken: Path) -> None:
    before = [item["fingerprint"] for item in json.loads(report(broken, "gitlab"))]
    head, rest = broken.read_text(encoding="utf-8").split("\n", 1)
    broken.write_text(f"{head}\n# a line\n# and another\n{rest}", encoding="utf-8")
    assert [item["fingerprint"] for item in json.loads(report(broken, "gitlab"))] == before


def test_junit_is_well_formed(broken: Path) -> None:
    suite = ET.fromstring(report(broken, "junit"))
    assert int(suite.get("failures") or 0) == len(suite.findall("testcase/failure")) > 0
    clean = RUNNER.invoke(build(), ["validate", str(ROOT / "frameworks/no"), "--format", "junit"])
    assert clean.exit_code == 0
    assert ET.fromstring(clean.stdout).get("failures") == "0"
