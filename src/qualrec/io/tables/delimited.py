"""CSV of any usual kind: delimiter, quoting and encoding told by the file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from qualrec.io.tables.base import Lines, Meter, Row, Table, TableError, distinct
from qualrec.io.tables.encoding import encoding_of

DELIMITERS = ",;\t|"
CELL_LIMIT = 64_000_000


def read(path: Path) -> Table:
    """Open a CSV file (see ``Reader``)."""
    encoding, note = encoding_of(path)
    csv.field_size_limit(CELL_LIMIT)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        delimiter = _delimiter(file.readline(CELL_LIMIT))
        file.seek(0)
        try:
            header = next(csv.reader(file, delimiter=delimiter), None)
        except csv.Error as error:
            raise TableError(f"its header cannot be read: {error}", "name the columns in its first row") from None
    if not header or not any(cell.strip() for cell in header):
        raise TableError("it has no header row", "name the columns in its first row, at least country and title")
    columns = distinct(header)
    lines, meter = Lines(path, encoding, delimiter), Meter(path.stat().st_size)
    return Table(columns, _rows(lines, columns, meter), note, lines, meter)


def _delimiter(line: str) -> str:
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def cells_of(cells: list[str], columns: tuple[str, ...], delimiter: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return a record's cells by column; one of the wrong length is a fault, and nothing of it is dropped."""
    faults = () if len(cells) == len(columns) else ("ROW_LENGTH",)
    if len(cells) > len(columns):
        kept = len(columns) - 1
        cells = [*cells[:kept], delimiter.join(cells[kept:])]
    return dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=True)), faults


def _rows(lines: Lines, columns: tuple[str, ...], meter: Meter) -> Iterator[Row]:
    with lines.path.open(encoding=lines.encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=lines.delimiter)
        next(reader, None)
        number = 0
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                number += 1
                yield Row(number, dict.fromkeys(columns, ""), ("ROW_UNREADABLE",), f"the line cannot be read: {error}")
                continue
            if cells:
                number += 1
                meter.read += sum(map(len, cells)) + len(cells)
                yield Row(number, *cells_of(cells, columns, lines.delimiter))
