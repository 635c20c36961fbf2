"""What a record cites: the documents in order of first use, and each fact with its place, certainty and sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from qualrec.engine.credits import decimal
from qualrec.model.assessment import Reason, Step
from qualrec.model.dates import PartialDate
from qualrec.model.source import Citation, Fact


class Sources:
    """The documents cited, in order of first use."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Any]] = {}
        self._reasons: dict[Reason, dict[str, Any]] = {}

    def cite(self, cites: Iterable[Citation]) -> list[str]:
        """Keep citations and return the ids of their sources."""
        ids = []
        for citation in cites:
            source = citation.source
            entry = self._found.setdefault(
                source.id,
                {
                    "id": source.id,
                    "title": source.title,
                    "publisher": source.publisher,
                    "url": source.url,
                    "copy": source.copy,
                    "kind": source.kind,
                    "published": _date(source.published),
                    "accessed": _date(source.accessed),
                    "at": [],
                },
            )
            if citation.at and citation.at not in entry["at"]:
                entry["at"].append(citation.at)
            ids.append(source.id)
        return list(dict.fromkeys(ids))

    def fact(self, fact: Fact, name: str) -> dict[str, Any]:
        """Return a fact as the record shows it: its place, how sure it is, its sources, its own folder."""
        origin = fact.origin
        layer = {"layer": origin.layer, "overrides": origin.over or None} if origin.layer else {}
        return {
            "id": fact.id,
            "path": origin.path,
            "line": origin.of(name),
            "field": name,
            "confidence": str(fact.confidence_of(name)),
            "sources": self.cite(fact.cites_for(name)),
            **layer,
        }

    def reason(self, reason: Reason) -> dict[str, Any]:
        """Return a reason with its facts."""
        if reason not in self._reasons:
            self._reasons[reason] = self._reason(reason)
        return self._reasons[reason]

    def _reason(self, reason: Reason) -> dict[str, Any]:
        found: dict[str, Any] = {
            "code": reason.code,
            "values": {key: plain(value) for key, value in reason.values.items()},
            "facts": [self.fact(fact, name) for fact, name in reason.facts],
        }
        return found | ({"check": reason.check} if reason.check else {})

    def step(self, step: Step) -> dict[str, Any]:
        """Return a step with all below it."""
        return {
            "stage": step.stage,
            "reasons": [self.reason(reason) for reason in step.reasons],
            "steps": [self.step(child) for child in step.steps],
        }

    @property
    def found(self) -> list[dict[str, Any]]:
        """All sources cited so far."""
        return list(self._found.values())


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; numbers that must be exact as text."""
    if type(value) is str:
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [plain(item) for item in value]
        return sorted(items) if isinstance(value, (set, frozenset)) else items
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Fraction):
        return decimal(value)
    return str(value)


def _date(when: PartialDate | None) -> str | None:
    return str(when) if when else None
