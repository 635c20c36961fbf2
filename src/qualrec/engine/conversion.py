"""The closed list of grade methods. A rule on file names one of them; nothing else turns one mark into another.

None of them passes through a common percent: each leads from a declared scale to a declared scale, by a rule with its
source. A method that does not reach a mark returns None, and the caller says why.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from qualrec.engine.marks import Mark, at_least, number, passes, span
from qualrec.engine.rounding import plain, rounded
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.frozen import frozen
from qualrec.model.measure import GradeRule, GradingScale, Row
from qualrec.model.source import Id


@frozen
class Converted:
    """A grade on another scale, as a range, with the rule that gave it and its value before rounding.

    On a numeric scale *low* is the smaller number, on an ordinal one the worse grade. *by* holds the single results
    where this one gathers several (claims of receivers, or rules that disagree).
    """

    scale: Id
    low: str
    high: str
    rule: GradeRule
    exact: str
    by: tuple[Converted, ...] = ()

    @property
    def shown(self) -> str:
        """The result as one word: ``2.5``, or ``2:2 to 2:1``."""
        return self.low if self.low == self.high else f"{self.low} to {self.high}"


End = Callable[[GradeRule, str, GradingScale], "list[tuple[str, str]] | None"]


def apply_rule(kb: KnowledgeBase, rule: GradeRule, mark: Mark, scale: GradingScale) -> Converted | None:
    """Apply one rule to a mark or a stretch of marks; None where the rule does not reach it."""
    method = METHODS.get(rule.method)
    found: list[tuple[str, str]] = []
    for end in dict.fromkeys((mark.low, mark.high)):
        results = method(rule, end, scale) if method else None
        if not results:
            return None
        found += results
    target = kb.owner(rule.target).scales.get(rule.target)
    low, high = span([value for value, _ in found], target)
    exact = "" if len(found) > 1 else found[0][1]
    return Converted(rule.target, low, high, rule, exact)


def _identity(_rule: GradeRule, mark: str, _scale: GradingScale) -> list[tuple[str, str]] | None:
    """identity: the two scales are one; the mark stands as it is."""
    return [(mark, mark)]


def _linear(rule: GradeRule, mark: str, scale: GradingScale) -> list[tuple[str, str]] | None:
    """linear: in proportion between the best mark and the lowest pass, passes only (modified Bavarian formula).

    1 + 3 x (best - mark) / (best - lowest pass) leads to the German scale; what the receiver does with the decimals
    is part of the rule, so each published way of rounding is a rule of its own.
    """
    if scale.best is None or scale.pass_mark is None or rule.ends is None or not passes(mark, scale):
        return None
    best, lowest, value = Fraction(scale.best), Fraction(scale.pass_mark), Fraction(Decimal(mark))
    if best == lowest:
        return None
    top, bottom = (Fraction(end) for end in rule.ends)
    exact = top + (bottom - top) * (best - value) / (best - lowest)
    return [(rounded(exact, rule.rounding, low_is_better=top < bottom), plain(exact))]


def _piecewise(rule: GradeRule, mark: str, _scale: GradingScale) -> list[tuple[str, str]] | None:
    """piecewise: straight lines between published pairs of marks; nothing outside the first and the last pair."""
    value = number(mark)
    if value is None:
        return None
    knots = sorted(rule.knots)
    for (x, a), (y, b) in pairwise(knots):
        if x <= value <= y:
            exact = Fraction(a) + (Fraction(b) - Fraction(a)) * (Fraction(value) - Fraction(x)) / Fraction(y - x)
            better = [to for _, to in knots]
            return [(rounded(exact, rule.rounding, low_is_better=better[0] > better[-1]), plain(exact))]
    return None


def _table(rule: GradeRule, mark: str, _scale: GradingScale) -> list[tuple[str, str]] | None:
    """table: the line of the published table that holds the mark; a line that names several grades gives a range."""
    for row in rule.table:
        if row.grade == mark or (row.grade is None and _inside(row, mark)):
            return [(to, to) for to in dict.fromkeys((row.to, row.to_up_to))]
    return None


def _inside(row: Row, mark: str) -> bool:
    value = number(mark)
    if value is None:
        return False
    above = row.low is None or value >= row.low
    return above and (row.high is None or value < row.high or (row.high_included and value == row.high))


def _points(rule: GradeRule, mark: str, scale: GradingScale) -> list[tuple[str, str]] | None:
    """points: letters to the grade points of one declared table; A- is 3.67 in one and 3.7 in another, never both."""
    return _table(rule, mark, scale)


def _threshold(rule: GradeRule, mark: str, scale: GradingScale) -> list[tuple[str, str]] | None:
    """threshold: the best class whose published lowest mark is reached; below the last one no class is stated."""
    for grade, least in rule.least:
        if at_least(mark, least, scale):
            return [(grade, grade)]
    return None


METHODS: dict[str, End] = {
    "identity": _identity,
    "linear": _linear,
    "piecewise": _piecewise,
    "points": _points,
    "table": _table,
    "threshold": _threshold,
}
