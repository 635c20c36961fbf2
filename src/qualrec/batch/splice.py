"""Plain CSV to CSV: each line is kept as it stands and its answer set behind it; only odd lines are written anew."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from operator import itemgetter

from qualrec.batch.columns import NESTED, OUTPUT
from qualrec.batch.run import Batch
from qualrec.batch.text import Csv, fragment
from qualrec.batch.verdicts import PLAIN, Answer, Verdict
from qualrec.batch.workers import Title
from qualrec.io.tables.base import Lines, Meter, Table
from qualrec.io.tables.delimited import cells_of

CHUNK = 8000
FIRST = 1000  # rows of the first chunk: how fast it goes is soon seen
LETTERS = 16_000_000
_LIVE = re.compile(r"(?:^|,)[=+\-@\t\r]")
_AT = OUTPUT.index("q_score"), OUTPUT.index("q_ects_low"), OUTPUT.index("q_policy")

# number, the line where it may stand as it is, its cells, and what is wrong with its length
Item = tuple[int, str | None, list[str]]


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
        width = len(self.columns)
        own = [batch.verdicts.desk.column(name) for name in PLAIN]
        self._pick = itemgetter(*(self.columns.index(c) if c in self.columns else width for c in own))
        self._grades: dict[tuple[str, str, str], str] = {("", "", ""): ",,"}

    def texts(self, skip: int = 0) -> Iterator[tuple[bytes, int]]:
        """Yield the output in pieces, each with its number of rows, but for the first *skip* rows."""
        yield from self.batch.pipeline(self._chunks(skip), self._titles, self._finish)

    def _chunks(self, skip: int) -> Iterator[list[Item]]:
        items, most = iter(islice(self._items(self.table.meter), skip, None)), FIRST
        while chunk := list(islice(items, 500)):
            size = sum(len(cell) for item in chunk for cell in item[2])
            while len(chunk) < most and size < LETTERS:
                more = list(islice(items, 500))
                if not more:
                    break
                size += sum(len(item[1] or "") for item in more) + sum(
                    len(cell) for item in more if item[1] is None for cell in item[2]
                )
                chunk += more
            yield chunk
            most = CHUNK

    def _items(self, meter: Meter) -> Iterator[Item]:
        """Yield every record: a line without quotes is split as it stands, any other goes through the reader."""
        width, number, live = len(self.columns), 0, _LIVE.search
        with self.lines.path.open(encoding=self.lines.encoding, errors="replace", newline="") as file:
            next(csv.reader(file), None)
            for line in file:
                meter.read += len(line)
                if '"' not in line:
                    bare = line.rstrip("\r\n")
                    if not bare:
                        continue
                    cells = bare.split(",")
                    number += 1
                    yield number, (bare if len(cells) == width and not live(bare) else None), cells
                else:
                    number += 1
                    try:
                        cells = next(csv.reader(chain([line], file)))
                    except csv.Error:
                        cells = [""]  # a cell beyond the limit: the row stays, as one that has no cells
                    yield number, None, cells

    def _titles(self, chunk: list[Item]) -> Iterable[Title]:
        names = [self.verdicts.desk.column(name) for name in ("country", "title")]
        if not set(names) <= set(self.columns):
            return ()
        country, title = map(self.columns.index, names)
        most = max(country, title)
        return self.batch.unseen((cells[country], cells[title]) for _, _, cells in chunk if len(cells) > most)

    def _finish(self, chunk: list[Item]) -> tuple[bytes, int]:
        answers = [self._answer(item) for item in chunk]
        self.batch.workers.settle()
        count, pieces = self.batch.count, []
        for (number, line, cells), answer in zip(chunk, answers, strict=True):
            verdict = answer.verdict
            count(verdict.status, verdict.cause)
            if line is None:
                shown, _ = cells_of(cells, self.columns, ",")
                row = {**shown, **answer.cells(), "q_row": number}
                pieces.append(self._csv.body([row]).decode("utf-8", "surrogatepass"))
                continue
            one, two, three = verdict.text or self._text(verdict)
            low, high = answer.ects
            graded = self._grades.get(answer.grade) or self._graded(answer.grade)
            pieces.append(f"{line},{number},{one},{answer.score},{two},{low},{high},{graded},{three}\n")
        return "".join(pieces).encode("utf-8", "backslashreplace"), len(chunk)

    def _answer(self, item: Item) -> Answer:
        _, _, cells = item
        if len(cells) == len(self.columns):
            found = self.verdicts.at_once(tuple(map(str.strip, self._pick([*cells, ""]))))
            if found is not None:
                return found
        shown, faults = cells_of(cells, self.columns, ",")
        return self.verdicts.find(shown, faults)

    @staticmethod
    def _text(verdict: Verdict) -> tuple[str, str, str]:
        columns = verdict.columns
        score, ects, policy = _AT
        parts = (OUTPUT[1:score], OUTPUT[score + 1 : ects], OUTPUT[policy:])
        one, two, three = (fragment(columns[name] for name in part) for part in parts)
        verdict.text = one, two, three
        return verdict.text

    def _graded(self, grade: tuple[str, str, str]) -> str:
        if len(self._grades) > 100_000:
            self._grades.clear()
        self._grades[grade] = found = fragment(grade)
        return found
