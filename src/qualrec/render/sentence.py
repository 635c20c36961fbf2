"""One plain sentence for a record: what a cell of a table can hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from qualrec.render import words as w


def sentence(record: Mapping[str, Any], name_of: Callable[[str], str]) -> str:
    """Return the outcome, its purpose, and what decided or is missing."""
    headline = w.OUTCOMES[record["outcome"]][0]
    missing = [w.missing(item["what"], item["values"]) for item in record["missing"] if item["blocking"]]
    host = name_of(record["host"])
    filled = w.outcome(
        record,
        comparator=_named(record["comparator"], host),
        alternative=_named(record.get("alternative"), host),
        missing="needed: " + "; ".join(missing) if missing else "something is missing",
    )
    grounds = "; ".join(w.say(ground["code"], ground["values"]) for ground in record["grounds"])
    return f"{headline} for {w.PURPOSES[record['purpose']]} in {host}: {filled}" + (f" ({grounds})" if grounds else "")


def _named(award: dict[str, Any] | None, host: str) -> str:
    return f"{award['title']} ({host})" if award else "the award asked for"
