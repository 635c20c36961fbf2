"""A fault in a data file: a code, a place, the values its message speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A spot in a file, counted from 1; *end_column* is past the last character."""

    path: str
    line: int = 1
    column: int = 1
    end_column: int = 0


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault; its sentence and remedy come from the rule of its code."""

    code: str
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)
    related: tuple[Place, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The key by which problems are sorted."""
        return (self.place.path, self.place.line, self.place.column, self.code)
