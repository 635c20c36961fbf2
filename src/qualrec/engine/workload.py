"""How much work an award stands for: what its papers state, else what its type takes; in its own unit and in ECTS."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qualrec.engine.credits import ECTS, Amount, convert, per_unit
from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer, PartialDate
from qualrec.model.framework import QualificationType
from qualrec.model.framework import Workload as Usual
from qualrec.model.frozen import frozen
from qualrec.model.measure import CreditUnit
from qualrec.model.source import Id

ONE = Fraction(1), Fraction(1)


@frozen
class Load:
    """The workload of an award: in its own unit, in ECTS, and in full-time years where only those are known."""

    given: Amount | None = None
    ects: Amount | None = None
    years: tuple[Decimal, Decimal] | None = None


def workload(
    kb: KnowledgeBase, credential: Credential, kind: QualificationType | None, as_of: PartialDate
) -> Found[Load]:
    """Say how much work the award stands for: what the papers state, else what its type has."""
    if kind and credential.credits is None and credential.years is None:  # then it is the same for all its papers
        return kb.remember(("load", kind.id, credential.awarded), lambda: _workload(kb, credential, kind, as_of))
    return _workload(kb, credential, kind, as_of)


def _workload(
    kb: KnowledgeBase, credential: Credential, kind: QualificationType | None, as_of: PartialDate
) -> Found[Load]:
    reasons: list[Reason] = []
    years = kind.years if kind else None
    if credential.years is not None:
        years = (credential.years, credential.years)
        reasons.append(because("YEARS_GIVEN", years=str(credential.years)))
    if credential.credits is not None:
        low = high = Fraction(credential.credits)
        units, basis = _units(kb, credential, kind, as_of, reasons), "given"
    elif kind and kind.workload:
        low, high = Fraction(kind.workload.least), Fraction(kind.workload.most)
        units, basis = (kind.workload.unit,), "type"
        reasons.append(because("CREDITS_OF_TYPE", facts=((kind, "workload"),), id=kind.id))
    else:
        units, basis = (), ""
        if not years:
            reasons.append(because("WORKLOAD_UNKNOWN"))
    if not units:
        return Found(Load(years=years), Step("credits", tuple(reasons)))
    ways = [convert(kb, low, high, unit, ECTS, credential.awarded) for unit in units]
    reasons += [reason for way in ways for reason in way.step.reasons]
    given = Amount(low, high, units[0], basis)
    return Found(Load(given, spanned([way.value for way in ways]), years), Step("credits", tuple(reasons)))


def spanned(readings: list[Amount | None]) -> Amount | None:
    """Return the range of all readings that lead to ECTS, reached as the first of them was; None where none does."""
    known = [reading for reading in readings if reading]
    if not known:
        return None
    first = known[0]
    return Amount(min(r.low for r in known), max(r.high for r in known), first.unit, first.basis)


def _units(
    kb: KnowledgeBase,
    credential: Credential,
    kind: QualificationType | None,
    as_of: PartialDate,
    reasons: list[Reason],
) -> tuple[Id, ...]:
    """Return the units that the stated number may count; what was taken where none is named is said."""
    if credential.credit_unit:
        return (credential.credit_unit,)
    units = usual_units(kb, credential, kind, as_of)
    facts = tuple((kb.unit(unit), "name") for unit in units)
    if not units:
        reasons.append(because("CREDITS_UNIT_UNKNOWN"))
    elif len(units) == 1:
        reasons.append(because("CREDITS_UNIT_ASSUMED", facts=facts, unit=units[0]))
    else:
        reasons.append(because("CREDITS_UNIT_UNSURE", facts=facts, units=" or ".join(units)))
    return units


def usual_units(
    kb: KnowledgeBase, credential: Credential, kind: QualificationType | None, as_of: PartialDate
) -> tuple[Id, ...]:
    """Return what a bare number counts, the likelier unit first: that of the award in its time, else the country's."""
    if kind and kind.workload:
        return _of_its_time(kb, credential, kind.workload)
    when = credential.awarded or as_of
    country = kb.country(credential.country) if credential.country else None
    known = country.units.values() if country else ()
    now = [u.id for u in known if u.scope in {"higher", "any"} and u.valid.holds(when) is not Answer.NO]
    return (now[0],) if len(now) == 1 else ()


def _of_its_time(kb: KnowledgeBase, credential: Credential, usual: Usual) -> tuple[Id, ...]:
    """Return the unit of the award, or that which it replaced, as the day of the award has it; both where unsure.

    A bare "120" on a Swedish diploma of 2004 counts weeks, three years of study; the same on one of 2010, two years.
    Unsure is the year of the change, and an old award with just the amount that it takes in the unit of today:
    somebody may have counted it anew. No paper states less for being read in both.
    """
    unit, awarded = kb.unit(usual.unit), credential.awarded
    in_use = unit.valid.holds(awarded) if awarded else Answer.YES
    before = _before(kb, unit, awarded) if awarded and in_use is not Answer.YES else None
    if before is None:
        return (unit.id,)
    if in_use is Answer.UNKNOWN:
        return (unit.id, before.id)
    times = per_unit(kb, before, unit, "full_time_year")
    anew = _fits(credential.credits, usual, ONE) and not _fits(credential.credits, usual, times)
    return (before.id, unit.id) if anew else (before.id,)


def _before(kb: KnowledgeBase, unit: CreditUnit, awarded: PartialDate) -> CreditUnit | None:
    """Return the unit that this one replaced, if that may have been in use on the day."""
    units = (u for u in kb.owner(unit.id).units.values() if u.succeeded_by == unit.id)
    return next((u for u in units if u.valid.holds(awarded) is not Answer.NO), None)


def _fits(amount: Decimal | None, usual: Usual, times: tuple[Fraction, Fraction] | None) -> bool:
    """Whether an amount is what the award takes, so many units of its own being in one of the amount's."""
    if amount is None or times is None:
        return False
    stated = Fraction(amount)
    return stated * times[0] <= usual.most and stated * times[1] >= usual.least
