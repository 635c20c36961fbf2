"""Law, claims, systems and policy: who says what must or may follow from a fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from qualrec.model.dates import ALWAYS, Interval
from qualrec.model.source import Fact, Id, Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Party(Fact):
    """A state bound by an instrument, and when; *signed_only* means not bound."""

    country: str
    in_force: Interval | None = None
    signed_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Provision(Fact):
    """One rule of an instrument, in our own words; *duty_for* names the kinds of award it lays a duty on."""

    at: str
    says: Text
    duty_for: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ScheduleRow(Fact):
    """A pair of awards, or a kind of award of either side, that a text declares to correspond."""

    source: Id | None = None
    target: Id | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Instrument(Fact):
    """A treaty, law, recommendation or agreement, without its parties."""

    title: Text
    short: Text
    rank: int
    effect: str
    kinds: frozenset[str]
    purposes: frozenset[str]
    awards: frozenset[Id] = frozenset()
    excluded_fields: tuple[str, ...] = ()
    excluded_awards: frozenset[Id] = frozenset()
    awarded: Interval = ALWAYS
    directions: tuple[tuple[str, str], ...] = ()
    conditions: Mapping[str, Provision] = field(default_factory=dict)
    schedule: tuple[ScheduleRow, ...] = ()
    provisions: Mapping[str, Provision] = field(default_factory=dict)
    valid: Interval = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Claim(Fact):
    """What one named centre publishes about a foreign award; never referencing."""

    by: Text
    centre_country: str
    of: Id
    says: Text
    comparable_to: tuple[Id, ...] = ()
    kind: str | None = None
    eqf: tuple[str, ...] = ()
    level: Mapping[Id, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Body(Fact):
    """A recognition centre, a quality agency or a register."""

    name: Text
    abbreviation: str
    url: str
    role: str = ""
    valid: Interval = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Trap(Fact):
    """A false friend or a reform that has misled evaluators."""

    about: tuple[Id, ...]
    says: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ProgrammeAccreditation(Fact):
    """Whether a programme of this country needs its own accreditation: all, some or none."""

    required: str


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class System:
    """Who answers for one country's awards."""

    country: str
    centres: tuple[Body, ...] = ()
    agencies: tuple[Body, ...] = ()
    registers: tuple[Body, ...] = ()
    programme_accreditation: ProgrammeAccreditation | None = None
    traps: tuple[Trap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PolicyNumber(Fact):
    """One choice of the assessing body."""

    value: Decimal
    says: Text


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Policy:
    """The numbers of one policy file by name."""

    id: Id
    numbers: Mapping[str, PolicyNumber]

    def __getitem__(self, name: str) -> Decimal:
        return self.numbers[name].value
