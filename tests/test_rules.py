"""Each rule finds its fault at the line that carries it, says what to do, and leaves good files alone."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from conftest import ROOT
from qualrec.knowledge.check import validate
from qualrec.knowledge.rules.catalogue import CATALOGUE
from qualrec.render.problems import finding

FOLDER = ROOT / "tests" / "rules"
CASES = sorted(path for path in FOLDER.rglob("bad") if path.is_dir())
TODAY = dt.date(2026, 11, 24)


def expected(folder):
    for path in sorted(folder.rglob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for code in re.findall(r"# expect: (QR\d{3})", line):
                yield code, path.as_posix(), number


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.parent.name)
def test_a_fault_is_found_at_its_line(folder):
    found = {(p.code, p.place.path, p.place.line) for p in validate([folder], today=TODAY).problems}
    assert found == set(expected(folder))


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.parent.name)
def test_the_remedied_file_is_clean(folder):
    assert validate([folder.parent / "good"], today=TODAY).problems == []


def test_every_rule_has_its_fault():
    assert {path.parent.name for path in CASES} == set(CATALOGUE)


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.parent.name)
def test_message_and_remedy_are_filled(folder):
    for problem in validate([folder], today=TODAY).problems:
        said = finding(problem)
        assert said["remedy"]
        assert "{" not in said["message"]
