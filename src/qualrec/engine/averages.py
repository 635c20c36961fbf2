"""Averages over courses: weighted by credits, or by year of study where a rule says so; exact until shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction

from qualrec.engine.courses import Judged
from qualrec.engine.marks import number
from qualrec.model.frozen import frozen
from qualrec.model.measure import Weighting

Value = Callable[[Judged], "tuple[Fraction, Fraction] | None"]


@frozen
class Average:
    """An average as a range (a range where single grades are ranges), over how many courses and credits."""

    low: Fraction
    high: Fraction
    courses: int
    credits: Fraction
    weighting: str
    without_credits: int = 0


class NoAverage(Exception):
    """Why there is no average: a reason code and the values of its sentence."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def own_mark(judged: Judged) -> tuple[Fraction, Fraction] | None:
    """The mark on its own scale as a number; letters have none."""
    if judged.mark is None:
        return None
    low, high = number(judged.mark.low), number(judged.mark.high)
    return None if low is None or high is None else (Fraction(low), Fraction(high))


def average(judged: Iterable[Judged], value: Value, weighting: Weighting | None = None) -> Average:
    """Average the courses that count.

    Raises:
        NoAverage: if no course counts, one has no number, or the weighting asks for years that are not given.
    """
    counted = [item for item in judged if item.in_average]
    if not counted:
        raise NoAverage("AVERAGE_NO_COURSE")
    unread = [item.course.name for item in counted if value(item) is None]
    if unread:
        raise NoAverage("AVERAGE_NO_NUMBER", count=str(len(unread)), name=unread[0])
    return _by_year(counted, value, weighting) if weighting else _by_credits(counted, value)


def _by_credits(counted: list[Judged], value: Value) -> Average:
    weights = [Fraction(item.course.credits or 0) for item in counted]
    total = sum(weights, Fraction(0))
    bare = sum(1 for weight in weights if not weight)
    if not total:
        weights, total = [Fraction(1)] * len(counted), Fraction(len(counted))
    ends = [value(item) or (Fraction(0), Fraction(0)) for item in counted]
    low = sum((w * end[0] for w, end in zip(weights, ends, strict=True)), Fraction(0)) / total
    high = sum((w * end[1] for w, end in zip(weights, ends, strict=True)), Fraction(0)) / total
    name = "equal" if bare == len(counted) else "credits"
    credits_counted = Fraction(0) if name == "equal" else total
    return Average(low, high, len(counted), credits_counted, name, bare if name == "credits" else 0)


def _by_year(counted: list[Judged], value: Value, weighting: Weighting) -> Average:
    years: dict[int, list[Judged]] = defaultdict(list)
    for item in counted:
        if item.course.year is None:
            raise NoAverage("AVERAGE_NO_YEAR", name=item.course.name)
        years[item.course.year].append(item)
    wanted = set(range(1, len(weighting.weights) + 1))
    if set(years) != wanted:
        given = ", ".join(map(str, sorted(years)))
        raise NoAverage("AVERAGE_OTHER_YEARS", weighting=weighting.id, years=given, wanted=str(len(wanted)))
    single = {year: _by_credits(items, value) for year, items in years.items()}
    weights = {year: Fraction(weight) for year, weight in enumerate(weighting.weights, 1)}
    total = sum(weights.values(), Fraction(0))
    return Average(
        sum((weights[year] * found.low for year, found in single.items()), Fraction(0)) / total,
        sum((weights[year] * found.high for year, found in single.items()), Fraction(0)) / total,
        len(counted),
        sum((found.credits for found in single.values()), Fraction(0)),
        weighting.id,
        sum(found.without_credits for found in single.values()),
    )
