"""What a page is made of, whatever it is printed on: lines, labelled rows, tables, sources, a tree of proof."""

from __future__ import annotations

from qualrec.model.frozen import frozen

GOOD, ASK, BAD, DIM, HEAD = "bold green", "bold yellow", "bold red", "dim", "bold"
Part = str | tuple[str, str]  # text, or (text, one of the styles above)


@frozen
class Line:
    """Styled text on a line of its own; *rank* 1 and 2 are headings where the medium has them."""

    parts: tuple[Part, ...]
    rank: int = 0


@frozen
class Row:
    """What is said under a label, and the marks of its sources; an empty label goes on with the one above."""

    label: str
    said: str
    refs: str = ""
    style: str = ""


@frozen
class Grid:
    """A table: columns as (heading, share of the width or 0 for as wide as its cells), rows of parts."""

    columns: tuple[tuple[str, int], ...]
    rows: tuple[tuple[Part, ...], ...]


@frozen
class Source:
    """One numbered source."""

    number: int
    said: str
    url: str


@frozen
class Branch:
    """A step of the proof with the steps under it."""

    parts: tuple[Part, ...]
    below: tuple[Branch, ...] = ()


@frozen
class Gap:
    """An empty line, where the medium has no other way to set parts of a page apart."""


Block = Line | Row | Grid | Source | Branch | Gap


def line(*parts: Part, rank: int = 0) -> Line:
    """Return a line of *parts*."""
    return Line(parts, rank)
