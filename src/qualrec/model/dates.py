"""Dates as sources state them, and what can surely be said of them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from functools import lru_cache

from qualrec.model.frozen import value

_FORMS = ([4], [4, 2], [4, 2, 2])


class Answer(StrEnum):
    """Three-valued truth: what is not known is neither yes nor no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@value
class PartialDate:
    """A date as its source states it: a year, a month or a day; a span with *until*, for years of other calendars."""

    year: int
    month: int | None = None
    day: int | None = None
    until: PartialDate | None = None

    @classmethod
    def parse(cls, raw: str | int) -> PartialDate:
        """Read ``2003``, ``2003-10``, ``2003-10-15``, or a span ``2018-04-14/2019-04-13``.

        Raises:
            ValueError: if *raw* has another form, names no day of the calendar, or ends before it begins.
        """
        start, slash, end = str(raw).strip().partition("/")
        if slash:
            return between(cls.parse(start), cls.parse(end))
        parts = str(raw).strip().split("-")
        digits = all(part.isascii() and part.isdigit() for part in parts)
        if not digits or [len(part) for part in parts] not in _FORMS or parts[0][0] not in "12":
            raise ValueError(f"{raw!r} is not a date of the form 2003, 2003-10 or 2003-10-15")
        year, month, day = (*map(int, parts), None, None)[:3]
        assert year is not None
        dt.date(year, month or 1, day or 1)
        return cls(year, month, day)

    @property
    def first(self) -> dt.date:
        """The first day it may mean."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> dt.date:
        """The last day it may mean."""
        if self.until:
            return self.until.last
        if self.day:
            return self.first
        if self.month is None or self.month == 12:
            return dt.date(self.year, 12, 31)
        return dt.date(self.year, self.month + 1, 1) - dt.timedelta(days=1)

    def __str__(self) -> str:
        start = "-".join(f"{part:02d}" for part in (self.year, self.month, self.day) if part is not None)
        return f"{start}/{self.until}" if self.until else start


@lru_cache(maxsize=256)
def of_day(day: dt.date) -> PartialDate:
    """Return the date of one certain day."""
    return PartialDate(day.year, day.month, day.day)


def between(start: PartialDate, end: PartialDate) -> PartialDate:
    """Return the span from the first day of *start* to the last day of *end*.

    Raises:
        ValueError: if it ends before it begins.
    """
    if end.last < start.first:
        raise ValueError(f"{end} is before {start}")
    if start == end:
        return start
    return PartialDate(start.year, start.month, start.day, end.until or end)


def of_days(first: dt.date, last: dt.date) -> PartialDate:
    """Return the date that lies between two days: a year, a month or a day where it is one, else a span."""
    for date in (PartialDate(first.year), PartialDate(first.year, first.month), of_day(first)):
        if (date.first, date.last) == (first, last):
            return date
    return PartialDate(first.year, first.month, first.day, of_day(last))


@value
class Interval:
    """A time of validity; both ends are included and a missing end is open."""

    start: PartialDate | None = None
    end: PartialDate | None = None

    def holds(self, when: PartialDate) -> Answer:
        """Say whether *when* lies inside, as surely as both dates allow.

        "from 2003" and an award of 2003 is unknown: the source did not say which day of 2003.
        """
        start, end = self.start, self.end
        if (start and when.last < start.first) or (end and end.last < when.first):
            return Answer.NO
        if (not start or start.last <= when.first) and (not end or when.last <= end.first):
            return Answer.YES
        return Answer.UNKNOWN

    def __str__(self) -> str:
        return f"{self.start or ''}-{self.end or ''}"


ALWAYS = Interval()
