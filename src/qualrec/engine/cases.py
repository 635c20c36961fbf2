"""Worked cases: does an assessment hold what a case expects? Codes, ids and numbers, never sentences."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qualrec.engine.posed import Posed, Unposed, answer
from qualrec.engine.record import Record, record
from qualrec.knowledge import shape
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.reader import Map, place_of
from qualrec.knowledge.reader import read as read_yaml
from qualrec.model.dates import PartialDate, of_day
from qualrec.model.frozen import frozen, value

KINDS = ("cases", "conversion-cases")


@value
class Difference:
    """One expectation that does not hold: its key and line, what was expected, what came instead."""

    key: str
    line: int
    wanted: str
    got: str

    def __str__(self) -> str:
        return f"{self.key}: expected {self.wanted}, got {self.got}"


@frozen
class WorkedCase:
    """One case of a file, with the line it begins at; *faults* where it cannot be run."""

    path: str
    line: int
    body: Mapping[str, Any]
    faults: tuple[Difference, ...] = ()

    @property
    def name(self) -> str:
        """The name of the case, or that it has none."""
        return str(self.body.get("name") or "a case with no name")

    @property
    def assesses(self) -> bool:
        """Whether it gives a credential to assess, and can be run; a worked conversion gives none."""
        return not self.faults and "given" in self.body


@frozen
class Result:
    """What a case expected and did not find; empty where it holds."""

    path: str
    line: int
    name: str
    differences: tuple[Difference, ...]
    record: Record | None = None


def load_cases(path: str, raw: bytes) -> list[WorkedCase]:
    """Return the cases of a file; what cannot be read is a failing case, at its own line."""
    document = read_yaml(path, raw)
    value = document.value
    problems = [p for p in document.problems if p.code != "QR004"] or shape.check(document)
    problems = [p for p in problems if p.code not in {"QR102", "QR103"}]
    if not isinstance(value, Map) or not isinstance(value.get("cases"), list) or value.get("kind") not in KINDS:
        line = problems[0].place.line if problems else 1
        why = str(problems[0].values.get("why") or problems[0].code) if problems else "it holds no cases"
        return [WorkedCase(path, line, {}, (Difference("file", line, "a file of cases", why),))]
    found = []
    for number, case in enumerate(value["cases"]):
        first = place_of(document, ["cases", number]).line
        last = place_of(document, ["cases", number + 1]).line if number + 1 < len(value["cases"]) else None
        faults = tuple(
            Difference("case", p.place.line, "a case as the schema says", str(p.values.get("why", p.code)))
            for p in problems
            if first <= p.place.line and (last is None or p.place.line < last)
        )
        found.append(WorkedCase(path, first, case if isinstance(case, Map) else {}, faults))
    return found


def pose(case: WorkedCase, today: dt.date) -> Posed:
    """Return what a case asks; without a day of its own it is of *today*, of a year or a month its first day."""
    body = case.body
    given = dict(body["given"])
    return Posed(
        path=case.path,
        line=case.line,
        name=case.name,
        given=given,
        host=str(given.get("to") or ""),
        on=PartialDate.parse(body["as_of"]).first if "as_of" in body else today,
        purpose=given.get("purpose"),
        method=str(body.get("method", "lrc")),
        assume_recognised=bool(body.get("assume_recognised", False)),
    )


def run(kb: KnowledgeBase, case: WorkedCase, today: dt.date) -> Result:
    """Assess what a case gives and compare."""
    if case.faults:
        return Result(case.path, case.line, case.name, case.faults)
    if "expect" in case.body and "given" not in case.body:
        return _conversion(kb, case, today)
    found = answer(kb, pose(case, today))
    if isinstance(found, Unposed):
        lines: Mapping[str, Any] = getattr(case.body["given"], "keys_at", {})
        unread = tuple(
            Difference(f"given.{f.field}", lines.get(f.field, (case.line,))[0], "a value that can be read", said(f))
            for f in found.faults
        )
        return Result(case.path, case.line, case.name, unread)
    full = record(kb, found)
    return Result(case.path, case.line, case.name, tuple(compare(case.body["expect"], full, case.line)), full)


def _conversion(kb: KnowledgeBase, case: WorkedCase, today: dt.date) -> Result:
    """Convert what a case gives and compare."""
    from qualrec.engine.worked_conversions import differences

    lines: Mapping[str, Any] = getattr(case.body["expect"], "keys_at", {})
    found = tuple(
        Difference(key, lines.get(key.partition(" ")[0], (case.line,))[0], wanted, got)
        for key, wanted, got in differences(kb, case.body, of_day(today))
    )
    return Result(case.path, case.line, case.name, found)


def said(fault: Any) -> str:
    """Return a fault as codes."""
    return " ".join(filter(None, (repr(fault.value), fault.code, fault.hint)))


def compare(expect: Mapping[str, Any], found: Record, line: int = 0) -> Iterator[Difference]:
    """Yield every expectation that does not hold, with what came instead; *line* is the case's."""
    lines: Mapping[str, Any] = getattr(expect, "keys_at", {})
    for key, wanted in expect.items():
        for name, asked, got in _TESTS.get(key, _plain(key))(wanted, found):
            yield Difference(name, lines.get(key, (line,))[0], asked, got)


Said = Iterator[tuple[str, str, str]]  # the expectation's name, what it asked for, what came
Test = Callable[[Any, Record], Said]


def _plain(key: str) -> Test:
    def test(wanted: Any, found: Record) -> Said:
        got = _VALUES[key](found)
        if got != wanted:
            yield key, _shown(wanted), _shown(got)

    return test


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return "none" if value is None else str(value)


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


def _outcome(wanted: Any, found: Record) -> Said:
    allowed = [wanted] if isinstance(wanted, str) else list(wanted)
    if found["outcome"] not in allowed:
        yield "outcome", " or ".join(allowed), found["outcome"]


def _not_outcome(wanted: Any, found: Record) -> Said:
    refused = [wanted] if isinstance(wanted, str) else list(wanted)
    if found["outcome"] in refused:
        yield "outcome_not", f"anything but {' or '.join(refused)}", found["outcome"]


def _elements(wanted: Mapping[str, str], found: Record) -> Said:
    got = {element["element"]: element["finding"] for element in found["elements"]}
    for element, finding in wanted.items():
        if got.get(element) != finding:
            yield f"elements.{element}", finding, _shown(got.get(element))


def _grade(wanted: Mapping[str, str] | None, found: Record) -> Said:
    converted = (found["grade"] or {}).get("converted", [])
    got = [(c["scale"], c["low"], c["high"]) for c in converted]
    if wanted is None:
        if converted:
            yield "grade", "none", _marks(got)
    elif (wanted["scale"], wanted["low"], wanted["high"]) not in got:
        yield "grade", _marks([(wanted["scale"], wanted["low"], wanted["high"])]), _marks(got)


def _marks(marks: list[tuple[str, str, str]]) -> str:
    return (
        ", ".join(f"{low} to {high} on {scale}" if low != high else f"{low} on {scale}" for scale, low, high in marks)
        or "none"
    )


def _sets(name: str, values: Callable[[Record], set[str]]) -> Test:
    def test(wanted: Mapping[str, list[str]], found: Record) -> Said:
        got = values(found)
        absent = [item for item in wanted.get("include", ()) if item not in got]
        present = [item for item in wanted.get("exclude", ()) if item in got]
        if absent:
            yield f"{name}.include", ", ".join(absent), ", ".join(sorted(got)) or "none"
        if present:
            yield f"{name}.exclude", f"no {' or '.join(present)}", ", ".join(present)

    return test


def _cites(wanted: list[str], found: Record) -> Said:
    got = [source["id"] for source in found["sources"]]
    absent = [key for key in wanted if key not in got]
    if absent:
        yield "cites", ", ".join(absent), ", ".join(got) or "none"


_TESTS: dict[str, Test] = {
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
