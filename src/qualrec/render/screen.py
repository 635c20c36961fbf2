"""The terminal: its console, and how each block of a page is drawn on it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from qualrec.render.blocks import ASK, BAD, DIM, GOOD, HEAD, Block, Branch, Gap, Grid, Line, Part, Row
from qualrec.render.plain import References, clean, short

__all__ = ["ASK", "BAD", "DIM", "GOOD", "HEAD", "References", "clean", "console", "draw", "short", "words"]

MIN_WIDTH = 40
_ENDS = re.compile(r"[ \t]+(?=\n)")


class _Tidy:
    """Standard output without blanks at the ends of lines, where it is no terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(_ENDS.sub("", text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def console(*, stderr: bool = False) -> Console:
    """Return a console: plain bytes where the output is no terminal or NO_COLOR is set."""
    width = os.environ.get("COLUMNS", "")
    stream = sys.stderr if stderr else sys.stdout
    tidy: Any = stream if stream.isatty() else _Tidy(stream)
    return Console(
        file=tidy,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=False,
        width=max(int(width), MIN_WIDTH) if width.isdigit() else None,
    )


def words(*parts: Part) -> Text:
    """Return styled text; parts are text or (text, style), never markup."""
    return Text.assemble(*[(clean(part), "") if isinstance(part, str) else (clean(part[0]), part[1]) for part in parts])


def draw(blocks: Iterable[Block], out: Console) -> None:
    """Print the blocks of a page, one column in."""
    for block in blocks:
        out.print(Padding(_drawn(block), (0, 0, 0, 1)))


def _drawn(block: Block) -> RenderableType:
    if isinstance(block, Line):
        return words(*block.parts)
    if isinstance(block, Row):
        table = Table.grid(padding=(0, 1, 0, 0), expand=True)
        table.add_column(width=10, no_wrap=True)
        table.add_column(ratio=1, overflow="fold")
        table.add_column(justify="right", no_wrap=True)
        table.add_row(words((block.label, HEAD)), words((block.said, block.style)), words((block.refs, DIM)))
        return table
    if isinstance(block, Grid):
        return _grid(block)
    if isinstance(block, Gap):
        return Text()
    if isinstance(block, Branch):
        return _tree(block)
    mark = f"[{block.number}] "
    table = Table.grid(padding=0, expand=True)
    table.add_column(width=len(mark), no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(words(mark), words(f"{block.said}. {block.url}"))
    return table


def _grid(block: Grid) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=HEAD, padding=(0, 2, 0, 0))
    for heading, share in block.columns:
        table.add_column(words(heading), no_wrap=not share, ratio=share or None, overflow="fold")
    for cells in block.rows:
        table.add_row(*[words(cell) for cell in cells])
    return table


def _tree(block: Branch) -> Tree:
    tree = Tree(words(*block.parts), guide_style=DIM)
    for child in block.below:
        tree.children.append(_tree(child))
    return tree


def hang(mark: str, said: str) -> Table:
    """Return a line whose wrapped part hangs behind its mark."""
    table = Table.grid(padding=0, expand=True)
    table.add_column(width=len(mark), no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(words(mark), words(said))
    return table
