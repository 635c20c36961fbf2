"""Tables of credentials: CSV of any usual kind and JSON lines, read row by row, written whole or not at all."""

from __future__ import annotations

import codecs
import csv
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from qualrec.model.frozen import frozen

DELIMITERS = ",;\t|"
CELL_LIMIT = 64_000_000
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class TableError(Exception):
    """A table that cannot be read or written: why, and what to do."""

    def __init__(self, why: str, do: str = "") -> None:
        super().__init__(why)
        self.why, self.do = why, do


@frozen
class Row:
    """One input row: its number from 1, its cells by column, and what is wrong with it as a row."""

    number: int
    cells: dict[str, Any]
    faults: tuple[str, ...] = ()


@frozen
class Table:
    """A table being read: its columns in order, and its rows."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    note: str = ""


def read(path: Path) -> Table:
    """Open a table by its name's ending.

    Raises:
        TableError: if it cannot be opened, or is neither CSV nor JSON lines.
    """
    try:
        encoding, note = _encoding(path)
    except OSError as error:
        raise TableError(error.strerror or "it cannot be opened", "check the path") from None
    if path.suffix.lower() in {".jsonl", ".ndjson"}:
        return Table(_keys(path, encoding), _json_rows(path, encoding), note)
    if path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        return _csv(path, encoding, note)
    raise TableError(f"{path.suffix or 'no ending'} is no table that is read", "give a .csv or .jsonl file")


def _encoding(path: Path) -> tuple[str, str]:
    """Tell UTF-8, UTF-16 and Latin-1 apart; the last is said, since nothing in the file proves it."""
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig", ""
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", ""
        if len(start) == 4 and start[1] == 0 == start[3]:
            return "utf-16-le", ""
        if len(start) == 4 and start[0] == 0 == start[2]:
            return "utf-16-be", ""
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for block in iter(lambda: file.read(1 << 20), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252", f"{path.name} is not UTF-8; read as Windows Latin-1"
    return "utf-8", ""


def _csv(path: Path, encoding: str, note: str) -> Table:
    csv.field_size_limit(CELL_LIMIT)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        delimiter = _delimiter(file.readline())
        file.seek(0)
        header = next(csv.reader(file, delimiter=delimiter), None)
    if not header or not any(cell.strip() for cell in header):
        raise TableError("it has no header row", "name the columns in its first row, at least country and title")
    columns = _distinct(header)
    return Table(columns, _csv_rows(path, encoding, delimiter, columns), note)


def _delimiter(line: str) -> str:
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=outside.count)


def _distinct(header: list[str]) -> tuple[str, ...]:
    """Return the column names; a name that stands twice keeps its first place, the next get a number."""
    found: list[str] = []
    for cell in header:
        name, number = cell.strip(), 2
        while name in found:
            name, number = f"{cell.strip()}.{number}", number + 1
        found.append(name)
    return tuple(found)


def _csv_rows(path: Path, encoding: str, delimiter: str, columns: tuple[str, ...]) -> Iterator[Row]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        next(reader, None)
        number = 0
        for cells in reader:
            if not cells:
                continue
            number += 1
            faults = () if len(cells) == len(columns) else ("ROW_LENGTH",)
            if len(cells) > len(columns):
                kept = len(columns) - 1
                cells = [*cells[:kept], delimiter.join(cells[kept:])]  # noqa: PLW2901 - nothing is dropped
            yield Row(number, dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=True)), faults)


def _lines(path: Path, encoding: str) -> Iterator[tuple[str, Any]]:
    """Yield each filled line with its value; None where it is no JSON object."""
    with path.open(encoding=encoding, errors="replace") as file:
        for line in file:
            if line.strip():
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError):
                    value = None
                yield line, value if isinstance(value, dict) else None


def _keys(path: Path, encoding: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for _, value in _lines(path, encoding):
        found |= dict.fromkeys(value or {"unreadable": ""})
    return tuple(found)


def _json_rows(path: Path, encoding: str) -> Iterator[Row]:
    for number, (line, value) in enumerate(_lines(path, encoding), 1):
        if value is None:
            yield Row(number, {"unreadable": line.rstrip("\n")}, ("ROW_UNREADABLE",))
        else:
            yield Row(number, value)


@contextmanager
def whole(path: Path | None) -> Iterator[TextIO]:
    """Open *path* for writing so that it appears whole or not at all; standard output where it is None.

    Raises:
        TableError: if it cannot be written.
    """
    if path is None:
        yield io.TextIOWrapper(os.fdopen(os.dup(sys.stdout.fileno()), "wb"), encoding="utf-8", newline="")
        return
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise TableError(error.strerror or "it cannot be written", "check the folder of -o") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            yield file
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise TableError(error.strerror or "it cannot be written", "free some room, then run it again") from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write(file: TextIO, kind: str, columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> None:
    """Write rows as ``csv`` (no cell a live formula) or ``jsonl``."""
    if kind == "jsonl":
        file.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    else:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([_safe(column) for column in columns])
        for row in rows:
            writer.writerow([_safe(_cell(row.get(column))) for column in columns])
    file.flush()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _safe(text: str) -> str:
    """Return a cell that no spreadsheet runs: text that would be a formula gets a leading apostrophe."""
    if text.startswith(FORMULA) and not _number(text):
        return "'" + text
    return text


def _number(text: str) -> bool:
    body = text[1:] if text[0] in "+-" else text
    return text[0] == "-" and body.replace(".", "", 1).isdigit()
