"""One page under way: its record, the names of countries, and the sources numbered so far."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qualrec.render.plain import References

Record = dict[str, Any]
NOT_SHOWN = "not shown"


class Context:
    """What the parts of a page share."""

    def __init__(self, record: Record, name_of: Callable[[str], str]) -> None:
        self.record = record
        self.name_of = name_of  # a country's English name
        self.refs = References()

    def reasons(self, *codes: str) -> list[dict[str, Any]]:
        """Return the reasons of these codes, code by code."""
        return [reason for code in codes for reason in self.record["reasons"] if reason["code"] == code]

    def facts(self, *codes: str) -> list[dict[str, Any]]:
        """Return the facts behind the reasons of these codes."""
        return [fact for reason in self.reasons(*codes) for fact in reason["facts"]]

    def marks(self, facts: list[dict[str, Any]]) -> str:
        """Return the source marks of facts, such as ``[1][3]``."""
        return self.refs(*[fact["sources"] for fact in facts])
