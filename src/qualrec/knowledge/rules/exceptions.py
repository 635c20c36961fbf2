"""QR8: exceptions as data. Each names a rule and a file, says why, and ends on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from qualrec.knowledge import shape
from qualrec.knowledge.reader import Document, Map, read
from qualrec.knowledge.rules.dates import date
from qualrec.knowledge.rules.rule import stated
from qualrec.model.problem import Place, Problem

FILE = "check-exceptions.yaml"

UNUSED = stated("QR801", "exception-unused", "warning", "{rule} finds nothing any more in {path} that this exception is for", "remove it", """
    An exception for a finding that is no longer there.

    Why it matters: It would hide the next fault of that kind in silence.""")  # fmt: skip
EXPIRED = stated("QR802", "exception-expired", "warning", "this exception ended on {until}", "mend what it was for, or say anew why it stays and until when", """
    An exception whose last day has passed; what it was for is reported again.

    Why it matters: What was accepted for a while is not accepted for ever.""")  # fmt: skip
UNREADABLE = stated("QR803", "exceptions-unreadable", "error", "{why}", "{do}", """
    A file of exceptions that does not have the shape of one; none of it is applied.

    Why it matters: An exception that is read wrongly hides too little or too much.""")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Exempt:
    """One exception: *holds* is a piece of the line that the finding points at."""

    rule: str
    path: str
    holds: str
    until: dt.date
    place: Place

    def covers(self, problem: Problem, line: str) -> bool:
        """Say whether it is about this finding."""
        path = problem.place.path
        same = path == self.path or path.endswith(f"/{self.path}")
        return problem.code == self.rule and same and self.holds in line


def load(name: str, raw: bytes) -> tuple[list[Exempt], list[Problem], Document]:
    """Read a file of exceptions; one with a fault gives none, and the fault."""
    document = read(name, raw)
    faults = list(document.problems) or shape.exceptions(document)
    if faults:
        problems = [
            Problem("QR803", p.place, {"why": p.values.get("why", p.code), "do": p.values.get("do", "mend the YAML")})
            for p in faults
        ]
        return [], problems, document
    return [_exempt(name, item) for item in document.value["exceptions"]], [], document


def _exempt(name: str, item: Map) -> Exempt:
    until = date(item["until"])
    day = until.last if until else dt.date.min
    return Exempt(item["rule"], item["path"], item.get("holds", ""), day, Place(name, *item.mark))


def apply(
    problems: Iterable[Problem], exempt: list[Exempt], documents: dict[str, Document], today: dt.date
) -> list[Problem]:
    """Leave out what exceptions cover; report those that cover nothing or have ended."""
    used: set[Exempt] = set()
    kept = []
    for problem in problems:
        document = documents.get(problem.place.path)
        lines = document.lines if document else []
        line = lines[problem.place.line - 1] if problem.place.line <= len(lines) else ""
        covering = [one for one in exempt if one.covers(problem, line)]
        used.update(covering)
        if not any(one.until >= today for one in covering):
            kept.append(problem)
    for one in exempt:
        if one in used and one.until < today:
            kept.append(Problem("QR802", one.place, {"until": one.until}))
        elif one not in used and any(path == one.path or path.endswith(f"/{one.path}") for path in documents):
            kept.append(Problem("QR801", one.place, {"rule": one.rule, "path": one.path}))
    return kept
