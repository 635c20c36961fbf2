"""Marks on their scales: reading one, telling which is better, and whether it is a pass."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from qualrec.model.frozen import frozen
from qualrec.model.measure import GradingScale
from qualrec.model.source import Origin

MAX_LENGTH = 60


@frozen
class Mark:
    """A mark as its scale writes it; the name of a band is the stretch from *low* to *high*, else the two are one."""

    low: str
    high: str
    label: str = ""

    @property
    def single(self) -> bool:
        """Whether it is one mark and no stretch."""
        return self.low == self.high

    def __str__(self) -> str:
        return self.label or self.low


def described(best: Decimal, lowest_pass: Decimal, worst: Decimal | None = None) -> GradingScale:
    """Return a numeric scale that is not on file, by its ends."""
    return GradingScale(
        id="scale described",
        origin=Origin("", 0),
        cites=(),
        country=None,
        name={"en": "as described"},
        scope="any",
        type="numeric",
        best=best,
        worst=worst,
        lowest_pass=str(lowest_pass),
    )


def read(grade: str, scale: GradingScale) -> Mark | None:
    """Return *grade* as the scale writes it, or None where it is not on the scale.

    A numeric scale is read by its numbers, with a point or a comma, and by the names of its bands; a band is a stretch
    of marks. "14/20" is read on a scale whose best mark is 20 and on no other.
    """
    text = grade.strip()
    if not text or len(text) > MAX_LENGTH:
        return None
    if scale.type == "ordinal":
        found = _ordinal(text, scale)
        return Mark(found, found) if found else None
    number = _number(text, scale)
    if number is not None:
        return Mark(number, number) if _inside(Decimal(number), scale) else None
    for band in scale.bands:
        names = {band.label.casefold(), *(name.casefold() for name in band.name.values())}
        if text.casefold() in names:
            return Mark(str(band.low), str(band.high), band.label)
    return None


def _ordinal(text: str, scale: GradingScale) -> str | None:
    if text in scale.best_first:
        return text
    wanted = text.casefold()
    for mark in scale.best_first:
        if wanted in {mark.casefold(), *(name.casefold() for name in scale.labels.get(mark, {}).values())}:
            return mark
    return None


def _number(text: str, scale: GradingScale) -> str | None:
    bare = text.removesuffix("%").strip().replace(",", ".")
    head, slash, best = bare.partition("/")
    try:
        value = Decimal(head.strip())
        if slash and Decimal(best.strip()) != scale.best:
            return None
    except InvalidOperation:
        return None
    return str(value) if value.is_finite() else None


def _inside(value: Decimal, scale: GradingScale) -> bool:
    ends = [end for end in (scale.best, scale.worst, scale.pass_mark) if end is not None]
    return bool(ends) and scale.best is not None and min(ends) <= value <= max(ends)


def number(mark: str) -> Decimal | None:
    """Return a mark as a number, or None where it is none."""
    try:
        value = Decimal(mark)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def at_least(mark: str, other: str, scale: GradingScale) -> bool | None:
    """Say whether *mark* is as good as *other* or better; None where the scale does not tell."""
    if scale.type == "ordinal":
        order = scale.best_first
        return order.index(mark) <= order.index(other) if mark in order and other in order else None
    one, two = number(mark), number(other)
    if one is None or two is None:
        return None
    return one >= two if scale.rising else one <= two


def passes(mark: str, scale: GradingScale) -> bool | None:
    """Say whether a mark of the scale is a pass; None where the scale states none, or the mark is not on it."""
    return None if scale.lowest_pass is None else at_least(mark, scale.lowest_pass, scale)


def span(marks: list[str], scale: GradingScale | None) -> tuple[str, str]:
    """Return the lowest and the highest of several marks: by number, or on an ordinal scale the worst and the best."""
    if scale is not None and scale.type == "ordinal":
        known = sorted((m for m in marks if m in scale.best_first), key=scale.best_first.index, reverse=True)
        return (known[0], known[-1]) if known else (marks[0], marks[-1])
    numbers = [value for mark in marks if (value := number(mark)) is not None]
    if len(numbers) < len(marks):
        return marks[0], marks[-1]
    return min(marks, key=Decimal), max(marks, key=Decimal)
