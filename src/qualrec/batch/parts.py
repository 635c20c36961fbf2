"""A run over a table that stands in columns, part by part and by all processes. Needs the extra ``table``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from qualrec.batch.coded_table import ByColumns, rows_of, texts_of
from qualrec.batch.codes import Ints
from qualrec.batch.columns import OUTPUT
from qualrec.batch.run import Batch
from qualrec.batch.shares import Part, Shares
from qualrec.batch.text import column_of
from qualrec.io.tables.base import Row


def answered(batch: Batch, names: Sequence[str], parts: Iterable[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Yield each Arrow batch of *parts*, whose columns are named *names*, with the columns ``OUTPUT`` for its rows."""
    if not batch.plain:
        yield from _row_by_row(batch, names, parts)
        return
    country, done = batch.verdicts.desk.column("country"), 0
    jobs = batch.jobs if country in names else 1
    shares: Shares[Any, Ints] = Shares(batch.verdicts, ByColumns, jobs)
    deal = partial(_dealt, shares, jobs, names, country)
    for part, made in shares.answered(parts, deal):
        for _, (_, counts) in made:
            batch.count_all(counts)
        number = pa.array(np.arange(done + 1, done + part.num_rows + 1))
        done += part.num_rows
        order = pa.array(np.argsort(np.concatenate([rows for rows, _ in made])))
        found = pa.Table.from_batches([columns for _, (columns, _) in made]).unify_dictionaries().combine_chunks()
        yield part, [number, *(column.combine_chunks().take(order).cast(pa.string()) for column in found.columns)]


def _dealt(shares: Shares[Any, Ints], jobs: int, names: Sequence[str], country: str, part: Any) -> list[Part[Ints]]:
    """Cut a part into the rows of each process, by their countries."""
    whole = np.arange(part.num_rows)
    if jobs == 1:
        return [Part(whole, (names, part))]
    codes = texts_of(part.column(list(names).index(country)))
    many = np.bincount(codes.at, minlength=len(codes.texts)).tolist()
    whose = np.asarray([shares.of(str(text), rows) for text, rows in zip(codes.texts, many, strict=True)], np.int64)
    places = [np.flatnonzero(whose[codes.at] == share) for share in range(jobs)]
    return [Part(rows, (names, part.take(pa.array(rows)))) for rows in places]


def _row_by_row(batch: Batch, names: Sequence[str], parts: Iterable[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Answer parts by rows, where others look at each."""
    done = 0
    for part in parts:
        columns = dict(zip(names, part.columns, strict=True))
        rows = list(batch.rows(Row(done + at + 1, row) for at, row in rows_of(columns, np.arange(part.num_rows))))
        done += part.num_rows
        kinds = [pa.int64() if name == "q_row" else pa.string() for name in OUTPUT]
        yield part, [pa.array(column_of(rows, name), kind) for name, kind in zip(OUTPUT, kinds, strict=True)]
