"""A page as Markdown, for the file of record. Nothing in it is markup but what is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qualrec.render.blocks import Block, Branch, Gap, Grid, Line, Part, Row, Source
from qualrec.render.plain import clean

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")


def markdown(blocks: Iterable[Block]) -> str:
    """Return the blocks of a page as one CommonMark document with pipe tables."""
    lines: list[str] = []
    last: Block | None = None
    for block in blocks:
        if not (isinstance(block, (Row, Source)) and type(block) is type(last)) and lines and lines[-1]:
            lines.append("")
        lines.extend(_lines(block))
        last = block
    text = "\n".join(lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Line):
        yield "#" * block.rank + (" " if block.rank else "") + _said(block.parts)
    elif isinstance(block, Row):
        label = f"**{_plain(block.label)}:** " if block.label else ""
        refs = " " + _plain(block.refs) if block.refs else ""
        yield f"- {label}{_plain(block.said)}{refs}"
    elif isinstance(block, Grid):
        yield _cells(heading for heading, _ in block.columns)
        yield _cells("---" for _ in block.columns)
        for cells in block.rows:
            yield _cells(_said((cell,)) for cell in cells)
    elif isinstance(block, Source):
        yield f"{block.number}. {_plain(block.said)}. <{clean(block.url).replace('>', '%3E').replace(' ', '%20')}>"
    elif isinstance(block, Branch):
        yield from _tree(block, 0)
    else:
        assert isinstance(block, Gap)
        yield ""


def _tree(block: Branch, depth: int) -> Iterator[str]:
    yield f"{'  ' * depth}- {_said(block.parts)}"
    for child in block.below:
        yield from _tree(child, depth + 1)


def _cells(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _said(parts: tuple[Part, ...]) -> str:
    return "".join(_plain(part if isinstance(part, str) else part[0]) for part in parts).strip()


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", clean(text))
