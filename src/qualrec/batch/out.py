"""Files that appear whole or not at all, and the writers of each kind of table."""

from __future__ import annotations

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

from qualrec.io.tables.base import TableError

FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
        writer.writerow([safe(column) for column in columns])
        for row in rows:
            writer.writerow([safe(cell(row.get(column))) for column in columns])
    file.flush()


def cell(value: Any) -> str:
    """Return a value as a cell holds it."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def safe(text: str) -> str:
    """Return a cell that no spreadsheet runs: text that would be a formula gets a leading apostrophe."""
    if text.startswith(FORMULA) and not _number(text):
        return "'" + text
    return text


def _number(text: str) -> bool:
    body = text[1:] if text[0] in "+-" else text
    return text[0] == "-" and body.replace(".", "", 1).isdigit()
