"""Lines and their answers: a plain line stays as it stands, an odd one is written anew; each gets its answer behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from sys import intern
from typing import Any, Protocol

from qualrec.batch.quick import LONG, Parts, Quick
from qualrec.batch.text import Csv, fragment
from qualrec.batch.verdicts import Answer, Verdict, Verdicts
from qualrec.io.tables.delimited import cells_of

Record = bytes | list[str]  # a line that may stand as it is, in UTF-8, or the cells of an odd one
Counts = list[tuple[str, str, int]]  # status, why a row is open, how many
Made = list[tuple[list[int], Any]]  # which records of a block, and what an ``Answering`` made of them


class Answering(Protocol):
    """Answers the records of one table: what it makes of some can be sent, and is joined where all came together.

    *block* is how many bytes of lines it takes at a time: rows enough of each country to answer them together.
    """

    block: int

    def pieces(self, numbers: Sequence[int], records: Sequence[Record]) -> tuple[Any, Counts]:
        """Answer records with their row numbers; say also what is to be counted."""

    def joined(self, first: int, records: Sequence[Record], made: Made) -> bytes:
        """Return the output of a block of records, of which *first* is the number, from what was made of each."""


class Whole:
    """Answers a record by all its cells, and writes lines; the table has *columns*, the output *written*."""

    def __init__(self, verdicts: Verdicts, columns: tuple[str, ...], output: tuple[str, ...]) -> None:
        self._verdicts, self._columns = verdicts, columns
        self._csv = Csv(output)

    def answer(self, record: Record) -> Answer:
        """Answer a record; its verdict may be wanted."""
        shown, faults = cells_of(
            record.decode().split(",") if isinstance(record, bytes) else record, self._columns, ","
        )
        return self._verdicts.find(shown, faults)

    def line(self, number: int, record: Record, answer: Parts | Answer) -> str:
        """Return the line of the output."""
        if isinstance(record, bytes):
            verdict, score, ects, grade = answer if isinstance(answer, Parts) else _parts(answer)
            one, two, policy, reasons, rest = verdict.text or verdict.pieces()
            return f"{record.decode()},{number},{one},{score},{two},{ects},{grade},{policy},{reasons},{rest}\n"
        assert isinstance(answer, Answer)
        shown, _ = cells_of(record, self._columns, ",")
        return self._csv.body([{**shown, **answer.cells(), "q_row": number}]).decode("utf-8", "surrogatepass")


class ByLine:
    """Answers records line by line; what it makes of them are the lines of the output."""

    block = 2_000_000

    def __init__(self, verdicts: Verdicts, columns: tuple[str, ...], output: tuple[str, ...]) -> None:
        self.verdicts = verdicts
        self._whole = Whole(verdicts, columns, output)
        self.quick = Quick(verdicts, columns, written)

    def pieces(self, numbers: Sequence[int], records: Sequence[Record]) -> tuple[list[str], Counts]:
        """Return the line of the output for each record, and what is to be counted."""
        answers = self.quick.answers(list(map(self._told, records)), lambda at: self._whole.answer(records[at]))
        self.verdicts.settle()
        self.verdicts.spread()
        found = list(map(self._whole.line, numbers, records, answers))
        return found, counts(Counter(answer.verdict for answer in answers).items())

    def joined(self, first: int, records: Sequence[Record], made: Made) -> bytes:  # noqa: ARG002 - the lines hold it
        """Return the lines in order."""
        lines = [""] * len(records)
        for part, found in made:
            for at, line in zip(part, found, strict=True):
                lines[at] = line
        return encoded("".join(lines))

    def _told(self, record: Record) -> list[str] | None:
        """Return the cells of a plain line; None where the record must be read in full."""
        if not isinstance(record, bytes):
            return None
        cells = record.decode().split(",")
        return cells if len(record) <= LONG or self.quick.is_short(cells) else None


def counts(verdicts: Iterable[tuple[Verdict, int]]) -> Counts:
    """Return what is to be counted of verdicts and their rows."""
    return [(verdict.status, verdict.cause, rows) for verdict, rows in verdicts]


def encoded(text: str) -> bytes:
    """Return lines as they are written."""
    return text.encode("utf-8", "backslashreplace")


def written(cells: tuple[str, ...]) -> str:
    """Return cells of an answer as a piece of a line; equal ones as one."""
    return intern(fragment(cells))


def _parts(answer: Answer) -> Parts:
    return Parts(answer.verdict, answer.score, written(answer.ects), written(answer.grade))
