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
    from pyarrow import ArrowException, RecordBatch

    batches = file.iter_batches(batch_size=size)
    while True:
        try:
            batch = next(batches)
        except StopIteration:
            return
        except ArrowException as error:
            raise TableError(f"it breaks off after {meter.read} rows: {error}", "write it again") from None
        columns = [_readable(column, name) for column, name in zip(batch.columns, batch.schema.names, strict=True)]
        meter.read += batch.num_rows
        yield RecordBatch.from_arrays(columns, batch.schema.names)


def _readable(column: Any, name: str) -> Any:
    """Return a column whose text is UTF-8: what is none becomes U+FFFD, as wherever a table is read."""
    import pyarrow as pa

    try:
        column.validate(full=True)
    except pa.ArrowInvalid:
        plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
        if not (pa.types.is_string(plain.type) or pa.types.is_large_string(plain.type)):
            raise TableError(f"column {name} holds what cannot be read", "write it again") from None
        raw = plain.cast(pa.large_binary()).to_pylist()
        return pa.array([None if cell is None else cell.decode("utf-8", "replace") for cell in raw], pa.string())
    return column


def _rows(file: Any, columns: tuple[str, ...], meter: Meter) -> Iterator[Row]:
    number = 0
    for batch in _parts(file, meter, BATCH):
        lists = [[as_text(value) for value in column.to_pylist()] for column in batch.columns]
        for cells in zip(*lists, strict=True):
            number += 1
            yield Row(number, dict(zip(columns, cells, strict=True)))
