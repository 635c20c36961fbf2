"""``qualrec verify``: every record is made again the same; a changed one says where."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from conftest import CASES, DAY, ROOT, case_id
from qualrec.engine.cases import run as run_case
from qualrec.engine.posed import NoRecord
from qualrec.engine.verify import verify

GIVEN = ["--country", "NO", "--title", "Bachelor i biologi", "--awarded", "2015", "--to", "DE", "--assume-recognised"]


def run(*arguments):
    command = [sys.executable, "-m", "qualrec", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=100, check=False)


@pytest.fixture(scope="module")
def record():
    return json.loads(run("assess", *GIVEN, "--format", "json").stdout)


@pytest.mark.parametrize("case", [case for case in CASES if case.assesses][::10], ids=case_id)
def test_every_record_is_made_again_the_same(kb, case):
    found = json.loads(json.dumps(run_case(kb, case, DAY).record))
    again = verify(kb, found)
    assert again.severity is None
    assert again.differences == ()


def test_a_true_record(tmp_path, record):
    file = tmp_path / "r.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    done = run("verify", file)
    assert (done.returncode, done.stdout) == (0, f"{file}: the same\n")


def test_a_policy_of_its_own_is_taken_from_the_record(tmp_path):
    policy = tmp_path / "mine.yaml"
    text = (ROOT / "mappings" / "policies" / "default.yaml").read_text(encoding="utf-8")
    policy.write_text(text.replace("id: default", "id: mine", 1), encoding="utf-8")
    file = tmp_path / "r.json"
    made = run("assess", *GIVEN, "--policy", policy, "--format", "json")
    assert made.returncode == 0, made.stderr
    file.write_text(made.stdout, encoding="utf-8")
    assert json.loads(made.stdout)["policy"]["id"] == "mine"
    assert run("verify", file, "--policy", policy).returncode == 0


def test_a_changed_field_is_named(kb, record):
    changed = json.loads(json.dumps(record))
    changed["outcome"] = "NOT_RECOGNISED_SUBSTANTIAL"
    changed["levels"]["eqf"] = ["7"]
    again = verify(kb, changed)
    assert not again.intact
    assert {d.path for d in again.differences} == {"outcome", "levels.eqf[0]"}
    assert (again.differences[0].recorded, again.differences[0].now) == (
        "NOT_RECOGNISED_SUBSTANTIAL",
        record["outcome"],
    )


def test_other_knowledge_is_said_and_moved_lines_are_a_note(tmp_path, record):
    folder = tmp_path / "mine" / "frameworks" / "no"
    folder.mkdir(parents=True)
    text = (ROOT / "frameworks" / "no" / "qualifications.yaml").read_text(encoding="utf-8")
    (folder / "qualifications.yaml").write_text(text.replace("\n", "\n\n# a line more\n", 1), encoding="utf-8")
    file = tmp_path / "r.json"
    file.write_text(json.dumps(record), encoding="utf-8")
    done = run("verify", file, "--data", tmp_path / "mine")
    assert done.returncode == 0, done.stdout
    assert "made with other knowledge" in done.stdout
    assert "stand on another line" in done.stdout
    assert run("verify", file, "--data", tmp_path / "mine", "--fail-on", "note").returncode == 1


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"record": "x"}', '{"record": "qualrec/assessment/1"}', "\x00", "<a/>"]
)
def test_what_is_no_record_is_refused(tmp_path, text):
    file = tmp_path / "r.json"
    file.write_text(text, encoding="utf-8")
    done = run("verify", file)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("key", ["as_of", "credential", "reasons", "policy", "host", "method"])
@pytest.mark.parametrize("value", [None, [], {}, "x", 7])
def test_a_spoilt_record_never_ends_in_a_traceback(kb, record, key, value):
    try:
        again = verify(kb, {**record, key: value})
    except NoRecord:
        return
    assert again.severity == "error"
