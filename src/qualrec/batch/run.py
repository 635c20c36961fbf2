"""Rows in, rows out: the same pipeline as for one credential, worked out once for rows that ask the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from qualrec.batch.columns import INPUT, OUTPUT, STATUSES
from qualrec.batch.desk import Desk
from qualrec.batch.hooks import After, Before, Cells, Shown, Watcher
from qualrec.batch.verdicts import Verdicts
from qualrec.io.tables import Row

__all__ = ["INPUT", "OUTPUT", "Batch"]


class Batch:
    """One run over many rows."""

    def __init__(
        self,
        desk: Desk,
        *,
        before: Sequence[Before] = (),
        after: Sequence[After] = (),
        shown: Sequence[Shown] = (),
        watch: Sequence[Watcher] = (),
    ) -> None:
        self.verdicts = Verdicts(desk)
        self.before, self.after, self.shown, self.watch = before, after, shown, watch
        self.counts: dict[str, int] = dict.fromkeys(STATUSES, 0)

    def rows(self, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
        """Yield each row with its answer behind its own cells; close the watchers after the last."""
        for row in rows:
            cells = row.cells
            for change in self.before:
                cells = change(cells)
            found = self.verdicts.find(cells, row.faults, row.unreadable)
            self.verdicts.settle()
            answer: Cells = {**found.cells(), "q_row": row.number}
            for settle in self.after:
                answer = settle(row.number, cells, answer)
            self.counts[answer["q_status"]] += 1
            for watcher in self.watch:
                watcher.see(row.number, row.cells, answer)
            written = row.cells
            for show in self.shown:
                written = show(written)
            yield {**written, **answer}
        for watcher in self.watch:
            watcher.close()
