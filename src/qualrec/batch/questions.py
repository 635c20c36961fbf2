"""What a person has to settle: the one fact that each open row waits for, and whom else the same fact would settle.

A fact about a title, an institution or a scale is shared by all rows that name it; any other is the row's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualrec.batch.columns import INPUT
from qualrec.knowledge.names import fold
from qualrec.model.frozen import frozen
from qualrec.render.words import FAULTS

# fact -> the input columns that say what it is about; a decision on it holds for every row that fills them alike
SHARED: dict[str, tuple[str, ...]] = {
    "qualification": ("country", "title", "awarded"),
    "institution_status": ("country", "institution"),
    "programme_accreditation": ("country", "institution", "title"),
    "grade_scale": ("country", "title"),
}
# fact -> the column that a decision fills
FILLS = {
    "qualification": "qualification",
    "institution_status": "institution_status",
    "programme_accreditation": "programme_accredited",
    "grade_scale": "grade_scale",
}
OPEN = frozenset({"needs_review", "cannot_assess"})
# Which fact is asked first where several are missing: those that others wait for.
_FIRST = ("qualification", "country", "institution_status", "programme_accreditation", "papers", "verification")

_OF_ROW = tuple(name for name in INPUT if name != "id" and name not in FILLS.values())


@frozen
class Question:
    """One fact to settle: what it is about, by input column, and the row it belongs to where it is its own."""

    fact: str
    about: tuple[tuple[str, str], ...]
    row: str = ""

    @property
    def key(self) -> tuple[Any, ...]:
        """What makes two questions the same: case and accents of the words they are about do not count."""
        return (self.fact, tuple((column, fold(text)) for column, text in self.about), self.row)


def question(number: int, cells: Mapping[str, Any], answer: Mapping[str, Any]) -> Question | None:
    """Return what an open row waits for; None where it is settled."""
    if answer["q_status"] not in OPEN:
        return None
    fact = fact_of(answer)
    columns = SHARED.get(fact)
    if columns:
        about = tuple((column, str(cells.get(column) or "").strip()) for column in columns)
        if dict(about).get("institution", "x"):
            return Question(fact, about)
    return Question(fact, (), str(cells.get("id") or f"#{number}"))


def fact_of(answer: Mapping[str, Any]) -> str:
    """Return the fact that an open row waits for first; ``row`` where it is the row itself that must be mended."""
    missing = [fact for fact in str(answer["q_missing"]).split("|") if fact]
    if answer["q_status"] == "cannot_assess":
        return "row"
    if answer["q_identified"] != "found":
        return "qualification"
    return next((one for one in _FIRST if one in missing), missing[0] if missing else "row")


def cause(answer: Mapping[str, Any]) -> str:
    """Return in one code why a row is open: the fact it waits for, else its first reason; empty where it is not."""
    if answer["q_status"] not in OPEN:
        return ""
    fact = fact_of(answer)
    if fact != "row":
        return fact
    codes = [code.partition(":")[0] for code in str(answer["q_reasons"]).split("|")]
    fault = next((code for code in codes if code in FAULTS), "")
    return fault or (codes[0] if answer["q_status"] == "cannot_assess" else str(answer["q_outcome"]) or codes[0])


def about_shared(asked: tuple[tuple[str, str], ...]) -> str:
    """Return what a shared question is about as the review file says it; decisions are found again by this text."""
    return "; ".join(f"{column}: {text or 'not given'}" for column, text in asked)


def about_row(cells: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
    """Return what a row states but its id, and the policy: a decision on a row holds for these facts only.

    What shared decisions fill in is left out, so that a row's own decision stands with or without them.
    """
    stated = [(name, str(cells.get(name) or "").strip()) for name in _OF_ROW]
    return "; ".join(f"{name}: {text}" for name, text in (*stated, ("policy", answer["q_policy"])) if text)
