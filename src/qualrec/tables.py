"""The same assessment as a function over Arrow batches, for engines that spread rows over many machines.

``map_batches(options)`` has the shape that Spark's ``mapInArrow``, Dask, DuckDB and Polars call: an iterator of record
batches in, an iterator of record batches out. Needs the extra ``table``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from qualrec.batch.columns import OUTPUT
from qualrec.batch.desk import Setup
from qualrec.batch.run import Batch
from qualrec.engine.assess import Question
from qualrec.model.frozen import fresh, frozen

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Options", "map_batches", "output_schema"]

_batches: dict[str, Batch] = {}  # of this worker: an engine calls the function anew for each part of the rows


@frozen
class Options:
    """What is asked of every row; as the options of ``qualrec batch``, with which it shares its answers."""

    to: str
    on: dt.date
    purpose: str | None = None
    method: str = "lrc"
    assume_recognised: bool = False
    data: tuple[Path, ...] = ()
    store: Path | None = None
    names: Mapping[str, str] = fresh(default_factory=dict)

    def setup(self) -> Setup:
        """Return what a worker sets its desk up with."""
        question = Question(self.to, self.on, self.purpose, self.method, self.assume_recognised)
        return Setup(question, self.data, self.store, names=self.names)


def output_schema(schema: pa.Schema) -> pa.Schema:
    """Return the columns of the output for those of the input: the same, then ours; all text but ``q_row``.

    ``q_row`` counts the rows of one part only: engines keep no order, so join by a column of your own.
    """
    import pyarrow as pa

    kept = [field for field in schema if field.name not in OUTPUT]
    return pa.schema([*kept, *(pa.field(name, pa.int64() if name == "q_row" else pa.string()) for name in OUTPUT)])


def map_batches(options: Options) -> Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Return a function over Arrow batches; columns that are not ours are carried through as they are."""

    def assessed(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        from qualrec.batch.parts import answered

        parts = iter(batches)
        first = next(parts, None)
        if first is None:
            return
        names, schema = first.schema.names, output_schema(first.schema)
        for part, made in answered(_of_this_worker(options), names, chain([first], parts)):
            kept = [part.column(name) for name in names if name not in OUTPUT]
            yield pa.RecordBatch.from_arrays([*kept, *made], schema=schema)

    return assessed


def _of_this_worker(options: Options) -> Batch:
    key = repr(options)
    if key not in _batches:
        _batches[key] = Batch(options.setup().open())
    return _batches[key]
