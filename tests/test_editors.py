"""Schemas for editors and other tools: modelines that lead somewhere, references that resolve, bundles that agree."""

from __future__ import annotations

import json
import re

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT
from qualrec.knowledge.reader import read
from qualrec.knowledge.schemas import KINDS, NAMED, OTHERS, SUFFIX, bundled, schema, validator

MODELINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")
FILES = sorted(f for folder in ("frameworks", "mappings") for f in (ROOT / folder).rglob("*.yaml"))
SCHEMAS = ROOT / "src" / "qualrec" / "schemas"


def references(node):
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_data_file_begins_by_naming_the_schema_of_its_kind():
    wrong = []
    for file in FILES:
        with file.open(encoding="utf-8") as opened:
            match = MODELINE.fullmatch(opened.readline().strip())
            kind = next((line.split()[1] for line in opened if line.startswith("kind:")), "")
        target = (file.parent / match[1]).resolve() if match else None
        if target != SCHEMAS / f"{kind}{SUFFIX}" or not target.is_file():
            wrong.append(f"{file.relative_to(ROOT)}: {match and match[1]}")
    assert len(FILES) > 100
    assert wrong == []


@pytest.mark.parametrize("name", KINDS + OTHERS)
def test_references_between_schemas_are_files_beside_them(name):
    """Editors resolve a reference against the schema's own place and follow nothing else."""
    assert schema(name)["$id"] == f"{name}{SUFFIX}"
    for reference in references(schema(name)):
        file, _, pointer = reference.partition("#")
        node = json.loads((SCHEMAS / (file or f"{name}{SUFFIX}")).read_text(encoding="utf-8"))
        for step in pointer.split("/")[1:]:
            node = node[step]


@pytest.mark.parametrize("name", NAMED)
def test_a_bundle_needs_no_other_file(name):
    found = bundled(name)
    Draft202012Validator.check_schema(found)
    for reference in references(found):
        assert reference.startswith("#")
        node = found
        for step in reference.split("/")[1:]:
            node = node[step]
    others = {reference.partition(SUFFIX)[0] for reference in references(schema(name)) if SUFFIX in reference}
    assert not others & set(schema(name).get("$defs", {})), (
        "a part of the schema would be hidden by a schema of its name"
    )


def test_a_bundle_finds_the_same_faults():
    for kind, old, new in (
        ("framework", "rank: ", "rnak: "),
        ("qualifications", "kind: first_cycle", "kind: frist_cycle"),
        ("cases", "status: found", "status: fuond"),
        ("instrument", "in_force: {from:", "in_force: {form:"),
    ):
        file = next(
            f
            for f in FILES
            if f"kind: {kind}\n" in f.read_text(encoding="utf-8") and old in f.read_text(encoding="utf-8")
        )
        text = file.read_text(encoding="utf-8")
        for raw, good in ((text, True), (text.replace(old, new, 1), False)):
            value = read("x.yaml", raw.encode()).value
            whole = sorted(map(str, (list(e.absolute_path) for e in validator(kind).iter_errors(value))))
            alone = Draft202012Validator(bundled(kind)).iter_errors(value)
            assert sorted(map(str, (list(e.absolute_path) for e in alone))) == whole
            assert (whole == []) == good
