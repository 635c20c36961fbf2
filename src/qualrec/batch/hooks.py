"""Where others join a batch: a judge of each verdict, watchers of each row, changes of cells before and after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

Cells = dict[str, Any]
Before = Callable[[Cells], Cells]  # the cells as read -> the cells that are assessed
After = Callable[[int, Cells, Cells], Cells]  # row number, cells as read, answer -> answer
Shown = Callable[[Cells], Cells]  # the cells as read -> the cells that are written


class Judge(Protocol):
    """Settles whether an assessed credential meets what somebody asks, such as an entry requirement pack."""

    reads: frozenset[str]
    """The input columns whose own values it looks at; of all others it may only use what the record concludes."""

    def settle(self, given: Mapping[str, Any], record: Mapping[str, Any], columns: Cells) -> Cells:
        """Return *columns* with status, policy, rule and reasons settled.

        It is called once for each set of values that may make a difference, in any process; the same inputs must
        give the same columns. *record* is ``engine.brief.brief``.
        """


class Watcher(Protocol):
    """Sees every finished row in order and writes a file of its own, such as the review queue or the report."""

    def see(self, number: int, cells: Cells, answer: Cells) -> None:
        """Take notice of one row: its number from 1, its cells as read, its answer by output column."""

    def close(self) -> None:
        """Write what was gathered; not called where the run fails."""
