"""How far a batch is: a bar with rate and time left on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from qualrec.render.plain import clean

if TYPE_CHECKING:
    from qualrec.io.tables.base import Meter

_NAME = 20  # letters of the table's name
EVERY = 10.0  # seconds between plain lines


class Progress:
    """Shows progress on standard error; nothing at all for a run of less than a second."""

    def __init__(self, meter: Meter, name: str = "") -> None:
        self._meter, self._name = meter, clean(name)[:_NAME]
        self._began = self._said = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def tell(self, rows: int) -> None:
        """Say that so many rows are done."""
        now = time.monotonic()
        if sys.stderr.isatty():
            if self._bar is None and now - self._began > 1:
                self._open()
            if self._bar:
                rate = rows / (now - self._began)
                share = self._meter.read or None
                self._bar.update(self._task, completed=share, rows=f"{rows:,} rows", rate=f"{rate:,.0f} rows/s")
        elif now - self._said > EVERY:
            self._said = now
            sys.stderr.write(self._line(rows, now) + "\n")
            sys.stderr.flush()

    def _line(self, rows: int, now: float) -> str:
        spent = now - self._began
        line = f"{rows:,} rows, {rows / spent:,.0f} rows/s"
        read, total = self._meter.read, self._meter.total
        if total and read:
            left = spent * max(total - read, 0) / read
            line += f", {min(100 * read // total, 100)} %, about {left:,.0f} s left"
        return line

    def _open(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        words = (TextColumn("{task.fields[rows]}"), TextColumn("{task.fields[rate]}"))
        left = (TimeRemainingColumn(compact=True), TextColumn("left"))
        name = TextColumn("{task.description}", markup=False)
        columns = (name, BarColumn(bar_width=None), TaskProgressColumn(), *words, *left)
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True, expand=True)
        self._task = self._bar.add_task(self._name, total=self._meter.total or None, rows="", rate="")
        self._bar.start()

    def close(self) -> None:
        """Take the bar away."""
        if self._bar:
            self._bar.stop()
