"""Tables of credentials, read row by row: one reader for each kind, chosen by the name's ending."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from qualrec.io.tables.base import Reader, Row, Table, TableError

__all__ = ["ENDINGS", "Row", "Table", "TableError", "open_table"]

# ending -> module of this package with a function ``read``; a new kind of file is one more line and one more module
ENDINGS = {
    ".csv": "delimited",
    ".tsv": "delimited",
    ".txt": "delimited",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "sheets",
    ".xlsm": "sheets",
    ".xls": "sheets",
    ".ods": "sheets",
    ".parquet": "columnar",
    ".zip": "folder",
}


def open_table(path: Path) -> Table:
    """Open a table, or a folder or ZIP of credential files.

    Raises:
        TableError: if it cannot be opened, or is of no kind that is read.
    """
    if not path.exists():
        raise TableError("there is no such file or folder", "check the path")
    kind = "folder" if path.is_dir() else ENDINGS.get(path.suffix.lower())
    if kind is None:
        why = f"{path.suffix} is no table that is read" if path.suffix else "its name has no ending to tell its kind"
        known = ", ".join(ENDINGS)
        raise TableError(why, f"give a folder, or a file that ends in one of {known}; rows of a pipe, saved as one")
    reader: Reader = import_module(f"qualrec.io.tables.{kind}").read
    try:
        return reader(path)
    except OSError as error:
        raise TableError(error.strerror or "it cannot be opened", "check the path") from None
