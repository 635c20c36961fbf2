"""The terminal: its console, and how each block of a page is drawn on it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qualrec.render.blocks import ASK, BAD, DIM, GOOD, HEAD, Block, Branch, Gap, Grid, Line, Part, Row, Source
from qualrec.render.plain import References, clean, short

if TYPE_CHECKING:
    from rich.tree import Tree

__all__ = ["ASK", "BAD", "DIM", "GOOD", "HEAD", "References", "clean", "console", "draw", "short", "words"]

MIN_WIDTH = 40
LABEL = 10  # columns of a label
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
    waiting: list[Text] = []  # lines that are printed together: each printing costs a page a good part of its time
    for block in blocks:
        if isinstance(block, Grid | Branch):
            _print(waiting, out)
            out.print(Padding(_grid(block) if isinstance(block, Grid) else _tree(block), (0, 0, 0, 1)))
        else:
            waiting += _lines(block, out)
    _print(waiting, out)


def _print(lines: list[Text], out: Console) -> None:
    if lines:
        page = Text("\n").join(Text(" ").append_text(line) for line in lines)
        out.print(page, no_wrap=True, overflow="ignore", crop=False)
        lines.clear()


def _lines(block: Line | Row | Source | Gap, out: Console) -> list[Text]:
    """Return a block that is text as lines: a table of a library takes several times as long."""
    width = out.width - 1
    if isinstance(block, Line):
        return _hung(out, width, Text(), words(*block.parts))
    if isinstance(block, Row):
        label = words((block.label, HEAD))
        label.truncate(LABEL, overflow="ellipsis", pad=True)
        return _hung(out, width, label.append(" "), words((block.said, block.style)), words((block.refs, DIM)))
    if isinstance(block, Source):
        return _hung(out, width, words(f"[{block.number}] "), words(f"{block.said}. {block.url}"))
    return [Text()]


def _hung(out: Console, width: int, left: Text, said: Text, right: Text | None = None) -> list[Text]:
    """Return a text wrapped behind what stands left of it; what stands right of it ends its first line."""
    room, most = left.cell_len, width - left.cell_len - (0 if right is None else 1 + max(right.cell_len, 1))
    lines = list(said.wrap(out, max(most, 1), overflow="fold")) or [Text()]
    if right:
        lines[0].pad_right(most + 1 - lines[0].cell_len)
        lines[0].append_text(right)
    return [left.append_text(lines[0]), *(Text(" " * room).append_text(line) for line in lines[1:])]


def _grid(block: Grid) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=HEAD, padding=(0, 2, 0, 0))
    for heading, share in block.columns:
        table.add_column(words(heading), no_wrap=not share, ratio=share or None, overflow="fold")
    for cells in block.rows:
        table.add_row(*[words(cell) for cell in cells])
    return table


def _tree(block: Branch) -> Tree:
    from rich.tree import Tree

    tree = Tree(words(*block.parts), guide_style=DIM)
    for child in block.below:
        tree.children.append(_tree(child))
    return tree


class Hang:
    """A line whose wrapped part hangs behind its mark."""

    def __init__(self, mark: str, said: str) -> None:
        self._mark, self._said = mark, said

    def __rich_console__(self, out: Console, options: ConsoleOptions) -> RenderResult:
        lines = _hung(out, options.max_width, words(self._mark), words(self._said))
        yield Text("\n", no_wrap=True, overflow="ignore").join(lines)
