"""Parquet, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualrec.io.tables.base import Meter, Row, Table, TableError, as_text, distinct

BATCH = 8192  # rows read at a time
PART = 32_768  # of those that are answered by columns


def read(path: Path) -> Table:
    """Open a Parquet file (see ``Reader``)."""
    try:
        import numpy as np  # noqa: F401 - what answers a table by its columns needs it
        import pyarrow.parquet as pq
        from pyarrow import ArrowException
    except ImportError:
        raise TableError("reading Parquet needs an extra", "pip install 'qualrec[table]'") from None
    try:
        file = pq.ParquetFile(path)
    except ArrowException as error:
        raise TableError(f"it is no Parquet file that can be read: {error}", "write it again") from None
    columns = distinct(list(file.schema_arrow.names))
    meter = Meter(file.metadata.num_rows)
    return Table(columns, _rows(file, columns, meter), meter=meter, parts=lambda: _parts(file, meter, PART))


def _parts(file: Any, meter: Meter, size: int) -> Iterator[Any]:
    """Yield the rows as Arrow batches."""
    from pyarrow import ArrowException

    batches = file.iter_batches(batch_size=size)
    while True:
        try:
            batch = next(batches)
        except StopIteration:
            return
        except ArrowException as error:
            raise TableError(f"it breaks off after {meter.read} rows: {error}", "write it again") from None
        meter.read += batch.num_rows
        yield batch


def _rows(file: Any, columns: tuple[str, ...], meter: Meter) -> Iterator[Row]:
    number = 0
    for batch in _parts(file, meter, BATCH):
        lists = [[as_text(value) for value in column.to_pylist()] for column in batch.columns]
        for cells in zip(*lists, strict=True):
            number += 1
            yield Row(number, dict(zip(columns, cells, strict=True)))
