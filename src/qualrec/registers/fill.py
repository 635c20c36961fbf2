"""The standing of an institution, filled in from the local registers where the evaluator gave none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.dates import PartialDate


class Filler:
    """Looks institutions up; without a store it changes nothing. One name is looked up once."""

    def __init__(self, kb: KnowledgeBase, path: Path | None = None) -> None:
        from qualrec.registers.store import Store, default_path

        self._kb = kb
        place = path or default_path()
        self._store = Store(place) if path or place.is_file() else None
        self._memo: dict[tuple[str, str, str], tuple[str | None, str]] = {}

    @property
    def has_store(self) -> bool:
        """Whether there is a store to look in."""
        return self._store is not None

    def fill(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs with status and register added, where the registers agree for the day of the award."""
        name, given = raw.get("institution"), raw.get("institution_status")
        if self._store is None or given or not isinstance(name, str) or not name.strip():
            return dict(raw)
        country = self._kb.country_code(str(raw.get("country") or "")) or ""
        key = (name, country, str(raw.get("awarded") or ""))
        if key not in self._memo:
            self._memo[key] = self._look_up(*key)
        status, register = self._memo[key]
        return {**raw, "institution_status": status, "institution_register": register} if status else dict(raw)

    def _look_up(self, name: str, country: str, awarded: str) -> tuple[str | None, str]:
        from qualrec.registers.search import standing

        try:
            when = PartialDate.parse(awarded)
        except ValueError:
            return None, ""
        assert self._store is not None
        found = standing(self._store, name, country or None, when)
        return found.status, found.register
