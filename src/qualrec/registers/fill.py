"""The standing of an institution, filled in from the local registers where the evaluator gave none."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.dates import PartialDate
from qualrec.registers.store import Store, default_path

_KEPT = 50_000


class Filler:
    """Looks institutions up; without a store it changes nothing. One name is looked up once in each process.

    *read_date* reads an award date as papers of a country print it, None where it cannot be read.

    Raises:
        StoreError: if *path* is no store that can be read.
    """

    def __init__(
        self, kb: KnowledgeBase, path: Path | None, read_date: Callable[[str, str], PartialDate | None]
    ) -> None:
        self._kb, self._read_date = kb, read_date
        place = path or default_path()
        self._path = place if path or place.is_file() else None
        self._process = 0
        self._memo: dict[tuple[str, str, str], tuple[str | None, str]] = {}
        if self._path:
            self._open(self._path)

    @property
    def has_store(self) -> bool:
        """Whether there is a store to look in."""
        return self._path is not None

    def _open(self, path: Path) -> Store:
        """Return the store as opened by this very process: a connection must not be carried into another."""
        if self._process != os.getpid():
            self._store, self._process = Store(path), os.getpid()
        return self._store

    def fill(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """Return the inputs with status and register added, where the registers agree for the day of the award."""
        name, given = raw.get("institution"), raw.get("institution_status")
        if self._path is None or given or not isinstance(name, str) or not name.strip():
            return dict(raw)
        country = self._kb.country_code(str(raw.get("country") or "")) or ""
        key = (name, country, str(raw.get("awarded") or ""))
        if key not in self._memo:
            if len(self._memo) >= _KEPT:
                self._memo.clear()
            self._memo[key] = self._look_up(self._open(self._path), *key)
        status, register = self._memo[key]
        return {**raw, "institution_status": status, "institution_register": register} if status else dict(raw)

    def _look_up(self, store: Store, name: str, country: str, awarded: str) -> tuple[str | None, str]:
        from qualrec.registers.search import standing

        when = self._read_date(awarded, country)
        if when is None:
            return None, ""
        found = standing(store, name, country or None, when)
        return found.status, found.register
