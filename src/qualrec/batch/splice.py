"""Plain CSV to CSV: each line is kept as it stands and its answer set behind it; only odd lines are written anew."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO, NamedTuple

from qualrec.batch.answering import answering_of
from qualrec.batch.columns import NESTED, OUTPUT
from qualrec.batch.lines import Made, Record
from qualrec.batch.run import Batch
from qualrec.batch.shares import Part, Shares
from qualrec.batch.text import FORMULA
from qualrec.io.tables.base import Lines, Table

FIRST = 150_000  # of the first block, each next one four times as large: how fast it goes is soon seen
LARGE = 1_000_000  # bytes of a table from which Arrow pays
_FORMULA = tuple(mark.encode() for mark in FORMULA)
_LIVE = re.compile(rb"(?:^|,)[=+\-@\t\r]")


class Block(NamedTuple):
    """Records in order and the number of the first; those whose line cannot stand as it is are lists of cells."""

    first: int
    records: list[Record]


def fits(table: Table, batch: Batch) -> bool:
    """Whether the lines of a table can stay what they are."""
    lines = table.lines
    if lines is None or lines.delimiter != "," or not lines.encoding.startswith("utf-8") or not batch.plain:
        return False
    return not ({*OUTPUT, *NESTED} & set(table.columns))


class Splice:
    """Sets answers behind lines."""

    def __init__(self, table: Table, batch: Batch, columns: tuple[str, ...]) -> None:
        assert table.lines
        self.lines: Lines = table.lines
        self.table, self.batch, self.columns = table, batch, table.columns
        self._make = partial(answering_of, columns=table.columns, output=columns, large=table.meter.total >= LARGE)
        country = batch.verdicts.desk.column("country")
        self._country = table.columns.index(country) if country in table.columns else -1

    def texts(self, skip: int = 0) -> Iterator[tuple[bytes, int]]:
        """Yield the output in pieces, each with its number of rows, but for the first *skip* rows."""
        alone = self._country < 0 or self.table.meter.total < FIRST
        jobs = 1 if alone else self.batch.jobs
        shares: Shares[Block, list[int]] = Shares(self.batch.verdicts, self._make, jobs)
        blocks = _after(self._blocks(shares.own.block), skip)
        for block, answered in shares.answered(blocks, partial(self._dealt, shares, jobs)):
            made: Made = []
            for rows, (pieces, counts) in answered:
                made.append((rows, pieces))
                self.batch.count_all(counts)
            yield shares.own.joined(*block, made), len(block.records)

    def _dealt(self, shares: Shares[Block, list[int]], jobs: int, block: Block) -> list[Part[list[int]]]:
        """Cut a block into the records of each process, by their countries."""
        first, records = block
        parts: list[list[int]] = [[] for _ in range(jobs)]
        if jobs == 1:
            parts[0].extend(range(len(records)))
        else:
            for at, record in enumerate(records):
                cells = record if isinstance(record, list) else record.split(b",", self._country + 1)
                country = cells[self._country] if len(cells) > self._country else ""
                parts[shares.of(country if isinstance(country, str) else country.decode())].append(at)
        return [Part(part, ([first + at for at in part], [records[at] for at in part])) for part in parts]

    def _blocks(self, size: int) -> Iterator[Block]:
        """Yield every record, *size* bytes of them at a time: lines without quotes are split, any other are read."""
        first, wanted = 1, min(FIRST, size)
        with self.lines.path.open("rb") as file:
            if file.read(len(BOM_UTF8)) != BOM_UTF8:
                file.seek(0)
            next(csv.reader(_lines_of(file)), None)
            while raw := file.read(wanted):
                raw += file.readline()
                self.table.meter.read += len(raw)
                raw = _utf8(raw)
                records = self._whole(raw)
                if records is None:
                    records = self._odd(raw, file)
                yield Block(first, records)
                first, wanted = first + len(records), min(4 * wanted, size)

    def _whole(self, raw: bytes) -> list[Record] | None:
        """Split a block of which each line is a record; None where one may be more, or less."""
        raw = raw.replace(b"\r\n", b"\n")
        lines = raw.removesuffix(b"\n").split(b"\n")
        if b"\r" in raw or b"" in lines:
            return None
        commas, live = len(self.columns) - 1, raw.startswith(_FORMULA) or _may_be_live(raw)
        records: list[Record] = []
        for line in lines:
            if b'"' in line:
                reader = csv.reader([line.decode(), ""])
                records.append(_next(reader))
                if reader.line_num > 1:
                    return None
            elif line.count(b",") != commas or (live and _LIVE.search(line)):
                records.append(line.decode().split(","))
            else:
                records.append(line)
        return records

    def _odd(self, raw: bytes, file: BinaryIO) -> list[Record]:
        """Read a block line by line; a quoted cell may go on behind its end."""
        commas, records = len(self.columns) - 1, list[Record]()
        block = io.StringIO(raw.decode(), newline="")
        for line in block:
            if '"' in line:
                records.append(_next(csv.reader(chain([line], block, _lines_of(file)))))
            elif bare := line.rstrip("\r\n"):
                plain, whole = bare.count(",") == commas, bare.encode()
                records.append(whole if plain and not _LIVE.search(whole) else bare.split(","))
        return records


def _utf8(raw: bytes) -> bytes:
    """Return bytes that are UTF-8: what is none becomes U+FFFD, as wherever a table is read."""
    if raw.isascii():
        return raw
    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw.decode(errors="replace").encode()
    return raw


def _may_be_live(raw: bytes) -> bool:
    """Whether some cell behind the first begins like a formula."""
    return any(mark in raw and (b"," + mark in raw or b"\n" + mark in raw) for mark in _FORMULA)


def _next(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(reader)
    except csv.Error:
        return [""]  # a cell beyond the limit: the row stays, as one that has no cells


def _lines_of(file: BinaryIO) -> Iterator[str]:
    """Yield lines, which a lone carriage return ends too, so that the file can be read in blocks again."""
    while raw := file.readline():
        at = raw.find(b"\r")
        if 0 <= at < len(raw) - 1 and raw[at + 1 : at + 2] != b"\n":
            file.seek(at + 1 - len(raw), io.SEEK_CUR)
            raw = raw[: at + 1]
        yield raw.decode(errors="replace")


def _after(blocks: Iterable[Block], skip: int) -> Iterator[Block]:
    """Leave out the first *skip* records."""
    for first, records in blocks:
        done = max(skip + 1 - first, 0)
        if done < len(records):
            yield Block(first + done, records[done:])
