"""Frameworks, their levels, the links between levels, and the qualification types placed on them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from qualrec.model.dates import ALWAYS, Interval
from qualrec.model.frozen import fact, frozen
from qualrec.model.source import Fact, Id, Text


@fact
class Level(Fact):
    """One level; *code* is a label, never a number, and *rank* orders its own framework only."""

    framework: Id
    code: str
    rank: int
    sector: str = "any"


@fact
class Framework(Fact):
    """A qualifications framework; *country* is None for EQF, QF-EHEA and the like."""

    country: str | None
    name: Text
    abbreviation: str
    type: str
    levels: Mapping[str, Level]
    valid: Interval = ALWAYS
    succeeded_by: Id | None = None


class Fit(StrEnum):
    """How well two linked levels match, as the report that links them says."""

    FULL = "full"
    PARTIAL = "partial"
    WEAK = "weak"


@fact
class LevelLink(Fact):
    """One published link between two levels; it may be one of several from the same level."""

    source: tuple[Id, str]
    target: tuple[Id, str]
    fit: Fit
    status: str
    valid: Interval = ALWAYS


@frozen
class Workload:
    """An amount of credit as a range, in one unit."""

    least: Decimal
    most: Decimal
    unit: Id


@fact
class QualificationType(Fact):
    """A kind of award of one country.

    *opens* and *does_not_open* hold rights at home; a right in neither is unknown.
    *equated_to* names the award with which it has equal standing today by the issuing country's law.
    """

    country: str | None
    title: Text
    kind: str
    level: Mapping[Id, tuple[str, ...]]
    gloss: Text
    level_note: str = ""
    region: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    completes_cycle: bool = True
    isced: str | None = None
    profile: str | None = None
    research_preparation: bool | None = None
    years: tuple[Decimal, Decimal] | None = None
    workload: Workload | None = None
    requires: tuple[Id, ...] = ()
    gives_access_to: tuple[Id, ...] = ()
    opens: frozenset[str] = frozenset()
    does_not_open: frozenset[str] = frozenset()
    restriction: Text | None = None
    awarded_by: tuple[str, ...] = ()
    awarded: Interval = ALWAYS
    succeeded_by: Id | None = None
    equated_to: Id | None = None
    note: str = ""
