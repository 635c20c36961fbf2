"""A whole run: a table read, answered and written in the kind its name asks for; whole or not at all."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualrec.batch.columns import OUTPUT
from qualrec.batch.part import Part
from qualrec.batch.run import Batch
from qualrec.batch.splice import Splice, fits
from qualrec.batch.text import Csv, Jsonl
from qualrec.io.tables.base import Table, TableError

if TYPE_CHECKING:
    from qualrec.batch.files import Columnar

KINDS = {".csv": "csv", ".txt": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".xlsx": "xlsx", ".parquet": "parquet"}
Tell = Callable[[int], None]


def kind_of(path: Path | None) -> str:
    """Return the kind of table that an output's name asks for.

    Raises:
        TableError: if it is none that is written.
    """
    if path is None:
        return "csv"
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise TableError(f"{path.suffix or 'no ending'} is no table that is written", "use " + ", ".join(KINDS))
    return kind


def columns_of(table: Table) -> tuple[str, ...]:
    """Return the columns of the output: those of the input, then ours."""
    return (*[column for column in table.columns if column not in OUTPUT], *OUTPUT)


def write(
    table: Table, batch: Batch, output: Path | None, run: Mapping[str, str], tell: Tell, *, resume: bool = False
) -> str:
    """Answer every row of a table and write the output; *run* is what a resumed run must share with the first.

    Returns what the user should know, if anything.

    Raises:
        TableError: if the output cannot be written.
    """
    kind = kind_of(output)
    if output is None:
        _to_standard_output(table, batch, tell)
        return ""
    if kind in {"xlsx", "parquet"}:
        return _to_file(table, batch, output, kind, tell)
    part = Part(output, run)
    part.begin(resume=resume)
    try:
        return _to_part(table, batch, part, kind, tell)
    except BaseException:
        part.close()
        raise


def _texts(table: Table, batch: Batch, kind: str, skip: int) -> Iterator[tuple[bytes, int]]:
    """Yield the output in pieces, each with its number of rows, but for the first *skip* rows."""
    columns = columns_of(table)
    if kind == "csv" and fits(table, batch):
        yield from Splice(table, batch, columns).texts(skip)
        return
    writer = Csv(columns) if kind == "csv" else Jsonl(columns)
    left = skip if batch.replays else 0
    for chunk in batch.chunks(table.rows if batch.replays else islice(table.rows, skip, None)):
        rows = chunk[left:]
        left -= len(chunk) - len(rows)
        yield writer.body(rows), len(rows)


def _to_part(table: Table, batch: Batch, part: Part, kind: str, tell: Tell) -> str:
    skip, note = part.rows, ""
    if skip:
        note = f"{skip:,} rows were done before; going on from there"
        if not batch.replays:
            batch.take_up(part.counts)
    else:
        head = Csv(columns_of(table)).head() if kind == "csv" else b""
        part.write(head, 0, batch.tally)
    for text, rows in _texts(table, batch, kind, skip):
        part.write(text, rows, batch.tally)
        tell(part.rows)
    part.finish()
    return note


def _to_standard_output(table: Table, batch: Batch, tell: Tell) -> None:
    done = 0
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as file:
        file.write(Csv(columns_of(table)).head())
        for text, rows in _texts(table, batch, "csv", 0):
            file.write(text)
            done += rows
            tell(done)


def _to_file(table: Table, batch: Batch, output: Path, kind: str, tell: Tell) -> str:
    from qualrec.batch.files import Columnar, Sheet

    part, done = output.with_name(f".{output.name}.part"), 0
    if not output.parent.is_dir():
        raise TableError("there is no such folder", "check the folder of -o")
    try:
        writer = (Sheet if kind == "xlsx" else Columnar)(part, columns_of(table))
        if isinstance(writer, Columnar) and table.parts and batch.plain:
            _by_columns(table, table.parts(), batch, writer, tell)
        else:
            for chunk in batch.chunks(table.rows):
                writer.body(chunk)
                done += len(chunk)
                tell(done)
        writer.finish()
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise TableError(error.strerror or str(error), "free some room, then run it again") from None
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    shortened = getattr(writer, "shortened", 0)
    return f"{shortened:,} cells are longer than a sheet holds and were cut; .csv keeps them whole" if shortened else ""


def _by_columns(table: Table, parts: Iterator[Any], batch: Batch, writer: Columnar, tell: Tell) -> None:
    """Answer a table that stands in columns without making rows of it."""
    from qualrec.batch.coded_table import as_texts
    from qualrec.batch.parts import answered

    done = 0
    for part, found in answered(batch, table.columns, parts):
        kept = zip(table.columns, part.columns, strict=True)
        writer.columns([*(as_texts(column) for name, column in kept if name not in OUTPUT), *found])
        done += part.num_rows
        tell(done)
