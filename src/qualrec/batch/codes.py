"""Columns by their distinct cells: what many rows say alike is looked at once for all. Needs the extra ``table``.

A row of a column is the number of its cell; cells of several columns are joined by joining their numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Ints = npt.NDArray[np.int64]
_ROOM = 2**62  # numbers joined are kept below this


class Codes(NamedTuple):
    """A column: for each row the number of its cell, and the cells, each once."""

    at: Ints
    texts: list[str]

    def of(self, rows: Ints) -> Codes:
        """Return the column of some of the rows."""
        return Codes(self.at[rows], self.texts)


class Distinct(NamedTuple):
    """What distinct numbers rows have: for each row which of them, and for each of them the first row that has it."""

    at: Ints
    first: list[int]


def encode(column: Any) -> Codes:
    """Return an Arrow column by its distinct cells; an empty one where nothing stands."""
    if not pa.types.is_dictionary(column.type):
        try:
            column = column.dictionary_encode()
        except pa.ArrowNotImplementedError:  # a kind of cell that Arrow cannot compare
            values = column.to_pylist()
            return Codes(np.arange(len(values)), ["" if value is None else value for value in values])
    texts = ["" if text is None else text for text in column.dictionary.to_pylist()]
    indices = column.indices
    if indices.null_count:
        indices = indices.fill_null(len(texts))
        texts.append("")
    return Codes(_ints(indices), texts)


def nothing(rows: int) -> Codes:
    """Return a column of empty cells."""
    return Codes(np.zeros(rows, np.int64), [""])


def distinct(numbers: Ints) -> Distinct:
    """Return what distinct numbers there are, in the order in which they come."""
    encoded = pa.array(numbers).dictionary_encode()
    at = _ints(encoded.indices)
    first = np.empty(len(encoded.dictionary), np.int64)
    first[at[::-1]] = np.arange(len(at) - 1, -1, -1)
    return Distinct(at, first.tolist())


def join(first: tuple[Ints, int], *others: tuple[Ints, int]) -> Ints:
    """Return one number for the numbers of several columns, each with how many it has: equal where all are equal."""
    joined, size = first
    for at, many in others:
        if many <= 1:
            continue
        if size * many >= _ROOM:
            joined, first_rows = distinct(joined)
            size = len(first_rows)
        joined, size = joined * many + at, size * many
    return joined


def numbered(memories: Iterable[object], at: Ints) -> tuple[Ints, int]:
    """Return for each row the number of the memory it is looked up in, and how many there are, told by identity."""
    seen: dict[int, int] = {}
    own = [seen.setdefault(id(memory), len(seen)) for memory in memories]
    return spread(own, at), len(seen)


def spread(values: Sequence[int], at: Ints) -> Ints:
    """Give each row the value of its number."""
    return np.asarray(values, np.int64)[at]


def _ints(column: Any) -> Ints:
    return np.asarray(column.to_numpy(zero_copy_only=False)).astype(np.int64, copy=False)
