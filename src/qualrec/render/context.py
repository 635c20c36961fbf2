"""One page under way: its record, the names of countries, and the sources numbered so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qualrec.render import words as w
from qualrec.render.plain import References

Record = dict[str, Any]
NOT_SHOWN = "not shown"
_IDS = frozenset({"id", "successor", "scale", "target", "to", "unit", "units"})  # values that hold ids


class Context:
    """What the parts of a page share."""

    def __init__(self, record: Record, name_of: Callable[[str], str], called: Callable[[str], str]) -> None:
        self.record = record
        self.name_of = name_of  # a country's English name
        self.called = called  # what an award, a unit or a scale is called
        self.refs = References()

    def say(self, reason: Mapping[str, Any]) -> str:
        """Return the sentence of a reason, with names in the place of ids."""
        return w.say(reason["code"], {k: self._named(v) if k in _IDS else v for k, v in reason["values"].items()})

    def _named(self, value: Any) -> Any:
        return " or ".join(map(self.called, value.split(" or "))) if isinstance(value, str) else value

    def reasons(self, *codes: str) -> list[dict[str, Any]]:
        """Return the reasons of these codes, code by code."""
        return [reason for code in codes for reason in self.record["reasons"] if reason["code"] == code]

    def facts(self, *codes: str) -> list[dict[str, Any]]:
        """Return the facts behind the reasons of these codes."""
        return [fact for reason in self.reasons(*codes) for fact in reason["facts"]]

    def marks(self, facts: list[dict[str, Any]]) -> str:
        """Return the source marks of facts, such as ``[1][3]``."""
        return self.refs(*[fact["sources"] for fact in facts])
