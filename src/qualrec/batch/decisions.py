"""What persons settled: the filled-in review file, applied to rows and kept as local precedents.

A precedent names its author, its day and its reason, and is said in every row it touches. It fills in a fact, or
settles one row; it never stands against proven fraud or a diploma mill.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from qualrec.batch.hooks import Cells, Shown
from qualrec.batch.questions import FILLS, SHARED, about_row, about_shared
from qualrec.batch.review import COLUMNS
from qualrec.batch.text import safe
from qualrec.batch.whole import whole
from qualrec.io.tables.base import TableError
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.names import fold
from qualrec.model.frozen import frozen

Fill = Callable[[Mapping[str, Any]], dict[str, Any]]
MARK = "q_settled_by"  # a cell that only travels from before() to after()
_ALLOWED = {
    "institution_status": ("recognised", "legitimate_unrecognised", "not_recognised", "diploma_mill"),
    "programme_accreditation": ("yes", "no"),
}
_STATUSES = ("meets", "does_not_meet", "needs_review", "cannot_assess", "assessed")
_PROVEN = {"NOT_RECOGNISED_BOGUS", "NOT_RECOGNISED_FRAUD"}


@frozen
class Decision:
    """One settled question."""

    fact: str
    about: str
    row: str
    settled: str
    author: str
    date: str
    reason: str

    @property
    def key(self) -> tuple[str, ...]:
        """What it is about, as rows are asked for it."""
        return (self.row or self.fact, fold(self.about))

    @property
    def lasting(self) -> bool:
        """Whether it may be kept: a row without an id is known by its number, which is another's in the next table."""
        return not self.row.startswith("#")


class _Used(tuple[Decision, ...]):
    """The decisions that filled in facts of a row; no cell of a table is one."""

    __slots__ = ()


def read(path: Path, kb: KnowledgeBase) -> list[Decision]:
    """Return the settled questions of a review file or of the local precedents.

    Raises:
        TableError: if it cannot be read, or a filled-in line cannot be used, with every such line.
    """
    found, faults = [], []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            absent = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
            if absent:
                raise TableError(f"{path} has no column {', '.join(absent)}", "fill in the file that --review wrote")
            for row in rows:
                cells = {key: str(value or "").strip().removeprefix("'") for key, value in row.items() if key}
                if not cells["settled"]:
                    continue
                why = _fault(cells, kb)
                faults += [f"line {rows.line_num}: {why}"] if why else []
                found.append(
                    Decision(
                        cells["fact"],
                        cells["about"],
                        cells["row"],
                        cells["settled"],
                        author=cells["author"],
                        date=cells["date"],
                        reason=cells["reason"],
                    )
                )
    except (OSError, UnicodeError, csv.Error) as error:
        raise TableError(f"{path}: {error}", "give the review file, filled in, as UTF-8") from None
    if faults:
        raise TableError("\n       ".join([f"{path}:", *faults]), "mend these lines")
    return found


def _fault(cells: Mapping[str, str], kb: KnowledgeBase) -> str:
    """Say what is wrong with a filled-in line; empty where nothing is."""
    absent = [name for name in ("author", "date", "reason") if not cells[name]]
    if absent:
        return f"{' and '.join(absent)} missing: a precedent says who settled it, when and why"
    settled, fact = cells["settled"], cells["fact"]
    if cells["row"]:
        return "" if settled in _STATUSES else f"settled: {settled!r} is none of {', '.join(_STATUSES)}"
    if fact == "qualification" and settled not in kb.owner(settled).type_ids:
        return f"settled: no qualification type {settled!r} is on file"
    if fact == "grade_scale" and settled not in kb.owner(settled).scales:
        return f"settled: no grading scale {settled!r} is on file"
    allowed = _ALLOWED.get(fact)
    return f"settled: {settled!r} is none of {', '.join(allowed)}" if allowed and settled not in allowed else ""


def remember(path: Path, kept: Iterable[Decision], new: Iterable[Decision]) -> None:
    """Write the local precedents; a later decision on the same question takes the place of an earlier one.

    Raises:
        TableError: if they cannot be written.
    """
    every = {decision.key: decision for decision in (*kept, *new) if decision.lasting}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}", "name another place with --precedents") from None
    with whole(path) as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for d in every.values():
            line = {"fact": d.fact, "about": d.about, "row": d.row, "settled": d.settled}
            who = {"author": d.author, "date": d.date, "reason": d.reason}
            writer.writerow({key: safe(text) for key, text in {**line, **who}.items()})


class Precedents:
    """Decisions at work: facts filled in before a row is assessed, its own status settled after."""

    def __init__(self, decisions: Iterable[Decision], shown: Sequence[Shown] = (), fill: Fill = dict) -> None:
        self._by_key = {decision.key: decision for decision in decisions}
        self._fill = fill  # from the local registers: a mill they name is one, whatever was decided before
        self._shown = shown
        self.applied = 0

    def before(self, cells: Cells) -> Cells:
        """Return the cells with every settled fact that they leave open."""
        used: list[Decision] = []
        changed = dict(cells)
        for fact, columns in SHARED.items():
            about = tuple((column, str(cells.get(column) or "").strip()) for column in columns)
            found = self._by_key.get((fact, fold(about_shared(about))))
            if found and not str(cells.get(FILLS[fact]) or "").strip() and not self._mill(fact, cells):
                changed[FILLS[fact]] = found.settled
                used.append(found)
        return {**changed, MARK: _Used(used)} if used else cells

    def _mill(self, fact: str, cells: Cells) -> bool:
        return fact == "institution_status" and self._fill(cells).get(fact) == "diploma_mill"

    def _names(self, number: int, cells: Cells, answer: Cells) -> Iterator[tuple[str, str]]:
        """Yield the names of a row in review files: by its id, by its pseudonym, or by its number."""
        named = {"id": cells.get("id")}
        about = fold(about_row(cells, answer))
        yield str(named["id"] or f"#{number}"), about
        for show in self._shown:
            named = show(named)
        yield str(named["id"] or f"#{number}"), about

    def after(self, number: int, cells: Cells, answer: Cells) -> Cells:
        """Return the answer with what was settled of this very row, and who settled what."""
        marked = cells.get(MARK)
        used = list(marked) if isinstance(marked, _Used) else []
        own = next((d for name in self._names(number, cells, answer) if (d := self._by_key.get(name))), None)
        settled = dict(answer)
        if own and answer["q_outcome"] not in _PROVEN:
            settled["q_status"] = own.settled
            used.append(own)
        if not used:
            return answer
        self.applied += 1
        said = "; ".join(f"{d.fact} settled by {d.author} on {d.date}: {d.reason}" for d in used)
        settled["q_reasons"] = "|".join(["PRECEDENT_APPLIED", *filter(None, [answer["q_reasons"]])])
        settled["q_explanation"] = f"{answer['q_explanation']} Local precedent: {said}."
        return settled
