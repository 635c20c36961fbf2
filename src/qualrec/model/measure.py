"""Credit units, grading scales, and the published rules that lead from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from qualrec.model.dates import ALWAYS, Interval
from qualrec.model.frozen import fact, fresh, frozen
from qualrec.model.source import Fact, Id, Text


@fact
class CreditUnit(Fact):
    """A unit of workload: *full_time_year* in units, *hours* of work per unit, both as ranges."""

    country: str | None
    name: Text
    aliases: tuple[str, ...] = ()
    full_time_year: tuple[Decimal, Decimal] | None = None
    hours: tuple[Decimal, Decimal] | None = None
    scope: str = "any"
    valid: Interval = ALWAYS


@fact
class CreditLink(Fact):
    """A stated factor; exact until shown, and a range where the source gives one."""

    source: Id
    target: Id
    factor: Fraction
    factor_up_to: Fraction


@frozen
class Band:
    """A named stretch of a numeric scale; both ends belong to it."""

    label: str
    low: Decimal
    high: Decimal
    name: Text = fresh(default_factory=dict)


@fact
class GradingScale(Fact):
    """A scale of marks: numeric by its best mark and lowest pass, or ordinal by its order."""

    country: str | None
    name: Text
    scope: str
    type: str
    aliases: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    use: str = "both"
    institution: str = ""
    best: Decimal | None = None
    worst: Decimal | None = None
    lowest_pass: str | None = None
    step: Decimal | None = None
    best_first: tuple[str, ...] = ()
    labels: Mapping[str, Text] = fresh(default_factory=dict)
    bands: tuple[Band, ...] = ()
    valid: Interval = ALWAYS

    @property
    def pass_mark(self) -> Decimal | None:
        """The lowest pass of a numeric scale as a number."""
        return Decimal(self.lowest_pass) if self.type == "numeric" and self.lowest_pass else None


@frozen
class Row:
    """One line of a grade table: a single grade, or the marks from *low* (included) up to *high*."""

    grade: str | None
    low: Decimal | None
    high: Decimal | None
    high_included: bool
    to: str
    to_up_to: str


@frozen
class Rounding:
    """How a rule rounds; part of the rule, never a taste of the program."""

    places: int
    mode: str


@fact
class GradeRule(Fact):
    """A published conversion; *source* is None where any numeric scale may be converted."""

    by: str
    source: Id | None
    target: Id
    method: str
    ends: tuple[Decimal, Decimal] | None = None
    table: tuple[Row, ...] = ()
    rounding: Rounding | None = None
    binding: bool = False
    valid: Interval = ALWAYS
    note: str = ""
