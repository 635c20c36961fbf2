"""Rounding as published: to so many decimals in a stated way, then onto the marks that the receiver gives."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qualrec.model.measure import Rounding

_DIGITS = 6  # shown of a value that no rule rounds


def rounded(value: Fraction, rounding: Rounding | None, *, low_is_better: bool) -> str:
    """Return *value* as the rule rounds it; without a rule, as it is."""
    if rounding is None:
        return plain(value)
    found = _to_places(value, rounding, low_is_better=low_is_better)
    return str(_onto(found, rounding, low_is_better=low_is_better)) if rounding.onto else str(found)


def _to_places(value: Fraction, rounding: Rounding, *, low_is_better: bool) -> Decimal:
    unit = Decimal(1).scaleb(-rounding.places)
    scaled = value / Fraction(unit)
    below = Decimal(scaled.__floor__()) * unit
    if rounding.mode == "truncate":
        return Decimal(scaled.__trunc__()) * unit
    if rounding.mode == "favour_holder":
        return below if low_is_better or scaled.denominator == 1 else below + unit
    nearest = round(scaled) if rounding.mode == "half_even" else (scaled + Fraction(1, 2)).__floor__()
    return Decimal(nearest) * unit


def _onto(value: Decimal, rounding: Rounding, *, low_is_better: bool) -> Decimal:
    """Move to a mark that is given: to the better neighbour, or to the nearest (the better of two as near)."""
    better_first = sorted(rounding.onto, reverse=not low_is_better)
    if rounding.onto_mode == "better":
        reached = [mark for mark in better_first if (mark <= value if low_is_better else mark >= value)]
        return reached[-1] if reached else better_first[0]
    return min(better_first, key=lambda mark: abs(mark - value))


def plain(value: Fraction) -> str:
    """Return a fraction as a decimal of at most six places."""
    text = f"{Decimal(round(value * 10**_DIGITS)).scaleb(-_DIGITS):.{_DIGITS}f}"
    return text.rstrip("0").rstrip(".")
