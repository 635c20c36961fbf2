"""Lines and their answers a block at a time, by Arrow columns. Needs the extra ``table``.

Plain lines are cut into columns, told together (``coded``), and their answers set behind them by joining columns; an
odd line, and a row that must be answered by itself, is written as ``lines`` writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from qualrec.batch.coded import OPEN, Coded, Told, counted
from qualrec.batch.codes import Codes, Ints, encode
from qualrec.batch.lines import Counts, Made, Record, Whole, encoded, written
from qualrec.batch.quick import LONG, PLAIN, Quick
from qualrec.batch.verdicts import Verdicts

_TEXT = pa.large_binary()
_COLUMNS = 6  # of an answer, between and behind the commas; the row's number stands before them


class Tails(NamedTuple):
    """What is set behind lines: the places of these, their answers by columns, and by place the lines made whole."""

    places: Ints
    columns: list[Codes]
    whole: dict[int, str]


class ByBlock:
    """Answers the records of one table, whose columns are *columns*; the output has *output*."""

    block = 4_000_000

    def __init__(self, verdicts: Verdicts, columns: tuple[str, ...], output: tuple[str, ...]) -> None:
        self.verdicts = verdicts
        self._whole = Whole(verdicts, columns, output)
        own = tuple(verdicts.desk.column(name) for name in PLAIN)
        self._coded = Coded(Quick(verdicts, own, written))
        self._places = {n: columns.index(c) for n, c in zip(PLAIN, own, strict=True) if c in columns}
        self._names = [f"{at}" for at in range(len(columns))]

    def pieces(self, numbers: Sequence[int], records: Sequence[Record]) -> tuple[Tails, Counts]:
        """Return what is set behind the records, and what is to be counted."""
        plain = [at for at, record in enumerate(records) if isinstance(record, bytes) and self._is_short(record)]
        told = self._coded.told(self._cut([records[at] for at in plain]), len(plain))
        able = told.verdict != OPEN
        places = np.asarray(plain, np.int64)[able]
        left = np.ones(len(records), bool)
        left[places] = False
        answers = {at: self._whole.answer(records[at]) for at in np.flatnonzero(left).tolist()}
        self.verdicts.settle()
        self.verdicts.spread()
        whole = {at: self._whole.line(numbers[at], records[at], answer) for at, answer in answers.items()}
        return Tails(places, _columns(told, able), whole), counted(told, answers.values())

    def _is_short(self, record: bytes) -> bool:
        if len(record) <= LONG:
            return True
        cells = record.decode().split(",")
        return self._coded.quick.is_short([cells[at] for at in self._places.values()])

    def _cut(self, lines: Sequence[Any]) -> dict[str, Codes]:
        """Cut lines into the columns that count."""
        if not lines:
            return {}
        text = b"\n".join(lines)
        kind = pa.dictionary(pa.int32(), pa.string())
        wanted = {self._names[at]: kind for at in self._places.values()}
        table = csv.read_csv(
            pa.BufferReader(text),
            csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=self._names),
            csv.ParseOptions(quote_char=False, ignore_empty_lines=False),
            csv.ConvertOptions(column_types=wanted, include_columns=list(wanted), strings_can_be_null=False),
        )
        return {name: encode(table.column(self._names[at]).combine_chunks()) for name, at in self._places.items()}

    def joined(self, first: int, records: Sequence[Record], made: Made) -> bytes:
        """Return the output of a block."""
        whole = {part[at]: line for part, tails in made for at, line in tails.whole.items()}
        parts = [(np.asarray(part, np.int64)[tails.places], tails.columns) for part, tails in made]
        places = np.concatenate([at for at, _ in parts])
        order = np.argsort(places, kind="stable")
        places = places[order]
        lines = pa.array([records[at] for at in places.tolist()], _TEXT)
        number = pa.array(places + first).cast(pa.large_string()).cast(_TEXT)
        columns = [_together([columns[at] for _, columns in parts], order) for at in range(_COLUMNS)]
        joined = pc.binary_join_element_wise(lines, number, *columns, pa.scalar(b",", _TEXT))
        if not whole:
            return _bytes(joined)
        pieces = pa.concat_arrays([joined, pa.array([encoded(line) for line in whole.values()], _TEXT)])
        return _bytes(pieces.take(pa.array(np.argsort(np.concatenate([places, list(whole)])))))


def _columns(told: Told, able: Ints) -> list[Codes]:
    """Return the columns of the answers of some rows as they are written."""
    texts = [verdict.pieces() if verdict else ("",) * 5 for verdict in told.verdicts]
    verdict = told.verdict[able]
    one, two, *last = ([text[at] for text in texts] for at in range(5))
    rest = [f"{policy},{reasons},{rest}\n" for policy, reasons, rest in zip(*last, strict=True)]
    return [
        Codes(verdict, one),
        Codes(told.score[able], told.scores),
        Codes(verdict, two),
        Codes(told.ects[able], [text or "" for text in told.loads]),
        Codes(told.grade[able], told.grades),
        Codes(verdict, rest),
    ]


def _together(columns: list[Codes], order: Ints) -> Any:
    """Return the columns of several parts as one, in another order."""
    shift, at, texts = 0, list[Ints](), list[str]()
    for column in columns:
        at.append(column.at + shift)
        texts += column.texts
        shift += len(column.texts)
    return pa.array(texts, _TEXT).take(pa.array(np.concatenate(at)[order]))


def _bytes(column: Any) -> bytes:
    """Return all texts of a column, one behind the other."""
    _, offsets, data = column.buffers()
    ends = np.frombuffer(offsets, np.int64)[column.offset : column.offset + len(column) + 1]
    return bytes(data.slice(ends[0], ends[-1] - ends[0])) if data else b""
