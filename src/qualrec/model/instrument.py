"""Law, claims, systems and policy: who says what must or may follow from a fact."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from qualrec.model.dates import ALWAYS, Interval, PartialDate
from qualrec.model.frozen import fact, fresh, frozen
from qualrec.model.source import Fact, Id, Text


@fact
class Party(Fact):
    """A state bound by an instrument, and when; *signed_only* means not bound."""

    country: str
    in_force: Interval | None = None
    signed_only: bool = False


@fact
class Provision(Fact):
    """One rule of an instrument, in our own words; *duty_for* names the kinds of award it lays a duty on."""

    at: str
    says: Text
    duty_for: frozenset[str] = frozenset()


@fact
class ScheduleRow(Fact):
    """A pair of awards, or a kind of award of either side, that a text declares to correspond."""

    source: Id | None = None
    target: Id | None = None
    kind: str | None = None


@fact
class TimeLimit(Fact):
    """By when a body must acknowledge receipt or decide, in months after the file is complete."""

    what: str
    months: int


@fact
class Instrument(Fact):
    """A treaty, law, recommendation or agreement, without its parties and provisions.

    With *at_award* the issuing side must be a party on the day of the award, not only on that of the decision.
    """

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
    at_award: bool = False
    directions: tuple[tuple[str, str], ...] = ()
    schedule: tuple[ScheduleRow, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    valid: Interval = ALWAYS


@fact
class Claim(Fact):
    """What one named centre publishes about a foreign award; never referencing.

    A *conditional* one holds only for some awards of that type: it is shown, and only a method that asks for its
    condition goes by it. One that is not *completes_cycle* compares the award with a part of a degree only.
    """

    by: Text
    centre_country: str
    of: Id
    says: Text
    comparable_to: tuple[Id, ...] = ()
    kind: str | None = None
    completes_cycle: bool = True
    conditional: bool = False
    eqf: tuple[str, ...] = ()
    level: Mapping[Id, str] = fresh(default_factory=dict)


@fact
class Body(Fact):
    """A recognition centre, a quality agency or a register."""

    name: Text
    abbreviation: str
    url: str
    role: str = ""
    valid: Interval = ALWAYS


@fact
class Appeal(Fact):
    """Where a decision of this country's bodies can be appealed, and within what time of its notice."""

    name: Text
    within: str
    url: str


@fact
class Trap(Fact):
    """A false friend or a reform that has misled evaluators."""

    about: tuple[Id, ...]
    says: str


@fact
class ProgrammeAccreditation(Fact):
    """Whether a programme of this country needs its own accreditation: all, some or none.

    *since* limits it to awards made from then on, *kinds* to some kinds of award.
    """

    required: str
    since: PartialDate | None = None
    kinds: frozenset[str] = frozenset()


@frozen
class System:
    """Who answers for one country's awards."""

    country: str
    centres: tuple[Body, ...] = ()
    agencies: tuple[Body, ...] = ()
    registers: tuple[Body, ...] = ()
    programme_accreditation: ProgrammeAccreditation | None = None
    appeals: tuple[Appeal, ...] = ()
    traps: tuple[Trap, ...] = ()


@fact
class PolicyNumber(Fact):
    """One choice of the assessing body."""

    value: Decimal
    says: Text


@frozen
class Policy:
    """The numbers of one policy file by name."""

    id: Id
    numbers: Mapping[str, PolicyNumber]

    def __getitem__(self, name: str) -> Decimal:
        return self.numbers[name].value
