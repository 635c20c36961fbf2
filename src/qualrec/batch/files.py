"""Outputs that a library writes as a whole: XLSX and Parquet. A run broken off leaves nothing; it begins again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from qualrec.batch.text import cell, column_of
from qualrec.io.tables.base import TableError

ROWS_OF_A_SHEET = 1_048_576
LETTERS_OF_A_CELL = 32_767
NUMBERS = frozenset(
    {"q_row", "q_score", "q_ects_low", "q_ects_high", "q_grade_low", "q_grade_high", "credits", "years"}
)
# Colour is never the only sign: the word stands in the cell.
COLOURS = {
    "meets": "#d8f0d8",
    "assessed": "#d8f0d8",
    "does_not_meet": "#f6d6d6",
    "needs_review": "#fdf0c8",
    "cannot_assess": "#e4e4e4",
}
_MORE = " [...]"


class Sheet:
    """An XLSX file: typed cells, a frozen header with filters, the status in words and colour."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        try:
            import xlsxwriter
        except ImportError:
            raise TableError("writing XLSX needs an extra", "pip install 'qualrec[xlsx]'") from None
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), {**options, "strings_to_numbers": False})
        self._sheet = self._book.add_worksheet("results")
        self._columns, self._at = columns, 0
        self._colours = {word: self._book.add_format({"bg_color": colour}) for word, colour in COLOURS.items()}
        self._sheet.freeze_panes(1, 0)
        for number, column in enumerate(columns):
            self._sheet.set_column(number, number, 48 if column == "q_explanation" else 16)
        bold = self._book.add_format({"bold": True})
        for number, column in enumerate(columns):
            self._sheet.write_string(0, number, column[:LETTERS_OF_A_CELL], bold)
        self.shortened = 0

    def body(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write some rows.

        Raises:
            TableError: if a sheet cannot hold them.
        """
        for row in rows:
            self._at += 1
            if self._at >= ROWS_OF_A_SHEET:
                raise TableError(f"a sheet holds {ROWS_OF_A_SHEET:,} rows", "write .csv or .parquet")
            for number, column in enumerate(self._columns):
                self._cell(number, column, row.get(column))

    def _cell(self, number: int, column: str, value: Any) -> None:
        text = cell(value)
        if not text:
            return
        if column in NUMBERS:
            try:
                self._sheet.write_number(self._at, number, float(text))
            except (ValueError, TypeError, OverflowError):
                pass
            else:
                return
        if len(text) > LETTERS_OF_A_CELL:
            text, self.shortened = text[: LETTERS_OF_A_CELL - len(_MORE)] + _MORE, self.shortened + 1
        form = self._colours.get(text) if column == "q_status" else None
        self._sheet.write_string(self._at, number, text, form)

    def finish(self) -> None:
        """Write the file out.

        Raises:
            TableError: if it cannot be written.
        """
        from xlsxwriter.exceptions import XlsxFileError

        self._sheet.autofilter(0, 0, self._at, len(self._columns) - 1)
        try:
            self._book.close()
        except XlsxFileError as error:
            raise TableError(f"it cannot be written: {error}", "free some room, then run it again") from None


class Columnar:
    """A Parquet file: text columns, the row's number as a number."""

    def __init__(self, path: Path, columns: tuple[str, ...]) -> None:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            raise TableError("writing Parquet needs an extra", "pip install 'qualrec[table]'") from None
        self._columns = columns
        kinds = [(column, pa.int64() if column == "q_row" else pa.string()) for column in columns]
        self._schema = pa.schema(kinds)
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd")
        self._batch = pa.RecordBatch

    def body(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write some rows as one row group."""
        made = list(rows)
        lists = [column_of(made, column) for column in self._columns]
        if made:
            self._writer.write_batch(
                self._batch.from_pydict(dict(zip(self._columns, lists, strict=True)), schema=self._schema)
            )

    def columns(self, made: Sequence[Any]) -> None:
        """Write some rows, given as Arrow columns of text, as one row group."""
        self._writer.write_batch(self._batch.from_arrays(made, schema=self._schema))

    def finish(self) -> None:
        """Write the file out."""
        self._writer.close()
