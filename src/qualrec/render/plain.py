"""Text made harmless, and the numbers of sources: what every medium needs."""

from __future__ import annotations

import unicodedata
from typing import Any

from qualrec.knowledge.locate import SHIPPED

_HARMFUL = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
_JOINERS = {"\u200c", "\u200d"}  # needed to write Persian and Indic words


def clean(value: Any) -> str:
    """Return text without control, escape and direction-changing characters."""
    return "".join(
        " " if c in "\t\n\r" else c
        for c in str(value)
        if c in "\t\n\r" or c in _JOINERS or unicodedata.category(c) not in _HARMFUL
    )


def instead_of(layer: str | None) -> str:
    """Say whose fact one of the user's own replaces; nothing where it is new."""
    if not layer:
        return ""
    return " in place of the shipped one" if layer == SHIPPED else f" in place of the one of {layer}"


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
