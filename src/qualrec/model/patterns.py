"""Regular expressions that are compiled when first used: half a millisecond each that a short command may not need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class Pattern:
    """Stands in for a compiled pattern."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first place that fits."""
        return self._compiled.search(text)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the whole text if it fits."""
        return self._compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every place that fits."""
        return self._compiled.finditer(text)

    def split(self, text: str) -> list[str]:
        """Return what stands between the places that fit."""
        return self._compiled.split(text)

    def sub(self, by: str, text: str) -> str:
        """Return the text with every place that fits replaced."""
        return self._compiled.sub(by, text)
