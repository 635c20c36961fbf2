"""Grade distributions: where a mark stands among the passing marks of its group, and what stands there in another.

The method of the ECTS Users' Guide (2015, annex on grade conversion) and of EGRACONS: each side gives the share of
every passing grade in a comparable group of students; a grade covers a stretch of the cumulated shares, best first,
and goes to the grades of the other side that cover the same stretch. Where several do, the receiver has to have
decided beforehand for the lowest, the average or the highest; until it has, the result is their range.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qualrec.engine.marks import Mark, at_least, number, passes, read
from qualrec.engine.rounding import plain
from qualrec.model.frozen import frozen
from qualrec.model.measure import GradeRule, GradingScale

MAX_GRADES = 2000


@frozen
class Share:
    """One passing grade, how often it was given, and the stretch of the group that it covers: 0 is the very best."""

    grade: str
    count: Fraction
    above: Fraction
    through: Fraction


@frozen
class Distribution:
    """The passing grades of one group, best first; *left_out* were no passes or not on the scale."""

    scale: GradingScale
    shares: tuple[Share, ...]
    left_out: tuple[str, ...] = ()

    def share(self, grade: str) -> Share | None:
        """Return the share of one grade; a number is found however it is written."""
        value = number(grade)
        for share in self.shares:
            if share.grade == grade or (value is not None and number(share.grade) == value):
                return share
        return None


class Unusable(Exception):
    """A table that is no distribution of grades."""


def distribution(scale: GradingScale, counts: list[tuple[str, Decimal]]) -> Distribution:
    """Make a distribution of counts or percentages; fails and what the scale does not have are left out, by name.

    Raises:
        Unusable: if a grade stands twice, a count is negative, or no passing grade is left.
    """
    if len(counts) > MAX_GRADES:
        raise Unusable(f"more than {MAX_GRADES} grades")
    kept: list[tuple[str, Fraction]] = []
    left: list[str] = []
    for written, count in counts:
        mark = read(written, scale)
        if mark is None or not mark.single or not passes(mark.low, scale):
            left.append(written)
            continue
        if count < 0:
            raise Unusable(f"{written} has the count {count}")
        if any(mark.low == other or (number(mark.low) or 0) == (number(other) or 1) for other, _ in kept):
            raise Unusable(f"{written} stands twice")
        kept.append((mark.low, Fraction(count)))
    total = sum((count for _, count in kept), Fraction(0))
    if not total:
        raise Unusable("no passing grade was given to anybody")
    kept.sort(key=lambda item: _rank(item[0], scale))
    return Distribution(scale, _stretches(kept, total), tuple(left))


def _stretches(kept: list[tuple[str, Fraction]], total: Fraction) -> tuple[Share, ...]:
    """Lay the shares end to end, best first."""
    shares, above = [], Fraction(0)
    for grade, count in kept:
        through = above + count / total
        shares.append(Share(grade, count, above, through))
        above = through
    return tuple(shares)


def _rank(grade: str, scale: GradingScale) -> Decimal:
    if scale.type == "ordinal":
        return Decimal(scale.best_first.index(grade))
    value = number(grade)
    assert value is not None
    return -value if scale.rising else value


@frozen
class Placed:
    """The grades of the other side that cover the stretch of a mark, best first, and how much of it each covers."""

    share: Share
    grades: tuple[tuple[str, Fraction], ...]

    @property
    def best(self) -> str:
        """The highest grade that overlaps."""
        return self.grades[0][0]

    @property
    def worst(self) -> str:
        """The lowest grade that overlaps."""
        return self.grades[-1][0]

    @property
    def average(self) -> str | None:
        """The average of the overlapping grades, where they are numbers; it is not rounded to a grade."""
        values = [number(grade) for grade, _ in self.grades]
        if any(value is None for value in values):
            return None
        return plain(sum((Fraction(v) for v in values if v is not None), Fraction(0)) / len(values))


def transfer(home: Distribution, host: Distribution, mark: Mark) -> Placed | None:
    """distribution: to the host's grades that cover the same stretch of the cumulated shares, passes only.

    A grade that nobody got at home covers no stretch; it goes to the grade that stands at its place.
    """
    share = home.share(mark.low) or _empty(home, mark.low)
    if share is None:
        return None
    found = [
        (other.grade, min(share.through, other.through) - max(share.above, other.above))
        for other in host.shares
        if _meets(share, other)
    ]
    return Placed(share, tuple(found)) if found else None


def _meets(share: Share, other: Share) -> bool:
    if other.above == other.through:
        return False
    if share.above == share.through:
        at = share.above
        return other.above <= at < other.through or at == other.through == 1
    return share.above < other.through and other.above < share.through


def _empty(home: Distribution, mark: str) -> Share | None:
    """The place of a passing mark that is not in the table: below all better ones."""
    if not passes(mark, home.scale):
        return None
    better = [share for share in home.shares if at_least(share.grade, mark, home.scale)]
    at = better[-1].through if better else Fraction(0)
    return Share(mark, Fraction(0), at, at)


def percentile(rule: GradeRule, home: Distribution, mark: Mark) -> Placed | None:
    """percentile: to fixed shares of the passing students, best first (the letters A to E of ECTS until 2009)."""
    fixed = [(grade, Fraction(percent)) for grade, percent in rule.shares]
    total = sum((percent for _, percent in fixed), Fraction(0))
    return transfer(home, Distribution(home.scale, _stretches(fixed, total)), mark)
