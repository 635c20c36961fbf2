"""Hooks of a table with column names of its own: they see our names, and the table keeps its own."""

from __future__ import annotations

from collections.abc import Mapping

from qualrec.batch.hooks import After, Before, Cells, Shown, Watcher
from qualrec.model.frozen import frozen


class Names:
    """Our columns by the table's own names, there and back.

    A column of the table that is called as one of ours, but is mapped to none, is told apart from ours.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._ours = {own: ours for ours, own in names.items()}
        self._ours |= {ours: f"{ours} (the table's own)" for ours in names if ours not in self._ours}
        self._own = {ours: own for own, ours in self._ours.items()}

    def ours(self, cells: Cells) -> Cells:
        """Return the cells by our names."""
        return {self._ours.get(column, column): value for column, value in cells.items()}

    def own(self, cells: Cells) -> Cells:
        """Return the cells by the table's names."""
        return {self._own.get(column, column): value for column, value in cells.items()}

    def before(self, change: Before) -> Before:
        """Return a change of cells that is told our names."""
        return lambda cells: self.own(change(self.ours(cells)))

    def after(self, change: After) -> After:
        """Return a change of answers that is told our names."""
        return lambda number, cells, answer: change(number, self.ours(cells), answer)


@frozen
class NamedWatcher:
    """A watcher that is told our names."""

    names: Names
    watcher: Watcher

    def see(self, number: int, cells: Cells, answer: Cells) -> None:
        """Show one row."""
        self.watcher.see(number, self.names.ours(cells), answer)

    def close(self) -> None:
        """Let the watcher write what it gathered."""
        self.watcher.close()


@frozen
class Hooks:
    """All that joins a batch beside its rows."""

    before: tuple[Before, ...]
    after: tuple[After, ...]
    shown: tuple[Shown, ...]
    watch: tuple[Watcher, ...]

    def of_table(self, names: Mapping[str, str]) -> Hooks:
        """Return the same hooks for a table with column names of its own."""
        if not names:
            return self
        known = Names(names)
        return Hooks(
            tuple(known.before(one) for one in self.before),
            tuple(known.after(one) for one in self.after),
            tuple(known.before(one) for one in self.shown),
            tuple(NamedWatcher(known, one) for one in self.watch),
        )
