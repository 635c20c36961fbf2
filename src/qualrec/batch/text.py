"""Rows as text: CSV in which no cell is a live formula, or JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Csv:
    """Comma-separated, quoted where needed, UTF-8."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns

    def head(self) -> bytes:
        """Return the header line."""
        return (fragment(self.columns) + "\n").encode("utf-8", "surrogatepass")

    def body(self, rows: Iterable[Mapping[str, Any]]) -> bytes:
        """Return the lines of some rows."""
        buffer = io.StringIO(newline="")
        writer = csv.writer(buffer, lineterminator="\n")
        for row in rows:
            writer.writerow([safe(cell(row.get(column))) for column in self.columns])
        return buffer.getvalue().encode("utf-8", "backslashreplace")


class Jsonl:
    """One JSON object a line; every value as it came."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.columns = columns

    def head(self) -> bytes:
        """Return nothing: the keys stand in every line."""
        return b""

    def body(self, rows: Iterable[Mapping[str, Any]]) -> bytes:
        """Return the lines of some rows."""
        lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str) + "\n" for row in rows)
        return "".join(lines).encode("utf-8", "backslashreplace")


def fragment(cells: Iterable[Any]) -> str:
    """Return cells as a piece of a CSV line."""
    made = [safe(cell(value)) for value in cells]
    line = ",".join(made)
    if line.count(",") < len(made) and not any(mark in line for mark in '"\r\n'):
        return line
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="").writerow(made)
    return buffer.getvalue()


def cell(value: Any) -> str:
    """Return a value as a cell holds it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def column_of(rows: Iterable[Mapping[str, Any]], name: str) -> list[Any]:
    """Return a column of rows as Arrow holds it: text, but for the row's number."""
    return [row.get(name) if name == "q_row" else cell(row.get(name)) for row in rows]


def safe(text: str) -> str:
    """Return a cell that no spreadsheet runs: text that would be a formula gets a leading apostrophe."""
    if text.startswith(FORMULA) and not _number(text):
        return "'" + text
    return text


def _number(text: str) -> bool:
    body = text[1:] if text[0] in "+-" else text
    return text[0] == "-" and body.replace(".", "", 1).isdigit()
