"""Other processes that work out distinct titles and verdicts; rows, order and output stay with the first process."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from qualrec.batch.desk import Desk, Setup
from qualrec.batch.processes import attend, context
from qualrec.batch.verdicts import Verdicts
from qualrec.engine import remembered
from qualrec.knowledge.base import KnowledgeBase

_FEW = 40  # fewer than this are worked out at once: sending them costs more
_SHARE = 50  # of each sending
_desk: Desk | None = None  # the desk of this process; a forked worker has it from the start

Title = tuple[str, str]  # country, title


class Workers:
    """The pool; with one job there is none and everything is done here."""

    def __init__(self, verdicts: Verdicts, setup: Setup, jobs: int) -> None:
        global _desk  # noqa: PLW0603 - forked workers find the open knowledge in it
        self.verdicts = verdicts
        self._pool: ProcessPoolExecutor | None = None
        self._jobs = jobs
        if jobs > 1:
            _desk = verdicts.desk
            self._pool = ProcessPoolExecutor(jobs - 1, context(), _start, (setup, os.getpid()))

    def match(self, titles: Iterable[Title]) -> list[Future[list[Any]]]:
        """Begin to match titles elsewhere; what is not back in time is matched here."""
        asked = list(titles)
        if self._pool is None or len(asked) < _FEW:
            return []
        return self._send(_match, asked)

    def matched(self, sent: list[Future[list[Any]]]) -> None:
        """Take what was matched elsewhere into this process's memory."""
        kb = self.verdicts.desk.kb
        try:
            for future in sent:
                for entry in future.result():
                    remembered.restore(kb, entry)
        except BrokenProcessPool:
            self._pool = None

    def settle(self) -> None:
        """Work out every wanted verdict: a fair share here, the others elsewhere."""
        self._settle()
        self.verdicts.spread()

    def _settle(self) -> None:
        wanted = self.verdicts.wanted
        if self._pool is None or len(wanted) < _FEW:
            self.verdicts.settle()
            return
        own = len(wanted) // self._jobs
        away = wanted[own:]
        sent = self._send(_settle, [one.given for one in away])
        del wanted[own:]
        self.verdicts.settle()
        try:
            found = [columns for future in sent for columns in future.result()]
            for one, columns in zip(away, found, strict=True):
                one.verdict.take(columns)
        except (BrokenProcessPool, ValueError):
            self._pool = None  # a worker was killed: what it had is worked out here
            wanted.extend(away)
            self.verdicts.settle()

    def _send(self, function: Any, items: list[Any]) -> list[Future[list[Any]]]:
        assert self._pool
        sent: list[Future[list[Any]]] = []
        try:
            shares = [items[start : start + _SHARE] for start in range(0, len(items), _SHARE)]
            sent.extend(self._pool.submit(function, share) for share in shares)
        except BrokenProcessPool:
            self._pool = None
        return sent

    def close(self) -> None:
        """End the workers; what they still do is not wanted."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _start(setup: Setup, parent: int) -> None:
    global _desk  # noqa: PLW0603 - the one desk of this process
    attend(parent)
    if _desk is None:
        _desk = setup.open()


def _match(titles: list[Title]) -> list[Any]:
    assert _desk
    kb: KnowledgeBase = _desk.kb
    return [remembered.worked_out(kb, country, title, _desk.policy) for country, title in titles]


def _settle(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    assert _desk
    return [_desk.answer(row) for row in rows]
