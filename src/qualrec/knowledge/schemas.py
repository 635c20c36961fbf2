"""The JSON Schemas of the file kinds, as shipped; nothing is fetched."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

KINDS = (
    "framework",
    "qualifications",
    "system",
    "credit-system",
    "grading-scale",
    "level-mapping",
    "credit-mapping",
    "grade-mapping",
    "grade-thresholds",
    "instrument",
    "comparability",
    "cases",
    "conversion-cases",
    "policy",
    "requirements",
    "countries",
    "fields",
)
FORMAT = 1  # the number of the format, as every data file says it under schema:
RENAMED = {("cases", "on"): "as_of"}  # kind of file and key that was given up -> what it is called now
SUFFIX = ".schema.json"  # a reference between schemas is a file name: editors follow no other
OTHERS = ("credential", "transcript", "assessment", "exceptions", "common")
NAMED = (*KINDS, "credential", "transcript", "assessment", "exceptions")


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the schema of one file kind, of a credential, or of the assessment record.

    Raises:
        KeyError: if there is no schema of that name.
    """
    if name not in KINDS + OTHERS:
        raise KeyError(name)
    file = resources.files("qualrec") / "schemas" / f"{name}.schema.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


@cache
def validator(name: str) -> Any:
    """Return a jsonschema validator for one schema, its references resolved among the shipped ones."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    shipped = [schema(other) for other in KINDS + OTHERS]
    registry: Registry[Any] = Registry().with_resources([(s["$id"], Resource.from_contents(s)) for s in shipped])
    return Draft202012Validator(schema(name), registry=registry)


def bundled(name: str) -> dict[str, Any]:
    """Return a schema with all that it refers to inside it, so that a tool needs no other file.

    Raises:
        KeyError: if there is no schema of that name.
    """
    found = _local(schema(name), name, name)
    parts = dict(found.pop("$defs", {}))
    for other in _referred(name):
        body = _local(schema(other), other, name)
        parts[other] = {key: value for key, value in body.items() if key not in {"$id", "$schema"}}
    found |= {"$id": f"urn:qualrec:{name}"}
    return {**found, "$defs": parts} if parts else found


def _referred(name: str) -> list[str]:
    """Return the schemas that a schema refers to, and those that these refer to."""
    found: list[str] = []
    waiting = [name]
    while waiting:
        text = json.dumps(schema(waiting.pop()))
        new = [o for o in KINDS + OTHERS if f'"$ref": "{o}{SUFFIX}' in text and o not in found and o != name]
        waiting += new
        found += new
    return found


def _local(node: Any, whose: str, root: str) -> Any:
    """Return a copy of a part of schema *whose* in which every reference points into the one document of *root*."""
    if isinstance(node, list):
        return [_local(item, whose, root) for item in node]
    if not isinstance(node, dict):
        return node
    found = {key: _local(value, whose, root) for key, value in node.items()}
    if isinstance(found.get("$ref"), str):
        file, _, pointer = found["$ref"].partition("#")
        target = file.removesuffix(SUFFIX) or whose
        found["$ref"] = "#" + ("" if target == root else f"/$defs/{target}") + pointer
    return found
