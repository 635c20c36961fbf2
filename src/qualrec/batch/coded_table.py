"""Tables of Arrow columns and their answers, a batch of rows at a time. Needs the extra ``table``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qualrec.batch.coded import OPEN, Coded, Told, counted
from qualrec.batch.codes import Codes, Ints, encode
from qualrec.batch.columns import NESTED, OUTPUT
from qualrec.batch.lines import Counts
from qualrec.batch.quick import LONG, PLAIN, Quick
from qualrec.batch.text import cell
from qualrec.batch.verdicts import VARYING, Answer, Verdicts
from qualrec.io.tables.base import as_text

Columns = Mapping[str, Any]  # Arrow columns by name


class ByColumns:
    """Answers rows of one table by its columns."""

    def __init__(self, verdicts: Verdicts) -> None:
        self.verdicts = verdicts
        column = verdicts.desk.column
        self._own = {name: column(name) for name in PLAIN}
        self._nested = frozenset(map(column, NESTED))
        self._coded = Coded(Quick(verdicts, tuple(self._own.values()), tuple))

    def pieces(self, names: Sequence[str], part: Any) -> tuple[Any, Counts]:
        """Return the columns of the answers but the row's number, as an Arrow batch, and what is to be counted.

        *part* is an Arrow batch whose columns are named *names*.
        """
        columns, rows = dict(zip(names, part.columns, strict=True)), part.num_rows
        alone = np.zeros(rows, bool)
        told = self._coded.told(self._codes(columns, alone), rows, alone)
        able = told.verdict != OPEN
        answers = {at: self.verdicts.find(row) for at, row in rows_of(columns, np.flatnonzero(~able))}
        self.verdicts.settle()
        self.verdicts.spread()
        found = pa.RecordBatch.from_pydict(dict(_output(told, able, answers)))
        return found, counted(told, answers.values())

    def _codes(self, columns: Columns, alone: Ints) -> dict[str, Codes]:
        """Return the columns that count by their cells; mark the rows that have to be read in full."""
        found: dict[str, Codes] = {}
        for name, own in self._own.items():
            column = columns.get(own)
            if column is None:
                continue
            if pa.types.is_nested(column.type):
                alone |= _filled(column)
                continue
            found[name] = codes = texts_of(column)
            long = [len(text) > LONG for text in codes.texts]
            if any(long):
                alone |= np.asarray(long)[codes.at]
        for own in self._nested & columns.keys():
            alone |= _filled(columns[own])
        return found


def as_texts(column: Any) -> Any:
    """Return an Arrow column as it is written as text."""
    if pa.types.is_nested(column.type):
        return pa.array([cell(as_text(value)) for value in column.to_pylist()], pa.string())
    codes = texts_of(column)
    return pa.array(codes.texts, pa.string()).take(pa.array(codes.at))


def texts_of(column: Any) -> Codes:
    """Return a column by its cells as a person would write them."""
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return encode(column)
    codes = encode(column)
    return Codes(codes.at, list(map(as_text, codes.texts)))


def _filled(column: Any) -> Ints:
    """Say of each cell whether something stands in it."""
    filled = column.is_valid()
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        filled = pc.and_(filled, pc.not_equal(pc.fill_null(column, ""), ""))
    return np.asarray(filled.to_numpy(zero_copy_only=False))


def rows_of(columns: Columns, at: Ints) -> Iterable[tuple[int, dict[str, Any]]]:
    """Yield some rows in full, each with its place, from 0."""
    places = pa.array(at)
    lists = [[as_text(value) for value in column.take(places).to_pylist()] for column in columns.values()]
    for place, cells in zip(at.tolist(), zip(*lists, strict=True), strict=True):
        yield place, dict(zip(columns, cells, strict=True))


def _output(told: Told, able: Ints, answers: Mapping[int, Answer]) -> Iterable[tuple[str, Any]]:
    """Yield the columns of the output: those that told rows share by their verdicts, those of each row's own."""
    rows = [verdict.columns if verdict else dict.fromkeys(OUTPUT, "") for verdict in told.verdicts]
    own = [answer.cells() for answer in answers.values()]
    varying = {
        "q_score": Codes(told.score, told.scores),
        **{name: Codes(told.ects, _at(told.loads, at)) for at, name in enumerate(VARYING[1:3])},
        **{name: Codes(told.grade, _at(told.grades, at)) for at, name in enumerate(VARYING[3:])},
    }
    places = list(answers)
    for name in OUTPUT[1:]:
        at, texts = varying.get(name) or Codes(told.verdict, [row[name] for row in rows])
        at = np.where(able, at, 0)
        at[places] = np.arange(len(texts), len(texts) + len(places))
        cells = [cell(text) for text in (*texts, *(row[name] for row in own))] or [""]
        yield name, pa.DictionaryArray.from_arrays(pa.array(at, pa.int32()), pa.array(cells, pa.string()))


def _at(values: Iterable[Any], at: int) -> list[str]:
    """Return one of the cells of each value; an empty one where there is no value."""
    return [value[at] if value else "" for value in values]
