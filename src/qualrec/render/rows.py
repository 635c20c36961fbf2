"""How a line of a page stands: a label, what is said, its sources at the right edge."""

from __future__ import annotations

from rich.console import RenderableType
from rich.table import Table

from qualrec.render.screen import DIM, HEAD, words


def row(label: str, said: str, refs: str = "", style: str = "") -> RenderableType:
    """Return a line with a label in front and the marks of its sources behind."""
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(width=10, no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True)
    table.add_row(words((label, HEAD)), words((said, style)), words((refs, DIM)))
    return table


def hang(mark: str, said: str) -> RenderableType:
    """Return a line whose wrapped part hangs behind its mark."""
    table = Table.grid(padding=0, expand=True)
    table.add_column(width=len(mark), no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    table.add_row(words(mark), words(said))
    return table
