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
    """A unit of workload: *full_time_year* in units, *hours* of work per unit, both as ranges.

    *contact_hours* are hours of teaching in one unit; nothing is converted by them, since the rest is not known.
    """

    country: str | None
    name: Text
    aliases: tuple[str, ...] = ()
    full_time_year: tuple[Decimal, Decimal] | None = None
    hours: tuple[Decimal, Decimal] | None = None
    contact_hours: tuple[Decimal, Decimal] | None = None
    scope: str = "any"
    valid: Interval = ALWAYS
    succeeded_by: Id | None = None


@fact
class CreditLink(Fact):
    """A stated factor; exact until shown, and a range where the source gives one."""

    source: Id
    target: Id
    factor: Fraction
    factor_up_to: Fraction
    valid: Interval = ALWAYS


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
    ungraded: Mapping[str, str] = fresh(default_factory=dict)
    valid: Interval = ALWAYS

    @property
    def pass_mark(self) -> Decimal | None:
        """The lowest pass of a numeric scale as a number."""
        return Decimal(self.lowest_pass) if self.type == "numeric" and self.lowest_pass else None

    @property
    def rising(self) -> bool:
        """Whether a larger number is the better mark; read from the ends, never from habit."""
        other = self.pass_mark if self.pass_mark not in {None, self.best} else self.worst
        return self.best is None or other is None or self.best > other


@fact
class Weighting(Fact):
    """How the parts of a programme count in a final average: *weights* by year of study, the first year first."""

    name: Text
    by: str
    weights: tuple[Decimal, ...]
    institution: str = ""
    valid: Interval = ALWAYS


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
    """How a rule rounds; part of the rule, never a taste of the program.

    First to *places* decimals by *mode*; then, where *onto* lists the marks that the receiver gives, to the nearest
    or to the better of them (*onto_mode*).
    """

    places: int
    mode: str
    onto: tuple[Decimal, ...] = ()
    onto_mode: str = ""


@fact
class GradeRule(Fact):
    """A published conversion; *source* is None where any scale may be converted, *target* empty where any host may.

    A rule for any scale may be meant for one sector only (*scope*) and leave out countries (by code) and scales that
    its publisher treats by rules of their own (*exempt*).
    *institution* is set where the rule is one receiver's own. *least* gives, for a threshold rule, the lowest mark of
    each class, best class first; *condition* says for which awards the receiver means it. *shares* gives, for a
    percentile rule, the percent of passing students for each grade, best first.
    """

    by: str
    source: Id | None
    target: Id
    method: str
    institution: str = ""
    scope: str = ""
    exempt: frozenset[str] = frozenset()
    ends: tuple[Decimal, Decimal] | None = None
    knots: tuple[tuple[Decimal, Decimal], ...] = ()
    table: tuple[Row, ...] = ()
    least: tuple[tuple[str, str], ...] = ()
    shares: tuple[tuple[str, Decimal], ...] = ()
    condition: str = ""
    rounding: Rounding | None = None
    binding: bool = False
    valid: Interval = ALWAYS
    title: Text = fresh(default_factory=dict)
    note: str = ""
