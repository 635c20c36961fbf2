"""Rows in, rows out: the same pipeline as for one credential, worked out once for rows that ask the same."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from qualrec.batch.columns import INPUT, OUTPUT, STATUSES
from qualrec.batch.desk import Desk
from qualrec.batch.hooks import After, Before, Cells, Shown, Watcher
from qualrec.batch.questions import cause
from qualrec.batch.quick import LONG
from qualrec.batch.rows import Rows
from qualrec.batch.verdicts import Verdicts
from qualrec.batch.workers import Title, Workers
from qualrec.io.tables import Row

__all__ = ["INPUT", "OUTPUT", "Batch"]

CHUNK = 4000  # rows worked on at a time
LETTERS = 16_000_000  # of all cells of a chunk


class Batch:
    """One run over many rows."""

    def __init__(
        self,
        desk: Desk,
        *,
        jobs: int = 1,
        before: Sequence[Before] = (),
        after: Sequence[After] = (),
        shown: Sequence[Shown] = (),
        watch: Sequence[Watcher] = (),
    ) -> None:
        self.verdicts = Verdicts(desk)
        self.jobs = jobs
        self.workers = Workers(self.verdicts, desk.setup, jobs)
        self._answering = Rows(self.verdicts)
        self.before, self.after, self.shown, self.watch = before, after, shown, watch
        self.counts: dict[str, int] = dict.fromkeys(STATUSES, 0)
        self.causes: Counter[tuple[str, str]] = Counter()  # status and why rows are open

    def count(self, status: str, why: str, rows: int = 1) -> None:
        """Count rows that are done."""
        self.counts[status] += rows
        if why:
            self.causes[status, why] += rows

    def count_all(self, counts: Iterable[tuple[str, str, int]]) -> None:
        """Count rows by status, why they are open, and how many."""
        for status, why, rows in counts:
            self.count(status, why, rows)

    @property
    def tally(self) -> dict[str, int]:
        """All counts so far, as a run that is taken up again finds them."""
        return {**self.counts, **{f"{status}:{why}": number for (status, why), number in self.causes.items()}}

    def take_up(self, tally: Mapping[str, int]) -> None:
        """Go on from the counts of an earlier run."""
        for key, number in tally.items():
            status, colon, why = key.partition(":")
            if colon:
                self.causes[status, why] = number
            else:
                self.counts[status] = number

    @property
    def plain(self) -> bool:
        """Whether nothing is to be seen or changed row by row, and rows may be answered by their cells alone."""
        return not (self.before or self.after or self.shown or self.watch) and self.verdicts.quick

    @property
    def replays(self) -> bool:
        """Whether a run taken up again must see the rows that were done before once more."""
        return bool(self.watch or self.after or self.before)

    def rows(self, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
        """Yield each row with its answer behind its own cells; close the watchers after the last."""
        for chunk in self.chunks(rows):
            yield from chunk

    def chunks(self, rows: Iterable[Row]) -> Iterator[list[dict[str, Any]]]:
        """Yield the same in chunks."""
        waiting: deque[tuple[list[Row], Any]] = deque()
        try:
            for chunk in cut(rows):  # while one is finished, the titles of the next are matched elsewhere
                waiting.append((chunk, self.workers.match(self._unseen(chunk)) if self.jobs > 1 else []))
                if len(waiting) > 1:
                    yield self._finished(*waiting.popleft())
            while waiting:
                yield self._finished(*waiting.popleft())
        finally:
            self.workers.close()
        for watcher in self.watch:
            watcher.close()

    def _finished(self, chunk: list[Row], sent: Any) -> list[dict[str, Any]]:
        self.workers.matched(sent)
        return self._chunk(chunk)

    def _unseen(self, chunk: list[Row]) -> Iterable[Title]:
        """Return the titles, with their country's code, that nothing is known of yet."""
        own = [self.verdicts.desk.column(name) for name in ("country", "title")]
        found: dict[Title, None] = {}
        for row in chunk:
            country, title = (row.cells.get(name) for name in own)
            if not (isinstance(country, str) and isinstance(title, str)):
                continue
            country, title = country.strip(), title.strip()
            if not country or not title or len(title) > LONG:
                continue
            place = self.verdicts.place(country)
            if place and title not in place.titles:
                found[(place.code, title)] = None
        return found

    def _chunk(self, rows: list[Row]) -> list[dict[str, Any]]:
        asked = [(row, self._asked(row.cells)) for row in rows]
        answers = self._answering.answers(asked)
        self.workers.settle()
        return [
            self._row(row, cells, {**answer.cells(), "q_row": row.number})
            for (row, cells), answer in zip(asked, answers, strict=True)
        ]

    def _asked(self, cells: Cells) -> Cells:
        for change in self.before:
            cells = change(cells)
        return cells

    def _row(self, row: Row, cells: Cells, answer: Cells) -> dict[str, Any]:
        for settle in self.after:
            answer = settle(row.number, cells, answer)
        self.count(answer["q_status"], cause(answer))
        for watcher in self.watch:
            watcher.see(row.number, row.cells, answer)
        written = row.cells
        for show in self.shown:
            written = show(written)
        return {**written, **answer}


def cut(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Cut rows into chunks, smaller ones where cells are huge, so that memory stays flat."""
    rows = iter(rows)
    while chunk := list(islice(rows, 200)):
        size = sum(len(value) for row in chunk for value in row.cells.values() if isinstance(value, str))
        while len(chunk) < CHUNK and size < LETTERS:
            more = list(islice(rows, 200))
            if not more:
                break
            size += sum(len(value) for row in more for value in row.cells.values() if isinstance(value, str))
            chunk += more
        yield chunk
