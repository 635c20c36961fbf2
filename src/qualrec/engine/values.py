"""Single values, read strictly: what cannot be read stays unknown and is named as a fault."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.dates import Answer, PartialDate
from qualrec.model.frozen import frozen
from qualrec.model.patterns import Pattern

ANSWERS = ("yes", "no", "unknown")
_UNKNOWN = {"", "unknown", "null", "none"}
_FIRST, _LAST = "1500", "2029"
_NUMBER = Pattern(r"[0-9]{1,9}(?:[.,][0-9]{1,6})?")


@frozen
class Fault:
    """A value that cannot be read: which, what it was, why, and what to write."""

    field: str
    value: str
    code: str
    hint: str = ""


class Values:
    """The raw values of one credential, and the faults met while reading them."""

    def __init__(self, raw: Mapping[str, Any], kb: KnowledgeBase) -> None:
        self.raw = raw
        self.kb = kb
        self.faults: list[Fault] = []

    def fault(self, field: str, value: Any, code: str, hint: str = "") -> None:
        """Keep a fault."""
        self.faults.append(Fault(field, str(value)[:80], code, hint))

    def number(self, key: str, value: Any) -> Decimal | None:
        """Read a number of at most nine digits and six decimals."""
        if value is None or str(value).strip().lower() in _UNKNOWN:
            return None
        text = str(value).strip()
        if _NUMBER.fullmatch(text):
            try:
                return Decimal(text.replace(",", "."))
            except InvalidOperation:
                pass
        self.fault(key, text, "NUMBER_UNREADABLE", "write a number such as 180 or 7.5")
        return None

    def date(self, key: str) -> PartialDate | None:
        """Read a date: a year, a month or a day."""
        value = self.raw.get(key)
        if value is None or str(value).strip().lower() in _UNKNOWN:
            return None
        text = str(value).strip()
        if date := plain_date(text):
            return date
        from qualrec.engine.dating import read_date

        try:
            return read_date(text, self.kb.country_code(str(self.raw.get("country") or ""))).date
        except ValueError as error:
            self.fault(key, value, "DATE_UNREADABLE", str(error))
            return None

    def choice(self, key: str, given: Any, allowed: tuple[str, ...]) -> str | None:
        """Read one of the words allowed."""
        value = str(given or "").strip().lower()
        if not value:
            return None
        if value in allowed:
            return value
        self.fault(key, value, "INPUT_NOT_ALLOWED", near(value, allowed))
        return None

    def answer(self, key: str, value: Any) -> Answer:
        """Read yes, no or unknown."""
        if value is None or value == "":
            return Answer.UNKNOWN
        word = {"true": "yes", "false": "no"}.get(str(value).strip().lower(), str(value).strip().lower())
        if word in ANSWERS:
            return Answer(word)
        self.fault(key, value, "INPUT_NOT_ALLOWED", "write yes, no or unknown")
        return Answer.UNKNOWN

    def truth(self, key: str) -> bool:
        """Read a yes; anything else is none."""
        return self.answer(key, self.raw.get(key)) is Answer.YES

    def items(self, key: str) -> list[Any]:
        """Read a list, or a text divided by bars or commas."""
        value = self.raw.get(key)
        if value is None or value == "":
            return []
        if isinstance(value, str):
            return [item.strip() for item in value.replace(",", "|").split("|") if item.strip()]
        if isinstance(value, Mapping):
            return [value]
        return list(value) if isinstance(value, (list, tuple)) else [value]

    def records(self, key: str) -> list[Mapping[str, Any]]:
        """Read a list of mappings; anything else in it is a fault."""
        found = []
        for item in self.items(key):
            if isinstance(item, Mapping):
                found.append(item)
            else:
                self.fault(key, item, "INPUT_NOT_ALLOWED", "write a list of entries with keys")
        return found

    def record(self, key: str) -> Mapping[str, Any]:
        """Read one mapping; anything else is a fault."""
        value = self.raw.get(key)
        if value in (None, ""):
            return {}
        if isinstance(value, Mapping):
            return value
        self.fault(key, value, "INPUT_NOT_ALLOWED", "write an entry with keys")
        return {}


def plain_date(text: str) -> PartialDate | None:
    """Read a date of years that no calendar but ours counts so; None where it is no such date, or written otherwise."""
    try:
        return PartialDate.parse(text) if text[:4].isdecimal() and _FIRST <= text[:4] <= _LAST else None
    except ValueError:
        return None


def near(value: str, options: Any) -> str:
    """Return what a mistyped value may have meant, else what is allowed."""
    known = [str(option) for option in options]
    close = get_close_matches(value, known, 2, 0.5)
    if close:
        return "did you mean " + " or ".join(close) + "?"
    return "use one of " + ", ".join(known[:12]) if known else ""
