"""The console, and what keeps hostile text harmless on it."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

GOOD, ASK, BAD, DIM, HEAD = "bold green", "bold yellow", "bold red", "dim", "bold"
_HARMFUL = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # needed to write Persian and Indic words
MIN_WIDTH = 40
_ENDS = re.compile(r"[ \t]+(?=\n)")


def clean(value: Any) -> str:
    """Return text without control, escape and direction-changing characters."""
    return "".join(
        " " if c in "\t\n\r" else c
        for c in str(value)
        if c in "\t\n\r" or c in _JOINERS or unicodedata.category(c) not in _HARMFUL
    )


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


def words(*parts: str | tuple[str, str]) -> Text:
    """Return styled text; parts are text or (text, style), never markup."""
    return Text.assemble(*[(clean(part), "") if isinstance(part, str) else (clean(part[0]), part[1]) for part in parts])


def short(framework: str) -> str:
    """Return the usual short name of a framework: ``no-nkr`` is NKR."""
    return framework.partition("-")[2].upper()


class References:
    """Source numbers in order of first use on a page."""

    def __init__(self, limit: int = 3) -> None:
        self._limit = limit
        self._numbers: dict[str, int] = {}

    def __call__(self, *lists: list[str]) -> str:
        """Return ``[1][2]`` for the sources of *lists*, the first of each, no more than the limit."""
        firsts = [sid for sids in lists for sid in sids[:1]]
        every = [sid for sids in lists for sid in sids]
        ids = list(dict.fromkeys([*firsts, *every]))[: self._limit]
        for sid in ids:
            self._numbers.setdefault(sid, len(self._numbers) + 1)
        return "".join(f"[{self._numbers[sid]}]" for sid in ids)

    @property
    def used(self) -> list[str]:
        """The ids used, by number."""
        return list(self._numbers)

    def number(self, sid: str) -> int:
        """Return the number of one source."""
        return self._numbers[sid]
