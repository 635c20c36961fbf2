"""Worked cases: does an assessment hold what a case expects? Codes, ids and numbers, never sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qualrec.engine.assess import Question, assess
from qualrec.engine.intake import read
from qualrec.engine.record import Record, record
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.reader import Map
from qualrec.knowledge.reader import read as read_yaml
from qualrec.model.frozen import frozen


@frozen
class WorkedCase:
    """One case of a file, with the line it begins at."""

    path: str
    line: int
    body: Mapping[str, Any]


@frozen
class Result:
    """What a case expected and did not find; empty where it holds."""

    path: str
    line: int
    name: str
    differences: tuple[str, ...]
    record: Record | None = None


def load_cases(path: str, raw: bytes) -> list[WorkedCase]:
    """Return the cases of a file; a file that cannot be read is one failing case."""
    document = read_yaml(path, raw)
    value = document.value
    if not isinstance(value, Map) or not isinstance(value.get("cases"), list):
        return [WorkedCase(path, 1, {"name": "the file holds no cases", "given": {}, "expect": {"status": "found"}})]
    return [WorkedCase(path, case.mark[0], case) for case in value["cases"]]


def run(kb: KnowledgeBase, case: WorkedCase, today: dt.date) -> Result:
    """Assess what a case gives and compare; without a day of its own the case is of *today*."""
    body = case.body
    given = dict(body["given"])
    credential, faults = read(given, kb)
    if faults:
        said = tuple(f"{fault.field}: {fault.value} {fault.code}" for fault in faults)
        return Result(case.path, case.line, body["name"], said)
    day = dt.date.fromisoformat(str(body["as_of"])) if "as_of" in body else today
    host = kb.country_code(str(given.get("to") or "")) or credential.country or "DE"
    method = body.get("method", "lrc")
    question = Question(host, day, given.get("purpose"), method, bool(body.get("assume_recognised", False)))
    found = record(kb, assess(kb, credential, question, kb.policy()))
    return Result(case.path, case.line, body["name"], tuple(compare(body["expect"], found)), found)


def compare(expect: Mapping[str, Any], found: Record) -> Iterator[str]:
    """Yield every expectation that does not hold, with what came instead."""
    for key, wanted in expect.items():
        yield from _TESTS.get(key, _plain(key))(wanted, found)


def _plain(key: str) -> Callable[[Any, Record], Iterator[str]]:
    def test(wanted: Any, found: Record) -> Iterator[str]:
        got = _VALUES[key](found)
        if got != wanted:
            yield f"{key}: expected {wanted}, got {got}"

    return test


def _ects(found: Record) -> Any:
    ects = found["workload"]["ects"]
    return [ects["low"], ects["high"]] if ects else None


_VALUES: dict[str, Callable[[Record], Any]] = {
    "status": lambda r: r["identified"]["status"],
    "identified": lambda r: r["identified"]["id"],
    "side": lambda r: r["side"],
    "comparator": lambda r: r["comparator"] and r["comparator"]["id"],
    "national": lambda r: [f"{level['framework']} {level['code']}" for level in r["levels"]["national"]],
    "eqf": lambda r: r["levels"]["eqf"],
    "qf_ehea": lambda r: r["levels"]["qf_ehea"],
    "level_basis": lambda r: r["levels"]["basis"],
    "ects": _ects,
    "basis": lambda r: r["basis"],
    "says": lambda r: (r["statement"] or {}).get("code"),
    "advice": lambda r: r["advice"],
    "counted_ects": lambda r: (r["units"] or {}).get("counted"),
    "alternative": lambda r: r["alternative"] and r["alternative"]["id"],
    "grounds": lambda r: [ground["element"] for ground in r["grounds"]],
}


def _outcome(wanted: Any, found: Record) -> Iterator[str]:
    allowed = [wanted] if isinstance(wanted, str) else list(wanted)
    if found["outcome"] not in allowed:
        yield f"outcome: expected {' or '.join(allowed)}, got {found['outcome']}"


def _not_outcome(wanted: Any, found: Record) -> Iterator[str]:
    refused = [wanted] if isinstance(wanted, str) else list(wanted)
    if found["outcome"] in refused:
        yield f"outcome: {found['outcome']} was not to come"


def _elements(wanted: Mapping[str, str], found: Record) -> Iterator[str]:
    got = {element["element"]: element["finding"] for element in found["elements"]}
    for element, finding in wanted.items():
        if got.get(element) != finding:
            yield f"{element}: expected {finding}, got {got.get(element)}"


def _grade(wanted: Mapping[str, str] | None, found: Record) -> Iterator[str]:
    converted = (found["grade"] or {}).get("converted", [])
    if wanted is None:
        if converted:
            yield f"grade: expected none, got {converted[0]['low']} on {converted[0]['scale']}"
        return
    got = [(c["scale"], c["low"], c["high"]) for c in converted]
    if (wanted["scale"], wanted["low"], wanted["high"]) not in got:
        yield f"grade: expected {wanted['low']}-{wanted['high']} on {wanted['scale']}, got {got}"


def _sets(name: str, values: Callable[[Record], set[str]]) -> Callable[[Any, Record], Iterator[str]]:
    def test(wanted: Mapping[str, list[str]], found: Record) -> Iterator[str]:
        got = values(found)
        absent = [item for item in wanted.get("include", ()) if item not in got]
        present = [item for item in wanted.get("exclude", ()) if item in got]
        if absent:
            yield f"{name}: {', '.join(absent)} absent"
        if present:
            yield f"{name}: {', '.join(present)} present"

    return test


def _cites(wanted: list[str], found: Record) -> Iterator[str]:
    got = {source["id"] for source in found["sources"]}
    absent = [key for key in wanted if key not in got]
    if absent:
        yield f"cites: {', '.join(absent)} absent"


_TESTS: dict[str, Callable[[Any, Record], Iterator[str]]] = {
    "outcome": _outcome,
    "outcome_not": _not_outcome,
    "elements": _elements,
    "grade": _grade,
    "cites": _cites,
    "reasons": _sets("reasons", lambda r: {reason["code"] for reason in r["reasons"]}),
    "checks": _sets("checks", lambda r: set(r["checks"])),
    "law": _sets("law", lambda r: {item["id"] for item in r["law"] if item["applied"]}),
    "provisions": _sets("provisions", lambda r: {p["id"] for item in r["law"] for p in item["provisions"]}),
    "offers": _sets("offers", lambda r: {item["form"] for item in r["remedies"] if item["code"] == "offer"}),
    "missing": _sets("missing", lambda r: {item["what"] for item in r["missing"]}),
}
