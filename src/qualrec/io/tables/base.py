"""What every table reader gives: columns in order, rows one by one, and a fault instead of a lost row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from qualrec.model.frozen import fresh, frozen


class TableError(Exception):
    """A table that cannot be read or written: why, and what to do."""

    def __init__(self, why: str, do: str = "") -> None:
        super().__init__(why)
        self.why, self.do = why, do


@frozen
class Row:
    """One input row: its number from 1, its cells by column, and what is wrong with it as a row.

    *unreadable* says why nothing of it can be used; such a row is never assessed.
    """

    number: int
    cells: dict[str, Any]
    faults: tuple[str, ...] = ()
    unreadable: str = ""


class Meter:
    """How much of a table has been read, in whatever the reader counts; *total* is 0 where nobody knows."""

    def __init__(self, total: int = 0) -> None:
        self.read, self.total = 0, total


@frozen
class Lines:
    """A table of plain lines, for a writer that sets its own cells behind them: how it is cut and encoded."""

    path: Path
    encoding: str
    delimiter: str


@frozen
class Table:
    """A table being read: its columns in order, its rows, what the user should know; *lines* where it has any.

    *parts* gives the same rows as Arrow batches, where they stand in columns: one of the two is gone through.
    """

    columns: tuple[str, ...]
    rows: Iterator[Row]
    note: str = ""
    lines: Lines | None = None
    meter: Meter = fresh(default_factory=Meter)
    parts: Callable[[], Iterator[Any]] | None = None


class Reader(Protocol):
    """Opens one kind of table."""

    def __call__(self, path: Path) -> Table:
        """Open it; rows are read as they are asked for.

        Raises:
            TableError: if it cannot be used at all. What is wrong with one row only is that row's fault.
        """


def distinct(header: list[str]) -> tuple[str, ...]:
    """Return column names; a name that stands twice keeps its first place, the next get a number."""
    found: dict[str, None] = {}
    for cell in header:
        name, number = cell.strip(), 2
        while name in found:
            name, number = f"{cell.strip()}.{number}", number + 1
        found[name] = None
    return tuple(found)


def as_text(value: Any) -> Any:
    """Return a typed cell as a person would write it; lists and mappings stay what they are."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, (int, Decimal, dt.date, dt.time, dt.timedelta)):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value
