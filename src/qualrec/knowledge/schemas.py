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
    "instrument",
    "comparability",
    "cases",
    "policy",
    "countries",
)
OTHERS = ("credential", "assessment", "common")


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
