"""How much work, in ECTS? A stated factor beats hours, hours beat the full-time year; ranges where sources differ."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer, PartialDate
from qualrec.model.framework import QualificationType, Workload
from qualrec.model.frozen import frozen
from qualrec.model.measure import CreditLink, CreditUnit
from qualrec.model.source import Id

ECTS = "int-ects"


@frozen
class Amount:
    """An exact range in one unit, and how it was reached: given, stated, hours, year or type."""

    low: Fraction
    high: Fraction
    unit: Id
    basis: str


@frozen
class Load:
    """The workload of an award: in its own unit, in ECTS, and in full-time years where only those are known."""

    given: Amount | None = None
    ects: Amount | None = None
    years: tuple[Decimal, Decimal] | None = None


def convert(kb: KnowledgeBase, low: Fraction, high: Fraction, source: Id, target: Id) -> Found[Amount | None]:
    """Convert a range of credits; None where no path of cited facts leads from unit to unit."""
    if source == target:
        reason = because("CREDITS_IDENTICAL", amount=show(low, high), unit=source)
        return Found(Amount(low, high, source, "identity"), Step("credits", (reason,)))
    path = _path(kb, source, target)
    if path:
        return _by_factors(low, high, path, source)
    return _by_facts(kb.unit(source), kb.unit(target), low, high)


def _path(kb: KnowledgeBase, source: Id, target: Id) -> list[tuple[CreditLink, bool]] | None:
    """Return the shortest chain of stated factors (True: walked backwards)."""
    queue: list[tuple[Id, list[tuple[CreditLink, bool]]]] = [(source, [])]
    seen = {source}
    while queue:
        here, steps = queue.pop(0)
        if here == target:
            return steps
        links = {link.id: link for place in (kb.owner(here), kb.owner(target)) for link in place.credit_links}
        for link in links.values():
            for start, end, back in ((link.source, link.target, False), (link.target, link.source, True)):
                if start == here and end not in seen:
                    seen.add(end)
                    queue.append((end, [*steps, (link, back)]))
    return None


def _by_factors(low: Fraction, high: Fraction, path: list[tuple[CreditLink, bool]], source: Id) -> Found[Amount | None]:
    reasons: list[Reason] = []
    unit = source
    for link, back in path:
        ends = (1 / link.factor_up_to, 1 / link.factor) if back else (link.factor, link.factor_up_to)
        before = show(low, high)
        low, high = low * ends[0], high * ends[1]
        target = link.source if back else link.target
        reasons.append(
            because(
                "CREDITS_CONVERTED",
                facts=((link, "factor"),),
                amount=before,
                unit=unit,
                factor=show(*ends),
                low=decimal(low),
                high=decimal(high),
                target=target,
            )
        )
        unit = target
    return Found(Amount(low, high, unit, "stated"), Step("credits", tuple(reasons)))


def by_facts(source: CreditUnit, target: CreditUnit, low: Fraction, high: Fraction) -> list[Amount]:
    """Return what hours of work, then the full-time year, make of a range; empty where neither is stated."""
    hours = _ratio(source.hours, target.hours, low, high, inverse=False)
    year = _ratio(source.full_time_year, target.full_time_year, low, high, inverse=True)
    found = [Amount(*hours, target.id, "hours")] if hours else []
    return [*found, Amount(*year, target.id, "full_time_year")] if year else found


def _by_facts(source: CreditUnit, target: CreditUnit, low: Fraction, high: Fraction) -> Found[Amount | None]:
    """Convert by hours where both units state them, else by the full-time year; show both where they differ."""
    ways = by_facts(source, target, low, high)
    reasons: list[Reason] = []
    for way in ways:
        facts = ((source, way.basis), (target, way.basis))
        code = "CREDITS_BY_HOURS" if way.basis == "hours" else "CREDITS_BY_YEAR"
        reasons.append(because(code, "P3", facts, unit=source.id, low=decimal(way.low), high=decimal(way.high)))
    if len(ways) == 2 and (ways[0].low, ways[0].high) != (ways[1].low, ways[1].high):
        first, second = (show(way.low, way.high) for way in ways)
        reasons.append(because("CREDITS_BASES_DIFFER", first=first, second=second))
    if not ways:
        reasons.append(because("CREDITS_NO_PATH", unit=source.id))
    return Found(ways[0] if ways else None, Step("credits", tuple(reasons)))


def _ratio(
    source: tuple[Decimal, Decimal] | None,
    target: tuple[Decimal, Decimal] | None,
    low: Fraction,
    high: Fraction,
    *,
    inverse: bool,
) -> tuple[Fraction, Fraction] | None:
    """Scale a range by two measures of the units: hours per credit, or (inverse) credits per year."""
    if not source or not target:
        return None
    a, b = tuple(map(Fraction, source)), tuple(map(Fraction, target))
    if not all((*a, *b)):
        return None
    return (low * b[0] / a[1], high * b[1] / a[0]) if inverse else (low * a[0] / b[1], high * a[1] / b[0])


def workload(
    kb: KnowledgeBase, credential: Credential, kind: QualificationType | None, as_of: PartialDate
) -> Found[Load]:
    """Say how much work the award stands for: what the papers state, else what its type has."""
    reasons: list[Reason] = []
    years = kind.years if kind else None
    if credential.years is not None:
        years = (credential.years, credential.years)
        reasons.append(because("YEARS_GIVEN", years=str(credential.years)))
    load: Workload | None = None
    basis = "given"
    if credential.credits is not None:
        unit = credential.credit_unit or _usual_unit(kb, credential, kind, as_of, reasons)
        if unit:
            load = Workload(credential.credits, credential.credits, unit)
        else:
            reasons.append(because("CREDITS_UNIT_UNKNOWN"))
    elif kind and kind.workload:
        load, basis = kind.workload, "type"
        reasons.append(because("CREDITS_OF_TYPE", facts=((kind, "workload"),), id=kind.id))
    if not load:
        if not years:
            reasons.append(because("WORKLOAD_UNKNOWN"))
        return Found(Load(years=years), Step("credits", tuple(reasons)))
    low, high = Fraction(load.least), Fraction(load.most)
    converted = convert(kb, low, high, load.unit, ECTS)
    given = Amount(low, high, load.unit, basis)
    step = Step("credits", (*reasons, *converted.step.reasons))
    return Found(Load(given, converted.value, years), step)


def _usual_unit(
    kb: KnowledgeBase,
    credential: Credential,
    kind: QualificationType | None,
    as_of: PartialDate,
    reasons: list[Reason],
) -> Id | None:
    """Take the unit of the award's type, else the country's one unit of that time; say that it was taken."""
    if kind and kind.workload:
        unit = kb.unit(kind.workload.unit)
    else:
        when = credential.awarded or as_of
        country = kb.country(credential.country) if credential.country else None
        known = country.units.values() if country else ()
        now = [u for u in known if u.scope in {"higher", "any"} and u.valid.holds(when) is not Answer.NO]
        if len(now) != 1:
            return None
        unit = now[0]
    reasons.append(because("CREDITS_UNIT_ASSUMED", facts=((unit, "name"),), unit=unit.id))
    return unit.id


def decimal(value: Fraction) -> str:
    """Return a fraction as a decimal of at most two places; a third digit of 5 goes up."""
    hundredths = (value * 100 + Fraction(1, 2)).__floor__()
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole}" + (f".{rest:02d}".rstrip("0") if rest else "")


def show(low: Fraction, high: Fraction) -> str:
    """Return a range as ``180`` or ``180-240``."""
    return decimal(low) if low == high else f"{decimal(low)}-{decimal(high)}"
