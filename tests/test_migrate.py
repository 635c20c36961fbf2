"""Older data files: brought to the present format at the places of what changed, or refused with a place."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from qualrec.knowledge import shape
from qualrec.knowledge.check import Checker
from qualrec.knowledge.migrate import MIGRATIONS, Edit, Migration, migrate
from qualrec.knowledge.reader import read
from qualrec.knowledge.schemas import FORMAT, KINDS, validator
from qualrec.render.problems import finding

OLD = """# cases of a faculty
kind: cases
schema: 1   # the first format
cases:
  # the oldest one
  - name: "One, on: paper"
    given: {country: "NO", title: Bachelorgrad, to: DE}   # flow
    on: "2026-01-01"   # the day
    expect:
      identified: gb-sct-master
      outcome: RECOGNISED_FULL
  - {name: two, given: {country: "NO", title: T, to: DE}, 'on': 2026-02, expect: {comparator: "gb-sct-master"}}
"""
NEW = (
    OLD.replace('    on: "2026-01-01"', '    as_of: "2026-01-01"')
    .replace("'on': 2026-02", "'as_of': 2026-02")
    .replace("gb-sct-master", "gb-master")
)
FORMER = {"gb-sct-master": "gb-master", "xx-old": "xx-new"}


def done(text, **more):
    return migrate("frameworks/no/cases.yaml", text.encode(), FORMER, **more)


def run(*arguments, cwd):
    command = [sys.executable, "-m", "qualrec", "migrate", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100"}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=100, check=False, env=env)


def test_only_the_words_that_changed_are_touched():
    found = done(OLD)
    assert found.text == NEW
    assert [(e.mark[0], e.old, e.new, e.by) for e in found.edits] == [
        (8, "on", "as_of", "as-of"),
        (10, "gb-sct-master", "gb-master", "former-id"),
        (12, "on", "as_of", "as-of"),
        (12, "gb-sct-master", "gb-master", "former-id"),
    ]
    assert found.problems == ()


def test_a_file_of_the_present_format_stays():
    again = done(NEW)
    assert (again.text, again.edits, again.problems) == (NEW, (), ())


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_stay(ends):
    assert done(OLD.replace("\n", ends)).text == NEW.replace("\n", ends)


def test_letters_outside_the_first_plane_count_as_one():
    text = "kind: cases\nschema: 1\ncases:\n- {name: '𝔄𝔅 é \u2028', given: {}, on: 2026, expect: {}}\n"
    assert ", as_of: 2026" in done(text.replace("\u2028", "x")).text


@pytest.mark.parametrize(
    ("text", "code", "line", "why"),
    [
        (OLD.replace("    expect:", "    as_of: 2026\n    expect:", 1), "QR104", 8, "on is called as_of now, and both"),
        (OLD.replace("schema: 1 ", "schema: 9 "), "QR104", 3, "it is of format 9"),
        (OLD.replace("schema: 1 ", "schema: 0 "), "QR104", 3, "no migration leads from format 0"),
        (OLD.replace("schema: 1 ", 'schema: "1" '), "QR104", 3, "not the number of a format"),
        (OLD.replace("schema: 1 ", "sch: 1 "), "QR104", 2, "does not say which format"),
        (OLD.replace("kind: cases", "kind: caces"), "QR101", 2, "is not a kind"),
        (OLD.replace("cases:\n  #", "cases: [\n  #"), "QR001", 6, ""),
        ("- a\n", "QR101", 1, "not a mapping"),
        (OLD.replace("identified: gb-sct-master", "identified: |-\n        gb-sct-master"), "QR104", 10, "one word"),
    ],
)
def test_what_cannot_be_migrated_is_a_finding_with_its_place_and_stays(text, code, line, why):
    found = done(text)
    assert (found.text, found.edits) == (text, ())
    assert (found.problems[0].code, found.problems[0].place.line) == (code, line)
    assert why in str(found.problems[0].values.get("why"))


def test_an_id_is_replaced_where_it_is_named_and_never_where_it_is_given():
    head = 'kind: qualifications\nschema: 1\ncountry: "XX"\nsources: {}\ntypes:\n'
    item = "  - {{id: {}, title: {{en: xx-old of}}, kind: first_cycle, requires: [{}], level: {{xx-old: '6'}}}}\n"
    found = done(head + item.format("xx-a", "xx-old"))
    assert found.text == head + item.format("xx-a", "xx-new").replace("{xx-old:", "{xx-new:")
    own = done(head + item.format("xx-old", "xx-b"))
    assert "the id xx-old was given up for xx-new" in str(own.problems[0].values["why"])
    assert own.text == head + item.format("xx-old", "xx-b")
    twice = done(head + item.format("xx-a", "xx-old, xx-new"))
    assert "both stand here" in str(twice.problems[0].values["why"])
    listed = head + item.format("xx-new, former_ids: [xx-old]", "xx-b").replace("{xx-old:", "{xx-c:")
    assert done(listed).edits == ()


def test_a_raised_number_leads_step_by_step():
    steps = (
        Migration("one", 1, 2, (), "", lambda d, _: iter([Edit(d.value.keys_at["title"], "title", "name")])),
        Migration("two", 2, 3, ("cases",), "", lambda d, _: iter([Edit(d.value.keys_at["name"], "name", "called")])),
    )
    text = "kind: cases\nschema: 1  # old\ntitle: t\ncases: []\n"
    found = migrate("x.yaml", text.encode(), {}, steps, 3)
    assert found.text == text.replace("schema: 1", "schema: 3").replace("title:", "called:")
    assert [e.by for e in found.edits] == ["one", "schema", "two", "schema"]
    missing = migrate("x.yaml", text.encode(), {}, steps[:1], 3)
    assert "no migration leads from format 1 to 3" in str(missing.problems[0].values["why"])


def test_an_edit_that_would_break_the_file_is_not_made():
    bad = Migration("bad", 1, 1, (), "", lambda d, _: iter([Edit(d.value.keys_at["cases"], "cases", "casus")]))
    found = migrate("frameworks/no/cases.yaml", NEW.encode(), {}, [bad], 1)
    assert found.text == NEW
    assert {p.code for p in found.problems} == {"QR101"}


@given(st.text("abon: \n\"'#{}[],-é𝔄", max_size=60))
def test_no_text_is_harmed(noise):
    text = OLD + noise
    found = done(text)
    if found.edits:
        before, after = read("x", text.encode()), read("x", found.text.encode())
        assert len(text.splitlines()) == len(found.text.splitlines())
        assert str(after.value).count("as_of") >= str(before.value).count("as_of")
    else:
        assert found.text == text


def test_the_number_of_the_format_is_the_one_of_every_schema():
    for kind in KINDS:
        assert validator(kind).schema["properties"]["schema"] == {"const": FORMAT}, kind
    assert all(step.old in (step.new, step.new - 1) and step.new <= FORMAT for step in MIGRATIONS)


def test_the_checker_says_what_a_key_is_called_now():
    faults = {p.place.line: p for p in shape.check(read("cases.yaml", OLD.encode()))}
    assert "it is called as_of now; qualrec migrate" in str(faults[8].values["do"])


def test_the_checker_says_what_an_id_is_called_now():
    checker = Checker(dt.date(2026, 12, 1))
    source = 'xx-s: {title: S, publisher: S, url: "https://example.org", kind: law}'
    head = f'kind: qualifications\nschema: 1\ncountry: "XX"\nsources: {{{source}}}\ntypes:\n'
    item = "  - {id: %s, title: {en: T}, kind: access, level: null, cite: [xx-s], confidence: recalled, %s}\n"
    text = head + item % ("xx-new", "former_ids: [xx-old]") + item % ("xx-b", "requires: [xx-old, xx-nev]")
    checker.put("frameworks/xx/qualifications.yaml", text.encode())
    hints = {p.values["id"]: finding(p)["remedy"] for p in checker.problems() if p.code == "QR204"}
    assert hints["xx-old"] == "mend the id; it is called xx-new now, and qualrec migrate renames it"
    assert hints["xx-nev"] == "mend the id; did you mean xx-new?"


# ---- the command ----


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "frameworks/no").mkdir(parents=True)
    (tmp_path / "frameworks/no/cases.yaml").write_bytes(OLD.encode("utf-8-sig"))
    (tmp_path / "frameworks/no/other.yaml").write_text("kind: cases\nschema: 1\ncases: []\n")
    (tmp_path / "frameworks/no/cases.yaml").chmod(0o640)
    return tmp_path


def test_check_and_diff_write_nothing(folder):
    checked = run("--check", cwd=folder)
    assert checked.returncode == 1
    assert "1 of 2 files would change" in checked.stderr
    assert "frameworks/no/cases.yaml:8:5  on -> as_of  (as-of)" in checked.stdout
    shown = run("--diff", cwd=folder)
    assert shown.returncode == 0
    assert '-    on: "2026-01-01"   # the day\n+    as_of: "2026-01-01"   # the day\n' in shown.stdout
    assert (folder / "frameworks/no/cases.yaml").read_bytes() == OLD.encode("utf-8-sig")


def test_it_writes_once_and_keeps_mark_and_mode(folder):
    first = run("--format", "json", cwd=folder)
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert told["counts"] == {"files": 2, "changed": 1}
    assert told["files"][0]["edits"][0] == {"line": 8, "column": 5, "old": "on", "new": "as_of", "by": "as-of"}
    file = folder / "frameworks/no/cases.yaml"
    assert file.read_bytes() == NEW.encode("utf-8-sig")
    assert file.stat().st_mode & 0o777 == 0o640
    assert run("--check", cwd=folder).returncode == 0
    assert [p.name for p in file.parent.iterdir() if p.name.startswith(".")] == []


def test_a_finding_has_its_place_and_exit_code(folder):
    file = folder / "frameworks/no/other.yaml"
    file.write_text("kind: cases\nschema: 7\ncases: []\n")
    told = run(cwd=folder)
    assert told.returncode == 1
    assert "frameworks/no/other.yaml:2:9  error QR104" in told.stdout
    assert "use a newer qualrec" in told.stdout
    assert "1 file cannot be migrated" in told.stderr
    assert (folder / "frameworks/no/cases.yaml").read_bytes() == NEW.encode("utf-8-sig")  # the other is migrated
    said = json.loads(run("--format", "json", cwd=folder).stdout)["findings"]
    assert [(f["code"], f["line"], f["column"]) for f in said] == [("QR104", 2, 9)]


def test_refusals(tmp_path):
    assert run(cwd=tmp_path).returncode == 2
    assert "no data files here" in run(cwd=tmp_path).stderr
    assert run(tmp_path / "none.yaml", cwd=tmp_path).returncode == 2


def test_the_whole_corpus_is_of_the_present_format(kb):
    for file in (*(ROOT / "frameworks/gb").glob("*.yaml"), *(ROOT / "frameworks/no").glob("*.yaml")):
        found = migrate(file.relative_to(ROOT).as_posix(), file.read_bytes(), kb.former_ids)
        assert (found.edits, found.problems) == ((), ()), file
    assert kb.former_ids["gb-sct-master"] == "gb-master"
