"""Lines and their answers: a plain line stays as it stands, an odd one is written anew; each gets its answer behind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import chain

from qualrec.batch.quick import Parts, Quick
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
        self.quick = Quick(verdicts, columns)

    def pieces(self, numbers: Sequence[int], records: Sequence[Record]) -> tuple[list[str], Counts]:
        """Return the line of the output for each record, and what is to be counted."""
        rows = [record.split(",") if isinstance(record, str) else record for record in records]
        order = self._by_country(rows)
        answers = list(self.quick.answers([records[at] for at in order], [rows[at] for at in order], self._answer))
        self.verdicts.settle()
        self.verdicts.spread()
        found = [""] * len(records)
        for at, answer in zip(order, answers, strict=True):
            found[at] = self._line(numbers[at], records[at], answer)
        counted = Counter(answer.verdict for answer in answers).items()
        self.quick.bound()
        return found, [(verdict.status, verdict.cause, rows) for verdict, rows in counted]

    def _by_country(self, rows: list[list[str]]) -> list[int]:
        """Return the places of the rows, one country after the other: what is kept of it stays near at hand."""
        column = self.quick.at["country"]
        found: dict[str, list[int]] = defaultdict(list)
        for at, cells in enumerate(rows):
            found[cells[column] if column < len(cells) else ""].append(at)
        return list(chain.from_iterable(found.values()))

    def _line(self, number: int, record: Record, answer: Parts | Answer) -> str:
        if isinstance(record, str):
            verdict, score, ects, grade = answer if isinstance(answer, Parts) else _parts(answer)
            one, two, policy, reasons, rest = verdict.text or verdict.pieces()
            return f"{record},{number},{one},{score},{two},{ects},{grade},{policy},{reasons},{rest}\n"
        assert isinstance(answer, Answer)
        shown, _ = cells_of(record, self.columns, ",")
        return self._csv.body([{**shown, **answer.cells(), "q_row": number}]).decode("utf-8", "surrogatepass")

    def _answer(self, odd: bool, cells: list[str]) -> Answer:
        """Answer a row by its cells in full; behind those of a plain one stands an empty one."""
        shown, faults = cells_of(cells if odd else cells[:-1], self.columns, ",")
        return self.verdicts.find(shown, faults)


def _parts(answer: Answer) -> Parts:
    return Parts(answer.verdict, answer.score, ",".join(answer.ects), fragment(answer.grade))
