"""How much work, in ECTS? A stated factor beats hours, hours beat the full-time year; ranges where sources differ."""

from __future__ import annotations

from fractions import Fraction

from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.dates import Answer, PartialDate
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


Steps = list[tuple[CreditLink, bool]]
MAX_STEPS = 4


def convert(
    kb: KnowledgeBase, low: Fraction, high: Fraction, source: Id, target: Id, when: PartialDate | None = None
) -> Found[Amount | None]:
    """Convert a range of credits; None where no path of cited facts leads from unit to unit.

    A chain of stated factors is taken first, then hours of work, then the full-time year; where these differ, all of
    them are named. *when* leaves out factors that were not in use at that time.
    """
    if source == target:
        reason = because("CREDITS_IDENTICAL", amount=show(low, high), unit=source)
        return Found(Amount(low, high, source, "identity"), Step("credits", (reason,)))
    ways = every_way(kb, low, high, source, target, when)
    if not ways:
        return Found(None, Step("credits", tuple(_refusal(kb, source, target))))
    first = ways[0]
    reasons = [*first.reasons]
    if len({(way.amount.low, way.amount.high) for way in ways}) > 1:
        said = "; ".join(f"{way.name} {show(way.amount.low, way.amount.high)}" for way in ways)
        facts = tuple(fact for way in ways[1:] for reason in way.reasons for fact in reason.facts)
        reasons.append(because("CREDITS_BASES_DIFFER", "P3", facts, says=said))
    return Found(first.amount, Step("credits", tuple(reasons)))


@frozen
class Way:
    """One way from unit to unit: what it gives, what it is called, and the facts it rests on."""

    amount: Amount
    name: str
    reasons: tuple[Reason, ...]


def every_way(
    kb: KnowledgeBase, low: Fraction, high: Fraction, source: Id, target: Id, when: PartialDate | None = None
) -> list[Way]:
    """Return all ways, the one to be taken first: stated factors, hours of work, the full-time year."""
    ways = [_by_factors(low, high, path, source) for path in _paths(kb, source, {target}, target, when)]
    for basis in ("hours", "full_time_year"):
        way = _by_measure(kb, low, high, source, target, basis, when)
        ways += [way] if way else []
    return ways


def _paths(kb: KnowledgeBase, source: Id, ends: set[Id], target: Id, when: PartialDate | None) -> list[Steps]:
    """Return every chain of stated factors from *source* to one of *ends*, the shortest first."""
    key = ("paths", source, target, *sorted(ends))
    always, dated = kb.remember(key, lambda: _chains(kb, source, ends, target, None))
    return _chains(kb, source, ends, target, when)[0] if dated and when else always


def _chains(
    kb: KnowledgeBase, source: Id, ends: set[Id], target: Id, when: PartialDate | None
) -> tuple[list[Steps], bool]:
    """Return the chains in use at a time, and whether a factor met on the way holds for a time only."""
    found: list[Steps] = []
    dated = False
    queue: list[tuple[Id, Steps, frozenset[Id]]] = [(source, [], frozenset({source}))]
    while queue:
        here, steps, seen = queue.pop(0)
        if here in ends:
            found.append(steps)
            continue
        if len(steps) == MAX_STEPS:
            continue
        for link, end, back in _edges(kb, here, target, when):
            dated = dated or bool(link.valid.start or link.valid.end)
            if end not in seen:
                queue.append((end, [*steps, (link, back)], seen | {end}))
    return found, dated


def _edges(kb: KnowledgeBase, here: Id, target: Id, when: PartialDate | None) -> list[tuple[CreditLink, Id, bool]]:
    links = {link.id: link for place in (kb.owner(here), kb.owner(target)) for link in place.credit_links}
    return [
        (link, end, back)
        for link in links.values()
        for start, end, back in ((link.source, link.target, False), (link.target, link.source, True))
        if start == here and (when is None or link.valid.holds(when) is not Answer.NO)
    ]


def _by_factors(low: Fraction, high: Fraction, path: Steps, source: Id) -> Way:
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
                factor=show_factor(*ends),
                low=decimal(low),
                high=decimal(high),
                target=target,
            )
        )
        unit = target
    return Way(Amount(low, high, unit, "stated"), "stated", tuple(reasons))


_NAMES = {"hours": ("by hours", "CREDITS_BY_HOURS"), "full_time_year": ("by the full-time year", "CREDITS_BY_YEAR")}


def _by_measure(
    kb: KnowledgeBase, low: Fraction, high: Fraction, source: Id, target: Id, basis: str, when: PartialDate | None
) -> Way | None:
    """Convert by hours or the full-time year; where the unit states none, by those of the nearest unit tied to it."""
    to = kb.unit(target)
    if getattr(to, basis) is None:
        return None
    near = _nearest(kb, source, target, basis, when)
    if near is None:
        return None
    start, path = near
    reasons: list[Reason] = []
    if path:
        tied = _by_factors(low, high, path, source)
        low, high, reasons = tied.amount.low, tied.amount.high, [*tied.reasons]
    unit = kb.unit(start)
    ratio = per_unit(kb, unit, to, basis)
    if not ratio:
        return None
    span = low * ratio[0], high * ratio[1]
    name, code = _NAMES[basis]
    values = {"unit": unit.id, "low": decimal(span[0]), "high": decimal(span[1]), "target": target}
    reasons.append(because(code, "P3", ((unit, basis), (to, basis)), **values))
    return Way(Amount(*span, target, basis), name, tuple(reasons))


def _nearest(
    kb: KnowledgeBase, source: Id, target: Id, basis: str, when: PartialDate | None
) -> tuple[Id, Steps] | None:
    """Return the unit itself, or the first of its own country tied to it, that states *basis*."""
    if getattr(kb.unit(source), basis) is not None:
        return source, []
    own = {uid for uid, unit in kb.owner(source).units.items() if uid != source and getattr(unit, basis) is not None}
    paths = _paths(kb, source, own - {target}, source, when)
    if not paths:
        return None
    link, back = paths[0][-1]
    return (link.source if back else link.target), paths[0]


def _refusal(kb: KnowledgeBase, source: Id, target: Id) -> list[Reason]:
    """Say why there is no way."""
    taught = [unit for unit in (kb.unit(source), kb.unit(target)) if unit.contact_hours and not unit.hours]
    return [
        because("CREDITS_NO_PATH", unit=source, target=target),
        *(because("CREDITS_CONTACT_ONLY", "", ((unit, "contact_hours"),), unit=unit.id) for unit in taught),
    ]


def per_unit(kb: KnowledgeBase, source: CreditUnit, target: CreditUnit, basis: str) -> tuple[Fraction, Fraction] | None:
    """Return what one credit of *source* is in *target*, as a range: by hours a credit, or by credits a full year."""

    def found() -> tuple[Fraction, Fraction] | None:
        a, b = (tuple(map(Fraction, getattr(unit, basis) or ())) for unit in (source, target))
        if not (a and b and all((*a, *b))):
            return None
        return (b[0] / a[1], b[1] / a[0]) if basis == "full_time_year" else (a[0] / b[1], a[1] / b[0])

    return kb.remember(("ratio", source.id, target.id, basis), found)


def decimal(value: Fraction) -> str:
    """Return a fraction as a decimal of at most two places; a third digit of 5 goes up."""
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    if not hundredths % 100:
        return str(hundredths // 100)
    whole, rest = divmod(abs(hundredths), 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{whole}." + f"{rest:02d}".rstrip("0")


def show_factor(low: Fraction, high: Fraction) -> str:
    """Return a factor as it is calculated with: ``3``, ``2/3``, ``3/2 to 2``."""
    return str(low) if low == high else f"{low} to {high}"


def show(low: Fraction, high: Fraction) -> str:
    """Return a range as ``180`` or ``180-240``."""
    return decimal(low) if low == high else f"{decimal(low)}-{decimal(high)}"
