"""Plain CSV to CSV: each line is kept as it stands and its answer set behind it; only odd lines are written anew."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from itertools import chain
from typing import IO, NamedTuple

from qualrec.batch.answering import answering_of
from qualrec.batch.columns import NESTED, OUTPUT
from qualrec.batch.lines import Made, Record
from qualrec.batch.run import Batch
from qualrec.batch.shares import Answered, Shares
from qualrec.batch.text import FORMULA
from qualrec.io.tables.base import Lines, Table

BLOCK = 4_000_000  # letters read at a time: rows enough of each country to answer them together
FIRST = 150_000  # of the first block: how fast it goes is soon seen
LARGE = 1_000_000  # letters of a table from which Arrow pays
AHEAD = 4  # blocks that this process may be ahead of the others
_LIVE = re.compile(r"(?:^|,)[=+\-@\t\r]")


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
            cells = record.split(",", self._country + 1) if isinstance(record, str) else record
            parts[shares.of(cells[self._country]) if len(cells) > self._country else 0].append(at)
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
        with self.lines.path.open(encoding=self.lines.encoding, errors="replace", newline="") as file:
            next(csv.reader(_lines_of(file)), None)
            while text := file.read(size):
                text += file.readline()
                self.table.meter.read += len(text)
                records = self._whole(text)
                if records is None:
                    records = self._odd(text, file)
                yield Block(first, records)
                first, size = first + len(records), BLOCK

    def _whole(self, text: str) -> list[Record] | None:
        """Split a block of which each line is a record; None where one may be more, or less."""
        text = text.replace("\r\n", "\n")
        lines = text.removesuffix("\n").split("\n")
        if "\r" in text or "" in lines:
            return None
        commas, live = len(self.columns) - 1, text.startswith(FORMULA) or _may_be_live(text)
        records: list[Record] = []
        for line in lines:
            if '"' in line:
                reader = csv.reader([line, ""])
                records.append(_next(reader))
                if reader.line_num > 1:
                    return None
            elif line.count(",") != commas or (live and _LIVE.search(line)):
                records.append(line.split(","))
            else:
                records.append(line)
        return records

    def _odd(self, text: str, file: IO[str]) -> list[Record]:
        """Read a block line by line; a quoted cell may go on behind its end."""
        commas, records = len(self.columns) - 1, list[Record]()
        block = io.StringIO(text, newline="")
        for line in block:
            if '"' in line:
                records.append(_next(csv.reader(chain([line], block, _lines_of(file)))))
            elif bare := line.rstrip("\r\n"):
                plain = bare.count(",") == commas and not _LIVE.search(bare)
                records.append(bare if plain else bare.split(","))
        return records


def _may_be_live(text: str) -> bool:
    """Whether some cell behind the first begins like a formula."""
    return any(letter in text and (f",{letter}" in text or f"\n{letter}" in text) for letter in FORMULA)


def _all_back(sent: list[Sent]) -> bool:
    return all(future.done() for _, future in sent)


def _next(reader: Iterator[list[str]]) -> list[str]:
    try:
        return next(reader)
    except csv.Error:
        return [""]  # a cell beyond the limit: the row stays, as one that has no cells


def _lines_of(file: IO[str]) -> Iterator[str]:
    """Yield lines so that the file can be read in blocks again."""
    return iter(file.readline, "")


def _after(blocks: Iterable[Block], skip: int) -> Iterator[Block]:
    """Leave out the first *skip* records."""
    for first, records in blocks:
        done = max(skip + 1 - first, 0)
        if done < len(records):
            yield Block(first + done, records[done:])
