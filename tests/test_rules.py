"""Each rule finds its fault at the line that carries it, says what to do, and leaves good files alone."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

import pytest

from conftest import ROOT
from qualrec.knowledge.check import Checker, validate
from qualrec.knowledge.rules import exceptions
from qualrec.knowledge.rules.catalogue import CATALOGUE
from qualrec.render.problems import finding

FOLDER = ROOT / "tests" / "rules"
CASES = sorted(path for path in FOLDER.rglob("bad") if path.is_dir())
TODAY = dt.date(2026, 11, 24)
# What the examples refer to; the whole corpus around each of them would say the same and take minutes.
AROUND = (
    "frameworks/int/*.yaml",
    "frameworks/countries.yaml",
    "frameworks/no/nkr.yaml",
    "mappings/levels/int-*.yaml",
    "mappings/levels/no-nkr--*.yaml",
    "mappings/instruments/lrc-1997.yaml",
)


@cache
def around():
    return [(f.relative_to(ROOT).as_posix(), f.read_bytes()) for pattern in AROUND for f in sorted(ROOT.glob(pattern))]


@cache
def loud(folder):
    """Every finding but the notes of other rules than the one that the folder is for."""
    checker = Checker(TODAY)
    files = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.yaml"))}
    exempt = next((name for name in files if name.endswith(exceptions.FILE)), None)
    for name, raw in (*around(), *((name, raw) for name, raw in files.items() if name != exempt)):
        checker.put(name, raw)
    found = checker.problems([name for name in files if name != exempt])
    if exempt:
        listed, faults, _ = exceptions.load(exempt, files[exempt])
        mine = {name: document for name, document in checker.documents.items() if name in files}
        found = [*exceptions.apply(found, listed, mine, TODAY), *faults]
    return [p for p in found if CATALOGUE[p.code].severity != "note" or p.code == folder.parent.name]


def expected(folder):
    for path in sorted(folder.rglob("*.yaml")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for code in re.findall(r"# expect: (QR\d{3})", line):
                yield code, path.relative_to(ROOT).as_posix(), number


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.parent.name)
def test_a_fault_is_found_at_its_line(folder):
    assert {(p.code, p.place.path, p.place.line) for p in loud(folder)} == set(expected(folder))
    assert folder.parent.name in {p.code for p in loud(folder)}


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.parent.name)
def test_the_remedied_file_is_clean(folder):
    assert loud(folder.parent / "good") == []


def test_every_rule_has_its_fault():
    assert {path.parent.name for path in CASES} == set(CATALOGUE)


@pytest.mark.parametrize("folder", CASES, ids=lambda p: p.parent.name)
def test_message_and_remedy_are_filled(folder):
    for problem in loud(folder):
        said = finding(problem)
        assert said["remedy"]
        assert "{" not in said["message"].replace("{subject}", "")


def test_a_folder_is_checked_with_the_shipped_knowledge_around_it():
    found = validate([FOLDER / "QR802" / "bad"], today=TODAY).problems
    assert {(p.code, p.place.line) for p in found} == {
        (code, line) for code, _, line in expected(FOLDER / "QR802" / "bad")
    }


def test_every_rule_has_its_page():
    import runpy

    made = runpy.run_path(str(ROOT / "docs" / "make_rules.py"))["pages"]()
    stale = [path.name for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    assert not stale, "run python docs/make_rules.py"
    assert {path.name for path in (ROOT / "docs" / "rules").iterdir()} == {path.name for path in made}
