"""Other processes, each with countries of its own: nothing is worked out twice, and the rows keep their order.

All that is remembered of a row is remembered by its country; so a process that has a country knows all of it.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, Generic, NamedTuple, TypeVar

from qualrec.batch.desk import Desk, Setup
from qualrec.batch.processes import FORKS, attend, context
from qualrec.batch.verdicts import Verdicts

OWN = 1.4  # what a row of this process's own counts: it also reads, deals out and joins all rows
AHEAD = 4  # blocks that this process may be ahead of the others

B = TypeVar("B")
R = TypeVar("R")
Make = Callable[[Verdicts], Any]  # makes what has ``pieces``, which takes what a part is asked


class Part(NamedTuple, Generic[R]):
    """Some rows of a block, and what is asked for them; *rows* is empty where there are none."""

    rows: R
    asked: tuple[Any, ...]


class Share:
    """Another process, and the way to it."""

    def __init__(self, setup: Setup, desk: Desk, make: Make) -> None:
        processes = context()
        self._ours: Connection
        theirs: Connection
        self._ours, theirs = processes.Pipe()
        known = desk if FORKS else None
        arguments = (setup, known, make, theirs, os.getpid())
        self._process = processes.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        theirs.close()
        self._line = ThreadPoolExecutor(1)

    def send(self, asked: tuple[Any, ...]) -> Future[Any]:
        """Have rows answered; the future fails with ``OSError`` or ``EOFError`` where the process is gone."""
        return self._line.submit(self._ask, asked)

    def _ask(self, asked: tuple[Any, ...]) -> Any:
        self._ours.send(asked)
        return self._ours.recv()

    def close(self) -> None:
        """End the process; what it still does is not wanted."""
        self._process.kill()
        self._process.join()
        self._line.shutdown(wait=False, cancel_futures=True)


class Shares(Generic[B, R]):
    """The processes, and which country is whose; the first share, 0, is this process's own."""

    def __init__(self, verdicts: Verdicts, make: Make, jobs: int) -> None:
        self._verdicts, self.own = verdicts, make(verdicts)
        desk = verdicts.desk
        self._others = [Share(desk.setup, desk, make) for _ in range(jobs - 1)]
        self._whose: dict[str, int] = {}
        self._rows = [0.0] * jobs
        self._weights = [OWN] + [1.0] * (jobs - 1)

    def of(self, country: str, rows: int = 1) -> int:
        """Return whose a country is, as *rows* write it; a new one is given to who had the fewest rows."""
        place = self._verdicts.place(country.strip())
        if place is None:
            return 0
        whose = self._whose.get(place.code)
        if whose is None:
            whose = self._whose[place.code] = self._rows.index(min(self._rows))
        self._rows[whose] += rows * self._weights[whose]
        return whose

    def answered(
        self, blocks: Iterable[B], deal: Callable[[B], list[Part[R]]]
    ) -> Iterator[tuple[B, list[tuple[R, Any]]]]:
        """Yield blocks in order, each with the rows of its parts and what was made of them.

        *deal* cuts a block into parts, one for each process, this one's first.
        """
        waiting: deque[tuple[B, list[tuple[R, Any]], list[tuple[Part[R], Future[Any]]]]] = deque()
        try:
            for block in blocks:
                own, *away = deal(block)
                sent = [(part, share.send(part.asked)) for share, part in zip(self._others, away, strict=True)]
                waiting.append((block, [(own.rows, self.own.pieces(*own.asked))], sent))
                while waiting and (len(waiting) > AHEAD or all(future.done() for _, future in waiting[0][2])):
                    yield self._gathered(*waiting.popleft())
            while waiting:
                yield self._gathered(*waiting.popleft())
        finally:
            for share in self._others:
                share.close()

    def _gathered(
        self, block: B, made: list[tuple[R, Any]], sent: list[tuple[Part[R], Future[Any]]]
    ) -> tuple[B, list[tuple[R, Any]]]:
        for part, future in sent:
            try:
                made.append((part.rows, future.result()))
            except (OSError, EOFError):  # a process was killed: what it had is worked out here
                self._lost()
                made.append((part.rows, self.own.pieces(*part.asked)))
        return block, made

    def _lost(self) -> None:
        """Do everything here from now on."""
        self._whose = dict.fromkeys(self._whose, 0)
        self._rows[1:] = [sys.maxsize] * len(self._others)


def _serve(setup: Setup, desk: Desk | None, make: Make, way: Connection, parent: int) -> None:
    attend(parent)
    answering = make(Verdicts(desk or setup.open()))
    while True:
        try:
            way.send(answering.pieces(*way.recv()))
        except (EOFError, OSError):
            return
