"""JSON lines: one object a line; a line that is none is a row of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualrec.io.tables.base import Meter, Row, Table
from qualrec.io.tables.encoding import encoding_of
from qualrec.io.text import whole

UNREADABLE = "unreadable"


def read(path: Path) -> Table:
    """Open a file of JSON lines (see ``Reader``); its columns are all the keys in it, in order of first use."""
    encoding, note = encoding_of(path)
    found: dict[str, None] = {}
    for _, value in _lines(path, encoding):
        found |= dict.fromkeys(value if value is not None else {UNREADABLE: ""})
    meter = Meter(path.stat().st_size)
    return Table(tuple(found), _rows(path, encoding, meter), note, meter=meter)


def _lines(path: Path, encoding: str) -> Iterator[tuple[str, dict[str, Any] | None]]:
    """Yield each filled line with its value; None where it is no JSON object."""
    with path.open(encoding=encoding, errors="replace") as file:
        for line in file:
            if line.strip():
                try:
                    value = json.loads(line)
                    if "\\ud" in line.lower():
                        value = whole(value)
                except (ValueError, RecursionError):
                    value = None
                yield line, value if isinstance(value, dict) else None


def _rows(path: Path, encoding: str, meter: Meter) -> Iterator[Row]:
    for number, (line, value) in enumerate(_lines(path, encoding), 1):
        meter.read += len(line)
        if value is None:
            yield Row(number, {UNREADABLE: line.rstrip("\n")}, ("ROW_UNREADABLE",), "the line is no JSON object")
        else:
            yield Row(number, value)
