"""Rows of named cells and their answers: most are told by their cells alone, any other is answered in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qualrec.batch.columns import NESTED
from qualrec.batch.hooks import Cells
from qualrec.batch.quick import PLAIN, Parts, Quick
from qualrec.batch.verdicts import Answer, Verdicts
from qualrec.io.tables.base import Row

_NUMBERS = frozenset({"awarded", "credits", "years", "grade"})  # read by their text, whether text or number


class Rows:
    """Answers rows of a table."""

    def __init__(self, verdicts: Verdicts) -> None:
        self.verdicts = verdicts
        column = verdicts.desk.column
        self._columns = [(column(name), name in _NUMBERS) for name in PLAIN]
        self._nested = frozenset(map(column, NESTED))
        self.quick = Quick(verdicts, tuple(own for own, _ in self._columns), tuple)

    def answers(self, rows: Sequence[tuple[Row, Cells]]) -> list[Answer]:
        """Return the answer of each row, as its cells stand beside it; its verdict may still be wanted."""

        def in_full(at: int) -> Answer:
            row, cells = rows[at]
            return self.verdicts.find(cells, row.faults, row.unreadable)

        if not self.verdicts.quick:
            return list(map(in_full, range(len(rows))))
        told = [None if row.faults or row.unreadable else self._told(cells) for row, cells in rows]
        found = self.quick.answers(told, in_full)
        return [Answer(*answer) if isinstance(answer, Parts) else answer for answer in found]

    def _told(self, cells: Cells) -> list[str] | None:
        """Return the cells that count as text; None where the row must be read in full."""
        if any(cells[name] not in (None, "") for name in self._nested & cells.keys()):
            return None
        told = []
        for column, number in self._columns:
            value: Any = cells.get(column)
            if value is None:
                value = ""
            elif not isinstance(value, str):
                if not number or isinstance(value, bool) or not isinstance(value, (int, float)):
                    return None
                value = str(value)
            told.append(value)
        return told if self.quick.is_short(told) else None
