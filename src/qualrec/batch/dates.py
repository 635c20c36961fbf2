"""Award dates by class: two dates on the same side of every date on file get the same verdict."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache

from qualrec.engine.values import plain_date
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.dates import Interval, PartialDate
from qualrec.model.frozen import frozen

Class = tuple[int, ...]


@frozen
class When:
    """An award date as a table writes it: its first and last day, and its classes for law, units and scales.

    *date* is None where none is given or, with a *fault*, it cannot be read. *how* says how one of another form was
    read; it is part of the class for the law, since the reasons name it.
    """

    date: PartialDate | None
    first: int
    last: int
    fault: str = ""
    how: str = ""
    law: tuple[int | str, ...] = ()
    units: Class = ()
    scales: Class = ()


BAD: Class = (-1,)


@lru_cache(maxsize=100_000)
def plain(text: str) -> When | None:
    """Read a date of our days written as 2015, 2015-06 or 2015-06-30, which papers of every country mean alike."""
    date = plain_date(text)
    return When(date, date.first.toordinal(), date.last.toordinal()) if date and str(date) == text else None


class Sides:
    """The days at which an answer can change, and on which side of each of them a date lies."""

    def __init__(self, days: Iterable[int]) -> None:
        self._days = sorted(set(days))
        self._classes: dict[Class, Class] = {}

    def of(self, when: When) -> Class:
        """Return the class of a date; no date, and one that cannot be read, are classes of their own.

        Everything the engine asks of a date compares its first or last day with a day on file, so the places of the
        two among all those days say the same for every date of the class.
        """
        if when.date is None:
            return BAD if when.fault else ()
        days, first, last = self._days, when.first, when.last
        found = (
            bisect_left(days, first),
            bisect_right(days, first),
            bisect_left(days, last),
            bisect_right(days, last),
        )
        return self._classes.setdefault(found, found)  # one object for all dates of the class


def days(*intervals: Interval) -> Iterator[int]:
    """Yield every day at which an answer on an interval can change."""
    for interval in intervals:
        for end in (interval.start, interval.end):
            if end:
                yield end.first.toordinal()
                yield end.last.toordinal()


def of_units(kb: KnowledgeBase, code: str) -> Iterator[int]:
    """Yield the days on which a credit unit that awards of a country may use begins or ends."""
    for country in (kb.country(code), kb.country("int")):
        yield from days(*(unit.valid for unit in country.units.values()))


def of_scales(kb: KnowledgeBase, code: str) -> Iterator[int]:
    """Yield the days on which a grading scale that awards of a country may use begins or ends."""
    for country in (kb.country(code), kb.country("int")):
        yield from days(*(scale.valid for scale in country.scales.values()))


def of_law(kb: KnowledgeBase, code: str, host: str) -> Iterator[int]:
    """Yield the days that count for every award of a country: of the law between the two, and of accreditation."""
    for country in (kb.country(code), kb.country("int")):
        rule = country.system.programme_accreditation
        if rule and rule.since:
            yield from days(Interval(rule.since, rule.since))
    for iid in kb.bound(host):
        if iid not in kb.bound(code) and not kb.instrument(iid).awards:
            continue
        instrument = kb.instrument(iid)
        yield from days(instrument.awarded)
        if instrument.at_award:
            party = kb.party(iid, code)
            yield from days(instrument.valid, *([party.in_force] if party and party.in_force else []))
