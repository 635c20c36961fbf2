"""``qualrec diff``: every changed fact, and exactly the cases whose verdict moves."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import ROOT
from qualrec.engine.answer import Assessment
from qualrec.engine.cases import load_cases, pose
from qualrec.engine.impact import Reach, impact, moved, touches, verdict
from qualrec.engine.posed import answer
from qualrec.engine.record import record
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.changes import changes
from qualrec.knowledge.locate import files
from qualrec.knowledge.snapshot import open_files
from qualrec.knowledge.states import StateError, state

DAY = dt.date(2026, 1, 1)
POSED = [
    pose(case, DAY)
    for file in sorted((ROOT / "frameworks").rglob("cases.yaml"))
    for case in load_cases(file.relative_to(ROOT).as_posix(), file.read_bytes())
    if case.assesses
]


ASKED = ("no", "se", "ie", "hk", "lt")


def run(*arguments, cwd=ROOT):
    command = [sys.executable, "-m", "qualrec", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100"}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=100, check=False, env=env)


def edited(tmp_path, name, old, new):
    """An own folder with one shipped file in it, one place edited."""
    target = tmp_path / "mine" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    target.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path / "mine"


def link(name, code):
    """The place in a file of level links where one code leads to EQF."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.search(rf'from: "{re.escape(code)}", to: "(\d)"', text)
    assert found
    return found[0], found[0].replace(f'to: "{found[1]}"', f'to: "{int(found[1]) - 1}"')


@pytest.fixture(scope="module")
def shipped():
    return KnowledgeBase(open_files(files(ROOT)))


@pytest.fixture
def one_level(tmp_path):
    old, new = link("mappings/levels/no-nkr--int-eqf.yaml", "6.2")
    return edited(tmp_path, "mappings/levels/no-nkr--int-eqf.yaml", old, new)


def test_an_edit_of_one_level_lists_exactly_the_affected_cases(one_level):
    own = [word for folder in ASKED for word in ("--cases", ROOT / "frameworks" / folder)]
    done = run("diff", "shipped", one_level, "--format", "json", "--on", "2026-01-01", *own)
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert [(f["how"], f["what"], f["id"]) for f in found["facts"]] == [
        ("changed", "level link", "no-nkr 6.2 -> int-eqf")
    ]
    edit = found["facts"][0]["edits"][0]
    assert (edit["field"], edit["old"], edit["new"]) == ("to", "6", "5")
    mine = state(str(one_level))
    before, after = KnowledgeBase(open_files(files(ROOT))), KnowledgeBase(open_files(mine.files, cache=False))
    asked = [p for p in POSED if p.path.split("/")[1] in ASKED]
    moving = {((ROOT / p.path).as_posix(), p.line) for p in asked if apart(whole(before, p), whole(after, p))}
    assert moving == {(v["path"], v["line"]) for v in found["verdicts"]}
    assert moving
    assert len(moving) < len(asked) / 4
    assert all([by["id"] for by in v["by"]] == ["no-nkr 6.2 -> int-eqf"] for v in found["verdicts"])
    assert found["cases"]["reached"] < found["cases"]["asked"]


def whole(kb, posed):
    found = answer(kb, posed)
    assert isinstance(found, Assessment)
    return record(kb, found)


def apart(old, new):
    """Whether two whole records differ in what they say, told independently of the product's own comparison."""
    for one in (old, new):
        for key in ("knowledge", "digest", "trace", "sources", "reasons"):
            one.pop(key)
        one["law"] = [item["id"] for item in one["law"] if item["applied"]]
    return steady(old) != steady(new)


def steady(node):
    if isinstance(node, dict):
        return {k: steady(v) for k, v in node.items() if k not in {"line", "facts", "fact", "at"}}
    return [steady(item) for item in node] if isinstance(node, list) else node


EDITS = [
    ("frameworks/no/qualifications.yaml", "kind: second_cycle", "kind: first_cycle"),
    ("frameworks/nl/qualifications.yaml", "profile: professional", "profile: research"),
    ("frameworks/de/grades.yaml", 'lowest_pass: "4.0"', 'lowest_pass: "3.0"'),
    ("frameworks/int/credits.yaml", "full_time_year: 60", "full_time_year: 50"),
    ("mappings/instruments/lrc-1997.yaml", 'country: "DE"', 'country: "XK"'),
    ("mappings/policies/default.yaml", 'value: "', 'value: "9'),
    ("frameworks/countries.yaml", 'name: "Norway"', 'name: "Norge land"'),
]


@pytest.mark.parametrize(("name", "old", "new"), EDITS, ids=[e[0] + e[2] for e in EDITS])
def test_no_case_that_moves_is_out_of_reach(tmp_path, shipped, name, old, new):
    """Asking only the cases that a change can reach finds the same verdicts as asking all."""
    other = open_files(state(str(edited(tmp_path, name, old, new))).files, cache=False)
    after = KnowledgeBase(other)
    reach = Reach(shipped, after, (open_files(files(ROOT)), other))
    sample = POSED[::15]
    every = {(t.posed.path, t.posed.line): dict(t.fields) for t in impact(shipped, after, sample)}
    some = {(t.posed.path, t.posed.line): dict(t.fields) for t in impact(shipped, after, sample, reach)}
    assert some == every


class Seen:
    """A country that tells when anything but its code is looked at."""

    def __init__(self, country, opened):
        self._country, self._opened, self.code = country, opened, country.code

    def __getattr__(self, name):
        self._opened.add(self.code)
        return getattr(self._country, name)


class Watching(KnowledgeBase):
    """Remembers which countries were opened."""

    def __init__(self, store):
        super().__init__(store)
        self.opened: set[str] = set()

    def country(self, code):
        return Seen(super().country(code), self.opened)

    def bound(self, country):
        self.opened.add(country)
        return super().bound(country)


def test_an_assessment_reads_no_country_outside_its_reach():
    store = open_files(files(ROOT))
    for posed in POSED[::20]:
        kb = Watching(store)
        verdict(answer(kb, posed))
        assert kb.opened & {*kb.country_codes} <= {*touches(kb, posed)}, (posed.path, posed.line)


def test_moved_lines_and_comments_move_nothing(tmp_path):
    name, head = "frameworks/no/qualifications.yaml", "kind: qualifications\n"
    old = state(str(edited(tmp_path / "a", name, head, head)))
    new = state(str(edited(tmp_path / "b", name, head, f"{head}\n# one\n")))
    assert changes(files(ROOT), new.files) == []
    assert changes(old.files, new.files) == []
    assert moved(open_files(old.files, cache=False), open_files(new.files, cache=False)) == frozenset()


def test_words_on_screen_and_in_a_comment(one_level):
    text = run("diff", "shipped", one_level, "--on", "2026-01-01")
    assert "laid over the" in " ".join(text.stderr.split())  # the folder's long name is wrapped
    assert "~ level link no-nkr 6.2 -> int-eqf" in text.stdout
    assert "to: 6 -> 5" in text.stdout
    assert max(map(len, text.stdout.splitlines())) <= 100
    comment = run("diff", "shipped", one_level, "--on", "2026-01-01", "--format", "markdown").stdout
    assert comment.startswith("## What changes")
    assert "| case | host | what moves | by |" in comment
    assert len(comment.encode()) < 65_536


def test_exit_codes_by_severity(tmp_path):
    mine = edited(tmp_path, "frameworks/no/system.yaml", "kind: system\n", "kind: system\nnote: A word\n")
    assert run("diff", "shipped", mine).returncode == 0
    assert run("diff", "shipped", mine, "--fail-on", "note").returncode == 1
    assert run("diff", "shipped", "shipped", "--fail-on", "note").returncode == 0
    for wrong in ("no-such-state", "--cases=x"):
        assert run("diff", "shipped", wrong).returncode == 2
    (tmp_path / "empty").mkdir()
    done = run("diff", "shipped", tmp_path / "empty")
    assert (done.returncode, "no data files" in done.stderr) == (2, True)


def test_records_and_credentials_of_ones_own(tmp_path, one_level):
    own = tmp_path / "kept"
    own.mkdir()
    given = [
        "--country",
        "NO",
        "--title",
        "Bachelor i biologi",
        "--awarded",
        "2015",
        "--to",
        "DE",
        "--assume-recognised",
    ]
    (own / "a.json").write_text(run("assess", *given, "--format", "json").stdout, encoding="utf-8")
    (own / "b.yaml").write_text('country: "NO"\ntitle: Bachelor i biologi\nawarded: 2015\n', encoding="utf-8")
    (own / "c.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    done = run("diff", "shipped", one_level, "--cases", own, "--to", "PL,IE", "--format", "json")
    found = json.loads(done.stdout)
    assert found["cases"]["asked"] == 3
    assert {v["host"] for v in found["verdicts"]} == {"DE", "PL", "IE"}
    assert "c.yaml" in done.stderr


def test_a_wheel_and_a_revision_are_states(tmp_path):
    folder = tmp_path / "repo"
    shutil.copytree(ROOT / "frameworks" / "no", folder / "frameworks" / "no")
    git = [
        "git",
        "-C",
        str(folder),
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.org",
        "-c",
        "commit.gpgsign=false",
    ]
    subprocess.run([*git, "init", "-q"], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "one"], check=True)
    file = folder / "frameworks" / "no" / "nkr.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("abbreviation: ", "abbreviation: N", 1), encoding="utf-8")
    file.write_text(file.read_text(encoding="utf-8").replace('N"', '"N'), encoding="utf-8")
    found = json.loads(run("diff", "HEAD", ".", "--format", "json", cwd=folder).stdout)
    assert found["old"]["what"] == "revision"
    assert [f["id"] for f in found["facts"]] == ["no-nkr"]
    wheel = tmp_path / "qualrec-0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for data in (ROOT / "frameworks").rglob("*.yaml"):
            archive.write(data, f"qualrec/data/{data.relative_to(ROOT).as_posix()}")
        archive.writestr("qualrec/data/frameworks/../../../evil.yaml", "x: 1")
    found_wheel = state(str(wheel))
    assert found_wheel.what == "wheel"
    assert not any("evil" in name for name in found_wheel.files)
    assert changes(files(ROOT), found_wheel.files) == []


@pytest.mark.parametrize("name", ["-x", "--upload-pack=x", "HEAD~999999", "no such", "\x00"])
def test_what_is_no_state_is_refused(name):
    with pytest.raises(StateError):
        state(name)


def test_a_file_that_is_no_wheel(tmp_path):
    file = Path(tmp_path / "x.whl")
    file.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(StateError):
        state(str(file))
