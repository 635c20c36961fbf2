"""Schemas and types are one: each schema is sound, and the builder reads what a schema allows and nothing else."""

from __future__ import annotations

import inspect
import re

import pytest
from jsonschema import Draft202012Validator

from conftest import ROOT
from qualrec.engine import pack_cases, packs
from qualrec.knowledge import base, build, build_law, build_measures, country, requirements
from qualrec.knowledge import compile as compiler
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.schemas import KINDS, OTHERS, schema, validator

# For people, editors and the rules; no assessment reads them.
FOR_PEOPLE = {
    "note", "expected", "former_ids", "names", "language", "complete", "as_of", "amends", "binding", "title", "type",
    "years", "published", "succeeded_by", "rank", "region", "schema", "ehea", "signed_only", "use", "step", "name",
    "counts", "frameworks", "cases",
}  # fmt: skip
MODULES = (base, country, build, build_law, build_measures, compiler)
SOURCE = "\n".join(inspect.getsource(module) for module in MODULES)
KEYED = r"""(?:\[|\.get\()["']([a-z0-9_]+)["']"""
READ = set(re.findall(KEYED, SOURCE)) | set(re.findall(r"""["']([a-z_]+)["'] in (?:raw|doc)""", SOURCE))
PACKS = "\n".join(inspect.getsource(module) for module in (packs, pack_cases, requirements))
READ_OF_PACKS = set(re.findall(KEYED, PACKS)) | set(re.findall(r"""["']([a-z_]+)["'] (?:in|,)""", PACKS))
READ_OF_PACKS |= set(re.findall(r"""\(["']([a-z_]+)["'], """, PACKS))
READ |= set(re.findall(r'bodies\(file, "(\w+)"\)', SOURCE))
BUILT = [kind for kind in KINDS if kind not in {"cases", "conversion-cases", "policy"}]


def properties(node):
    if isinstance(node, dict):
        yield from node.get("properties", {})
        for value in node.values():
            yield from properties(value)
    elif isinstance(node, list):
        for value in node:
            yield from properties(value)


@pytest.mark.parametrize("name", KINDS + OTHERS)
def test_a_schema_is_sound_and_closed(name):
    Draft202012Validator.check_schema(schema(name))
    assert validator(name)
    closed(schema(name), name)


def closed(node, name):
    if isinstance(node, dict):
        if "properties" in node and name != "assessment":
            assert node.get("additionalProperties") is False, f"{name}: {list(node['properties'])[:4]} is open"
        for value in node.values():
            closed(value, name)
    elif isinstance(node, list):
        for value in node:
            closed(value, name)


@pytest.mark.parametrize("kind", BUILT)
def test_what_a_schema_allows_is_read(kind):
    bodies = {"centres", "agencies", "registers"}
    read = READ | (READ_OF_PACKS if kind == "requirements" else set())
    unread = set(properties(schema(kind))) - read - FOR_PEOPLE - bodies
    assert not unread, f"the builder reads none of {sorted(unread)}"


def test_what_is_read_is_allowed_by_some_schema():
    allowed = {name for kind in (*KINDS, "common") for name in properties(schema(kind))}
    inside = {"all", "source", "at", "docs", "titles", "patterns", "parties", "by_name", "names", "why"}
    extra = READ - allowed - inside - {"int", *KINDS}
    assert not extra, f"no schema allows {sorted(extra)}"


def test_every_number_of_a_policy_is_used_and_only_those():
    engine = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "qualrec" / "engine").glob("*.py"))
    numbers = schema("policy")["properties"]["numbers"]
    shipped = KnowledgeBase.open().policy().numbers
    assert set(numbers["properties"]) == set(shipped)
    assert all(f'"{name}"' in engine for name in numbers["properties"])
    assert set(re.findall(r'policy\["(\w+)"\]', engine)) <= set(numbers["properties"])
