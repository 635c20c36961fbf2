"""What a person has to settle: the one fact that each open row waits for, and whom else the same fact would settle.

A fact about a title, an institution or a scale is shared by all rows that name it; any other is the row's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualrec.knowledge.names import fold
from qualrec.model.frozen import frozen

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
# Which fact is asked first where several are missing: those that others wait for.
_FIRST = ("qualification", "country", "institution_status", "programme_accreditation", "papers", "verification")


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
    if answer["q_status"] not in {"needs_review", "cannot_assess"}:
        return None
    missing = [fact for fact in str(answer["q_missing"]).split("|") if fact]
    if answer["q_status"] == "cannot_assess":
        fact = "row"
    elif answer["q_identified"] != "found":
        fact = "qualification"
    else:
        fact = next((one for one in _FIRST if one in missing), missing[0] if missing else "row")
    columns = SHARED.get(fact)
    if columns:
        about = tuple((column, str(cells.get(column) or "").strip()) for column in columns)
        if dict(about).get("institution", "x"):
            return Question(fact, about)
    return Question(fact, (), str(cells.get("id") or f"#{number}"))


def about_row(cells: Mapping[str, Any]) -> str:
    """Return what a row is about in words, without its id: a decision on one row holds for that award only."""
    return "; ".join(
        str(cells.get(name) or "").strip() for name in ("country", "title", "institution") if cells.get(name)
    )
