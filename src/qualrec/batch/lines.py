"""Lines and their answers: a plain line stays as it stands, an odd one is written anew; each gets its answer behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from sys import intern

from qualrec.batch.quick import LONG, Parts, Quick
from qualrec.batch.text import Csv, fragment
from qualrec.batch.verdicts import Answer, Verdicts
from qualrec.io.tables.delimited import cells_of

Record = str | list[str]  # a line that may stand as it is, or the cells of an odd one
Counts = list[tuple[str, str, int]]  # status, why a row is open, how many


class Answering:
    """Answers the records of one table, whose columns are *columns*; the output has *written*."""

    def __init__(self, verdicts: Verdicts, columns: tuple[str, ...], written: tuple[str, ...]) -> None:
        self.verdicts, self.columns = verdicts, columns
        self._csv = Csv(written)
        self.quick = Quick(verdicts, columns, _written)

    def pieces(self, numbers: Sequence[int], records: Sequence[Record]) -> tuple[list[str], Counts]:
        """Return the line of the output for each record, and what is to be counted."""
        answers = self.quick.answers(list(map(self._told, records)), lambda at: self._in_full(records[at]))
        self.verdicts.settle()
        self.verdicts.spread()
        found = list(map(self._line, numbers, records, answers))
        counted = Counter(answer.verdict for answer in answers).items()
        return found, [(verdict.status, verdict.cause, rows) for verdict, rows in counted]

    def _told(self, record: Record) -> list[str] | None:
        """Return the cells of a plain line; None where the record must be read in full."""
        if not isinstance(record, str):
            return None
        cells = record.split(",")
        return cells if len(record) <= LONG or self.quick.is_short(cells) else None

    def _line(self, number: int, record: Record, answer: Parts | Answer) -> str:
        if isinstance(record, str):
            verdict, score, ects, grade = answer if isinstance(answer, Parts) else _parts(answer)
            one, two, policy, reasons, rest = verdict.text or verdict.pieces()
            return f"{record},{number},{one},{score},{two},{ects},{grade},{policy},{reasons},{rest}\n"
        assert isinstance(answer, Answer)
        shown, _ = cells_of(record, self.columns, ",")
        return self._csv.body([{**shown, **answer.cells(), "q_row": number}]).decode("utf-8", "surrogatepass")

    def _in_full(self, record: Record) -> Answer:
        """Answer a record by all its cells."""
        shown, faults = cells_of(record.split(",") if isinstance(record, str) else record, self.columns, ",")
        return self.verdicts.find(shown, faults)


def _written(cells: tuple[str, ...]) -> str:
    return intern(fragment(cells))


def _parts(answer: Answer) -> Parts:
    return Parts(answer.verdict, answer.score, _written(answer.ects), _written(answer.grade))
