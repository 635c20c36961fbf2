"""A transcript: the courses taken, as printed, and how they are asked to be averaged."""

from __future__ import annotations

from decimal import Decimal

from qualrec.model.dates import PartialDate
from qualrec.model.frozen import frozen
from qualrec.model.source import Id

STATUSES = ("passed", "failed", "in_progress", "withdrawn", "exempt")
REPEATS = ("best", "last", "all")
FAILURES = ("count", "leave_out")


@frozen
class Course:
    """One course as printed. *status* empty is told by the grade; *parts* are courses whose credits it contains.

    *scale* and *unit* stand where they are not those of the whole transcript: a term abroad, an older year.
    """

    name: str
    code: str = ""
    credits: Decimal | None = None
    unit: Id | None = None
    grade: str = ""
    scale: Id | None = None
    status: str = ""
    year: int | None = None
    term: str = ""
    date: PartialDate | None = None
    level: str = ""
    major: bool = False
    parts: tuple[Course, ...] = ()

    @property
    def key(self) -> str:
        """What two attempts at the same course share: its code, else its name."""
        return (self.code or self.name).casefold()


@frozen
class Habits:
    """How an average is made, where no law says: choices that are printed with every result.

    *repeats* says which of several attempts counts, *failures* whether a failed course counts in the average.
    *subset* is empty, ``major``, ``level:NAME`` or ``last:CREDITS``.
    """

    repeats: str = "best"
    failures: str = "count"
    subset: str = ""


@frozen
class Transcript:
    """The courses of one holder, with the scale and the unit they are given in where the paper states them once."""

    country: str
    courses: tuple[Course, ...]
    scale: Id | None = None
    unit: Id | None = None
    institution: str = ""
