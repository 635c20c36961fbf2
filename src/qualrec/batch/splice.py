"""Plain CSV to CSV: each line is kept as it stands and its answer set behind it; only odd lines are written anew."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO, NamedTuple

from qualrec.batch.columns import NESTED, OUTPUT
from qualrec.batch.quick import Parts, Quick
from qualrec.batch.run import Batch
from qualrec.batch.text import FORMULA, Csv, fragment
from qualrec.batch.verdicts import Answer
from qualrec.batch.workers import Title
from qualrec.io.tables.base import Lines, Table
from qualrec.io.tables.delimited import cells_of

BLOCK = 1_000_000  # letters read at a time
FIRST = 150_000  # of the first block: how fast it goes is soon seen
_LIVE = re.compile(r"(?:^|,)[=+\-@\t\r]")
_ODD = tuple(f"{before}{letter}" for letter in FORMULA for before in ",\n")


class Block(NamedTuple):
    """Records in order: the line where it may stand as it is, else None; the cells; the number of the first."""

    first: int
    lines: list[str | None]
    rows: list[list[str]]


def fits(table: Table, batch: Batch) -> bool:
    """Whether the lines of a table can stay what they are."""
    lines = table.lines
    if lines is None or lines.delimiter != "," or not lines.encoding.startswith("utf-8") or not batch.plain:
        return False
    return not ({*OUTPUT, *NESTED} & set(table.columns))


class Splice:
    """Sets answers behind lines."""

    def __init__(self, table: Table, batch: Batch, columns: tuple[str, ...]) -> None:
        assert table.lines
        self.lines: Lines = table.lines
        self.table, self.batch, self.verdicts = table, batch, batch.verdicts
        self.columns = table.columns
        self._csv = Csv(columns)
        self.quick = Quick(batch.verdicts, table.columns)

    def texts(self, skip: int = 0) -> Iterator[tuple[bytes, int]]:
        """Yield the output in pieces, each with its number of rows, but for the first *skip* rows."""
        yield from self.batch.pipeline(_after(self._blocks(), skip), self._titles, self._finish)

    def _blocks(self) -> Iterator[Block]:
        """Yield every record: lines without quotes are split as they stand, any other go through the reader."""
        first, size = 1, FIRST
        with self.lines.path.open(encoding=self.lines.encoding, errors="replace", newline="") as file:
            next(csv.reader(_lines_of(file)), None)
            while text := file.read(size):
                text += file.readline()
                self.table.meter.read += len(text)
                lines, rows = self._whole(text) or self._odd(text, file)
                yield Block(first, lines, rows)
                first, size = first + len(rows), BLOCK

    def _whole(self, text: str) -> tuple[list[str | None], list[list[str]]] | None:
        """Split a block of which each line is a record; None where one may be more, or less."""
        text = text.replace("\r\n", "\n")
        every = text.removesuffix("\n").split("\n")
        if "\r" in text or "" in every:
            return None
        lines, rows, width = list[str | None](every), [line.split(",") for line in every], len(self.columns)
        if '"' in text:
            for at in [at for at, line in enumerate(every) if '"' in line]:
                reader = csv.reader([every[at], ""])
                try:
                    lines[at], rows[at] = None, next(reader)
                except csv.Error:
                    rows[at] = [""]  # a cell beyond the limit: the row stays, as one that has no cells
                if reader.line_num > 1:
                    return None
        live = text.startswith(FORMULA) or any(odd in text for odd in _ODD)
        for at, (line, row) in enumerate(zip(every, rows, strict=True)):
            if len(row) != width or (live and _LIVE.search(line)):
                lines[at] = None
        return lines, rows

    def _odd(self, text: str, file: IO[str]) -> tuple[list[str | None], list[list[str]]]:
        """Read a block line by line; a quoted cell may go on behind its end."""
        width, lines, rows = len(self.columns), list[str | None](), list[list[str]]()
        block = io.StringIO(text, newline="")
        for line in block:
            if '"' in line:
                try:
                    rows.append(next(csv.reader(chain([line], block, _lines_of(file)))))
                except csv.Error:
                    rows.append([""])  # a cell beyond the limit: the row stays, as one that has no cells
                lines.append(None)
            elif bare := line.rstrip("\r\n"):
                rows.append(bare.split(","))
                lines.append(bare if len(rows[-1]) == width and not _LIVE.search(bare) else None)
        return lines, rows

    def _titles(self, block: Block) -> Iterable[Title]:
        names = [self.verdicts.desk.column(name) for name in ("country", "title")]
        if not set(names) <= set(self.columns):
            return ()
        most = max(map(self.columns.index, names))
        pairs = {self.quick.pair(row) for row in block.rows if len(row) > most}
        return self.batch.unseen(pairs - self.quick.titles.keys())

    def _finish(self, block: Block) -> tuple[bytes, int]:
        answers = list(self.quick.answers(block.lines, block.rows, self._answer))
        self.batch.workers.settle()
        pieces, number = [], block.first
        for line, cells, answer in zip(block.lines, block.rows, answers, strict=True):
            if line is None:
                assert isinstance(answer, Answer)
                shown, _ = cells_of(cells, self.columns, ",")
                row = {**shown, **answer.cells(), "q_row": number}
                pieces.append(self._csv.body([row]).decode("utf-8", "surrogatepass"))
            else:
                verdict, score, ects, grade = answer if isinstance(answer, Parts) else _parts(answer)
                one, two, policy, reasons, rest = verdict.text or verdict.pieces()
                pieces.append(f"{line},{number},{one},{score},{two},{ects},{grade},{policy},{reasons},{rest}\n")
            number += 1
        for verdict, count in Counter(answer.verdict for answer in answers).items():
            self.batch.count(verdict.status, verdict.cause, count)
        self.quick.bound()
        return "".join(pieces).encode("utf-8", "backslashreplace"), len(answers)

    def _answer(self, odd: bool, cells: list[str]) -> Answer:
        """Answer a row by its cells in full."""
        shown, faults = cells_of(cells if odd else cells[:-1], self.columns, ",")
        return self.verdicts.find(shown, faults)


def _lines_of(file: IO[str]) -> Iterator[str]:
    """Yield lines so that the file can be read in blocks again."""
    return iter(file.readline, "")


def _after(blocks: Iterable[Block], skip: int) -> Iterator[Block]:
    """Leave out the first *skip* records."""
    for first, lines, rows in blocks:
        done = skip + 1 - first
        if done < len(rows):
            yield Block(first, lines, rows) if done <= 0 else Block(first + done, lines[done:], rows[done:])


def _parts(answer: Answer) -> Parts:
    return Parts(answer.verdict, answer.score, ",".join(answer.ects), fragment(answer.grade))
