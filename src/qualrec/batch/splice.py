"""Plain CSV to CSV: each line is kept as it stands and its answer set behind it; only odd lines are written anew."""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from itertools import chain
from typing import BinaryIO, NamedTuple

from qualrec.batch.answering import answering_of
from qualrec.batch.columns import NESTED, OUTPUT
from qualrec.batch.lines import Made, Record
from qualrec.batch.run import Batch
from qualrec.batch.shares import Answered, Shares
from qualrec.batch.text import FORMULA
from qualrec.io.tables.base import Lines, Table

BLOCK = 4_000_000  # bytes read at a time: rows enough of each country to answer them together
FIRST = 150_000  # of the first block: how fast it goes is soon seen
LARGE = 1_000_000  # bytes of a table from which Arrow pays
AHEAD = 4  # blocks that this process may be ahead of the others
_FORMULA = tuple(mark.encode() for mark in FORMULA)
_LIVE = re.compile(rb"(?:^|,)[=+\-@\t\r]")


class Block(NamedTuple):
    """Records in order and the number of the first; those whose line cannot stand as it is are lists of cells."""

    first: int
    records: list[Record]


Sent = tuple[list[int], Future[Answered]]  # which records of a block, and what another process makes of them
Back = list[tuple[list[int], Answered]]  # which records of a block, and what was made of them


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
        self._large = table.meter.total >= LARGE
        self._written = (table.columns, columns)
        self.answering = answering_of(batch.verdicts, self._written, large=self._large)
        country = batch.verdicts.desk.column("country")
        self._country = table.columns.index(country) if country in table.columns else -1

    def texts(self, skip: int = 0) -> Iterator[tuple[bytes, int]]:
        """Yield the output in pieces, each with its number of rows, but for the first *skip* rows."""
        alone = self._country < 0 or self.table.meter.total < FIRST
        jobs = 1 if alone else self.batch.jobs
        setup = self.batch.verdicts.desk.setup
        shares = Shares(self.batch.verdicts, setup, self._written, jobs, large=self._large)
        waiting: deque[tuple[Block, Back, list[Sent]]] = deque()
        try:
            for block in _after(self._blocks(), skip):
                own, sent = self._dealt(block, shares)
                waiting.append((block, [(own, self._here(block, own))], sent))
                while waiting and (len(waiting) > AHEAD or _all_back(waiting[0][2])):
                    yield self._finished(*waiting.popleft(), shares)
            while waiting:
                yield self._finished(*waiting.popleft(), shares)
        finally:
            shares.close()

    def _dealt(self, block: Block, shares: Shares) -> tuple[list[int], list[Sent]]:
        """Send off the records that other processes answer; return which are left, and what was sent."""
        if not shares.others:
            return list(range(len(block.records))), []
        parts: list[list[int]] = [[] for _ in range(len(shares.others) + 1)]
        for at, record in enumerate(block.records):
            cells = record if isinstance(record, list) else record.split(b",", self._country + 1)
            country = cells[self._country] if len(cells) > self._country else ""
            parts[shares.of(country if isinstance(country, str) else country.decode())].append(at)
        first, records = block
        sent = [
            (part, share.send([first + at for at in part], [records[at] for at in part]))
            for share, part in zip(shares.others, parts[1:], strict=True)
            if part
        ]
        return parts[0], sent

    def _finished(self, block: Block, back: Back, sent: list[Sent], shares: Shares) -> tuple[bytes, int]:
        for part, future in sent:
            try:
                back.append((part, future.result()))
            except (OSError, EOFError):  # a process was killed: what it had is worked out here
                shares.lost()
                back.append((part, self._here(block, part)))
        made: Made = []
        for part, (found, counts) in back:
            made.append((part, found))
            for status, why, rows in counts:
                self.batch.count(status, why, rows)
        return self.answering.joined(*block, made), len(block.records)

    def _here(self, block: Block, part: list[int]) -> Answered:
        first, records = block
        return self.answering.pieces([first + at for at in part], [records[at] for at in part])

    def _blocks(self) -> Iterator[Block]:
        """Yield every record: lines without quotes are split as they stand, any other go through the reader."""
        first, size = 1, FIRST
        with self.lines.path.open("rb") as file:
            if file.read(len(BOM_UTF8)) != BOM_UTF8:
                file.seek(0)
            next(csv.reader(_lines_of(file)), None)
            while raw := file.read(size):
                raw += file.readline()
                self.table.meter.read += len(raw)
                raw = _utf8(raw)
                records = self._whole(raw)
                if records is None:
                    records = self._odd(raw, file)
                yield Block(first, records)
                first, size = first + len(records), BLOCK

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


def _all_back(sent: list[Sent]) -> bool:
    return all(future.done() for _, future in sent)


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
