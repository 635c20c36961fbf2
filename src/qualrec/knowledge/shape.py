"""Does a document have the shape of its kind? Each fault at its own line, with what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import Any

from qualrec.knowledge.quick import sound
from qualrec.knowledge.reader import Document, Map, place_of
from qualrec.knowledge.schemas import FORMAT, KINDS, RENAMED, validator
from qualrec.model.problem import Problem

FOLDERS = {
    "framework": "frameworks",
    "qualifications": "frameworks",
    "system": "frameworks",
    "credit-system": "frameworks",
    "grading-scale": "frameworks",
    "cases": "frameworks",
    "conversion-cases": "frameworks",
    "countries": "frameworks",
    "fields": "frameworks",
    "level-mapping": "mappings/levels",
    "credit-mapping": "mappings/credits",
    "grade-mapping": "mappings/grades",
    "grade-thresholds": "mappings/grades",
    "instrument": "mappings/instruments",
    "comparability": "mappings/comparability",
    "policy": "mappings/policies",
    "requirements": "a folder of their own",
}


def check(document: Document) -> list[Problem]:
    """Return every fault of shape in *document*; one that could not be read has none of these."""
    value = document.value
    if value is None:
        return []
    if not isinstance(value, Map):
        return [
            Problem("QR101", place_of(document, []), {"why": "the file is not a mapping", "do": "begin it with kind:"})
        ]
    kind = value.get("kind")
    if kind not in KINDS:
        near = get_close_matches(str(kind), KINDS, 1)
        do = f'write "{near[0]}"' if near else "use one of " + ", ".join(KINDS)
        why = "kind is missing" if kind is None else f"{kind!r} is not a kind of data file"
        return [Problem("QR101", place_of(document, ["kind"]), {"why": why, "do": do})]
    number = value.get("schema")
    if isinstance(number, int) and not isinstance(number, bool) and number != FORMAT:
        why = f"it is of format {number}, and this program reads format {FORMAT}"
        do = "use a newer qualrec" if number > FORMAT else "qualrec migrate brings it to the present format"
        return [Problem("QR104", place_of(document, ["schema"]), {"why": why, "do": do})]
    return [*_schema_faults(document, kind), *_place_faults(document, kind)]


def exceptions(document: Document) -> list[Problem]:
    """Return every fault of shape in a file of exceptions."""
    if not isinstance(document.value, Map):
        return [
            Problem("QR803", place_of(document, []), {"why": "the file is not a mapping", "do": "begin it with kind:"})
        ]
    return list(_schema_faults(document, "exceptions"))


def _schema_faults(document: Document, kind: str) -> Iterator[Problem]:
    if sound(kind)(document.value):
        return
    for error in validator(kind).iter_errors(document.value):
        yield from _fault(document, _deepest(error))


def _deepest(error: Any) -> Any:
    """Follow the branch of an ``anyOf`` that came nearest."""
    from jsonschema.exceptions import best_match

    return best_match([error]) if error.context else error


def _fault(document: Document, error: Any) -> Iterator[Problem]:
    steps = list(error.absolute_path)
    name = ".".join(str(step) for step in steps if isinstance(step, str)) or "the file"
    if error.validator == "additionalProperties":
        known = list(error.schema.get("properties", {}))
        for key in error.instance:
            if key not in known:
                near = get_close_matches(str(key), known, 1)
                do = f"did you mean {near[0]}?" if near else "known here: " + ", ".join(sorted(known))
                now = RENAMED.get((str(document.value.get("kind")), key))
                do = f"it is called {now} now; qualrec migrate renames it" if now in known else do
                place = place_of(document, [*steps, key], key=True)
                yield Problem("QR101", place, {"why": f"unknown key {key!r}", "do": do})
        return
    if error.validator == "required":
        absent = [key for key in error.validator_value if key not in error.instance]
        place = place_of(document, steps)
        for key in absent:
            if key == "cite":
                yield Problem("QR401", place, {"what": name})
            else:
                yield Problem("QR101", place, {"why": f"{name}: {key} is missing", "do": f"add {key}:"})
        return
    why, do = _say(error, name)
    yield Problem("QR101", place_of(document, steps), {"why": why, "do": do})


def _say(error: Any, name: str) -> tuple[str, str]:
    rule, wanted, got = error.validator, error.validator_value, error.instance
    if got is None or got == "":
        choice = ", ".join(map(str, wanted)) if rule == "enum" else ""
        return f"{name} is empty", f"use one of {choice}" if choice else "fill it in; see docs/data-format.md"
    if rule == "type" and wanted == "string" and not isinstance(got, (Map, list, bool, type(None))):
        return f"{name} is a number here", f'write it in quotes: "{got}"'
    if rule in {"enum", "const"}:
        options = [str(option) for option in (wanted if rule == "enum" else [wanted])]
        near = get_close_matches(str(got), options, 1)
        return f"{name}: {got!r} is not one of the values allowed", (
            f"did you mean {near[0]}?" if near else "use one of " + ", ".join(options)
        )
    if rule == "pattern":
        return f"{name}: {got!r} does not have the form required", f"the form is {wanted}"
    if rule == "type":
        kinds = wanted if isinstance(wanted, str) else " or ".join(wanted)
        return f"{name} is not a{'n' if kinds[0] in 'aeio' else ''} {kinds}", "see docs/data-format.md"
    return f"{name}: {error.message[:160]}", "see docs/data-format.md"


def _place_faults(document: Document, kind: str) -> Iterator[Problem]:
    """Kind against folder, file name against id; only inside a frameworks/ or mappings/ folder."""
    path = PurePosixPath(document.path)
    parents = path.parts[:-1]
    root = next((part for part in ("frameworks", "mappings") if part in parents), None)
    if root is None:
        return
    inside = "/".join(parents[parents.index(root) :])
    if not inside.startswith(FOLDERS[kind]):
        yield Problem("QR102", place_of(document, ["kind"]), {"kind": kind, "folder": FOLDERS[kind]})
        return
    value = document.value
    country = value.get("country", "")
    folder = parents[-1]
    if root == "frameworks" and "country" in value and kind != "countries":
        wanted = str(country).lower() if country else "int"
        if folder != wanted:
            yield Problem("QR102", place_of(document, ["country"]), {"kind": kind, "folder": f"frameworks/{wanted}"})
    expected = _file_name(kind, value)
    if expected and path.stem != expected:
        yield Problem("QR103", place_of(document, ["id"]), {"name": path.name, "expected": f"{expected}.yaml"})


def _file_name(kind: str, value: Map) -> str | None:
    """Return the stem the file must have, or None where its kind leaves it free."""
    if kind == "level-mapping":
        return f"{value.get('from')}--{value.get('to')}"
    if kind in {"instrument", "comparability", "grade-mapping", "grade-thresholds", "policy"}:
        return str(value.get("id"))
    if kind == "framework" and isinstance(value.get("id"), str):
        return str(value["id"]).partition("-")[2]
    return None
