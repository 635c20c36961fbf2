"""Parquet, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualrec.io.tables.base import Meter, Row, Table, TableError, as_text, distinct

BATCH = 8192


def read(path: Path) -> Table:
    """Open a Parquet file (see ``Reader``)."""
    try:
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
    return Table(columns, _rows(file, columns, meter), meter=meter)


def _rows(file: Any, columns: tuple[str, ...], meter: Meter) -> Iterator[Row]:
    from pyarrow import ArrowException

    number = 0
    batches = file.iter_batches(batch_size=BATCH)
    while True:
        try:
            batch = next(batches)
        except StopIteration:
            return
        except ArrowException as error:
            raise TableError(f"it breaks off after {number} rows: {error}", "write it again") from None
        lists = [[as_text(value) for value in column.to_pylist()] for column in batch.columns]
        for cells in zip(*lists, strict=True):
            meter.read = number = number + 1
            yield Row(number, dict(zip(columns, cells, strict=True)))
