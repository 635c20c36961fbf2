"""XLSX, XLS and ODS: the first sheet with anything in it, typed cells as a person would write them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualrec.io.tables.base import Meter, Row, Table, TableError, as_text, distinct

UNPACKED = 2_000_000_000  # bytes; a sheet of a million rows is about half of it
RATIO = 400  # unpacked over packed; sheets reach about 30


def read(path: Path) -> Table:
    """Open a workbook (see ``Reader``)."""
    try:
        from python_calamine import CalamineWorkbook
    except ImportError:
        raise TableError("reading sheets needs an extra", "pip install 'qualrec[xlsx]'") from None
    _no_bomb(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        name, header, rows, height = _first_filled(book)
    except TableError:
        raise
    except Exception as error:  # noqa: BLE001 - the reader raises many kinds, all of them mean this
        raise TableError(f"it is no workbook that can be read: {error}", "save it again as .xlsx or .csv") from None
    columns = distinct([str(as_text(cell)) for cell in header])
    others = len(book.sheet_names) - 1
    note = f"{path.name}: read sheet {name!r}; {others} other sheets are not read" if others else ""
    meter = Meter(height)
    return Table(columns, _rows(rows, columns, meter), note, meter=meter)


def _first_filled(book: Any) -> tuple[str, list[Any], Iterator[list[Any]], int]:
    """Return the first sheet with anything in it: its name, first filled row, the rows after it, and its height."""
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = iter(sheet.iter_rows())
        header = next((row for row in rows if any(cell not in (None, "") for cell in row)), None)
        if header is not None:
            return name, header, rows, sheet.total_height
    raise TableError("it has no header row", "name the columns in its first row, at least country and title")


def _rows(rows: Iterator[list[Any]], columns: tuple[str, ...], meter: Meter) -> Iterator[Row]:
    number = 0
    for cells in rows:
        texts = [as_text(cell) for cell in cells]
        if not any(text != "" for text in texts):
            continue  # a sheet has no end of its own; empty rows stand behind the last
        meter.read = number = number + 1
        yield Row(number, dict(zip(columns, [*texts, *[""] * (len(columns) - len(texts))], strict=False)))


def _no_bomb(path: Path) -> None:
    """Refuse an archive that unpacks to far more than it shows."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    packed = max(path.stat().st_size, 1)
    if unpacked > UNPACKED or (unpacked > 50_000_000 and unpacked / packed > RATIO):
        raise TableError(f"it unpacks to {unpacked:,} bytes, far more than a sheet holds", "save it again as .csv")
