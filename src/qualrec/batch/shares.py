"""Other processes, each with countries of its own: nothing is worked out twice, and the rows keep their order.

All that is remembered of a row is remembered by its country; so a process that has a country knows all of it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from qualrec.batch.answering import Columns, answering_of
from qualrec.batch.desk import Desk, Setup
from qualrec.batch.lines import Counts, Record
from qualrec.batch.processes import FORKS, attend, context
from qualrec.batch.verdicts import Verdicts

Answered = tuple[Any, Counts]
OWN = 1.4  # what a row of this process's own counts: it also reads, deals out and joins all rows


class Share:
    """Another process, and the way to it."""

    def __init__(self, setup: Setup, desk: Desk, columns: Columns, *, large: bool) -> None:
        processes = context()
        self._ours: Connection
        theirs: Connection
        self._ours, theirs = processes.Pipe()
        known = desk if FORKS else None
        arguments = (setup, known, columns, large, theirs, os.getpid())
        self._process = processes.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        self._line = ThreadPoolExecutor(1)

    def send(self, numbers: Sequence[int], records: Sequence[Record]) -> Future[Answered]:
        """Have records answered; the future fails with ``OSError`` or ``EOFError`` where the process is gone."""
        return self._line.submit(self._ask, (numbers, records))

    def _ask(self, task: Any) -> Answered:
        self._ours.send(task)
        found: Answered = self._ours.recv()
        return found

    def close(self) -> None:
        """End the process; what it still does is not wanted."""
        self._process.kill()
        self._process.join()
        self._line.shutdown(wait=False, cancel_futures=True)


class Shares:
    """The processes, and which country is whose; the first share, 0, is this process's own."""

    def __init__(self, verdicts: Verdicts, setup: Setup, columns: Columns, jobs: int, *, large: bool) -> None:
        self._verdicts = verdicts
        self.others = [Share(setup, verdicts.desk, columns, large=large) for _ in range(jobs - 1)]
        self._whose: dict[str, int] = {}
        self._rows = [0.0] * jobs
        self._weights = [OWN] + [1.0] * (jobs - 1)

    def of(self, country: str) -> int:
        """Return whose a country is, as a row writes it; a new one is given to who had the fewest rows."""
        place = self._verdicts.place(country.strip())
        if place is None:
            return 0
        whose = self._whose.get(place.code)
        if whose is None:
            whose = self._whose[place.code] = self._rows.index(min(self._rows))
        self._rows[whose] += self._weights[whose]
        return whose

    def lost(self) -> None:
        """Do everything here from now on."""
        self._whose = dict.fromkeys(self._whose, 0)
        self._rows[1:] = [sys.maxsize] * len(self.others)

    def close(self) -> None:
        """End the processes."""
        for share in self.others:
            share.close()


def _serve(setup: Setup, desk: Desk | None, columns: Columns, large: bool, way: Connection, parent: int) -> None:
    attend(parent)
    answering = answering_of(Verdicts(desk or setup.open()), columns, large=large)
    while True:
        try:
            way.send(answering.pieces(*way.recv()))
        except (EOFError, OSError):
            return
