"""``qualrec new country``: files that say what is still to fill, are sound once filled, and overwrite nothing."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from qualrec.knowledge.check import validate
from qualrec.knowledge.reader import Map, Seq, read
from qualrec.knowledge.skeleton import CHECKOUT, skeleton

FILLED = {
    "code": '"6"', "from": '"6"', "to": '"6"', "url": "https://example.org/", "type": "ordinal\n    best_first: [A, B]",
    "kind": "law", "status": "referenced", "confidence": "recalled", "years": "3", "full_time_year": "60",
    "awarded": "2020", "as_of": '"2026-01-01"', "lowest_pass": '"B"', "factor": '"1"', "outcome": "RECOGNISED_FULL",
    "ax-nqf": '"6"',
}  # fmt: skip


def run(*args, cwd=None):
    command = [sys.executable, "-m", "qualrec", "new", "country", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


def empties(node, path=()):
    """Yield the line and path of each value left empty."""
    items = node.items() if isinstance(node, Map) else enumerate(node) if isinstance(node, Seq) else ()
    for key, value in items:
        if value in (None, ""):
            yield node.values_at[key][0], (*path, key)
        yield from empties(value, (*path, key))


@pytest.mark.parametrize("framework", ["nqf", None])
def test_validation_names_the_line_of_every_empty_value_and_nothing_else(tmp_path, framework):
    files = skeleton("AX", "Åland Islands", framework, "schemas")
    write(tmp_path, files)
    found = {(p.place.path.partition("/frameworks/")[2] or p.place.path.partition("/mappings/")[2], p.place.line)
             for p in validate([tmp_path]).problems}  # fmt: skip
    wanted = set()
    for path, text in files.items():
        document = read(path, text.encode())
        assert document.problems == ()
        wanted |= {
            (path.partition("/")[2], line)
            for line, steps in empties(document.value)
            if steps[-1] not in {"full_time_year", "level"}  # null is an answer there
        }
    assert len(wanted) > 40
    assert found == wanted


def test_a_filled_skeleton_has_no_fault(tmp_path):
    files = skeleton("AX", "Åland Islands", "nqf", "schemas")

    def fill(match):
        key = match["key"]
        return f"{match['before']}{key}: {FILLED.get(key, 'Words of ' + key)} "

    empty = re.compile(r'(?P<before>^ *|[{] ?|, )(?P<key>[a-z_-]+): *(?:"")?(?= *[,}]| *#| *$)', re.MULTILINE)
    containers = {"sources", "ax-source", "levels", "items", "types", "centres", "agencies", "registers", "units",
                  "scales", "cases", "links"}  # fmt: skip
    filled = {
        path: empty.sub(lambda m: m[0] if m["key"] in containers else fill(m), text) for path, text in files.items()
    }
    filled = {path: text.replace("to: Words of to", 'to: "6"') for path, text in filled.items()}
    higher = "mappings/levels/ax-nqf--int-qf-ehea.yaml"
    filled[higher] = filled[higher].replace('to: "6"', "to: first")
    write(tmp_path, filled)
    errors = [f"{p.place}: {p.code} {p.values}" for p in validate([tmp_path]).problems]
    assert errors == []


def test_the_command_writes_once_and_then_names_the_file_in_the_way(tmp_path):
    first = run("AX", "--out", tmp_path / "mine", "--format", "json")
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert told["country"] == "AX"
    assert not told["on_file"]
    kept = {path: open(path, "rb").read() for path in told["written"]}  # noqa: PTH123, SIM115
    assert len(kept) == 9
    (tmp_path / "mine/frameworks/ax/nqf.yaml").unlink()
    second = run("AX", "--out", tmp_path / "mine")
    assert second.returncode == 2
    assert "frameworks/ax/qualifications.yaml" in second.stderr
    assert not (tmp_path / "mine/frameworks/ax/nqf.yaml").exists()


def test_the_text_says_what_to_do_next_and_refusals_say_what_is_wrong(tmp_path):
    told = run("Norway", "--framework", "none", cwd=tmp_path)
    assert told.returncode == 0, told.stderr
    assert "qualrec validate frameworks mappings" in told.stdout
    assert "replaces the shipped one" in told.stdout
    assert not list(tmp_path.glob("mappings/levels/*"))
    assert run("Atlantis", cwd=tmp_path).returncode == 2
    assert run("AX", "--framework", "../up", cwd=tmp_path).returncode == 2


def test_modelines_lead_to_the_schemas_of_a_checkout():
    for path, text in skeleton("AX", "Åland Islands", "nqf", CHECKOUT).items():
        assert text.startswith(f"# yaml-language-server: $schema={'../' * path.count('/')}src/qualrec/schemas/")
