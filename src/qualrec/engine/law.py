"""Which texts bind, and why each of the others does not: a pure function over every instrument on file."""

from __future__ import annotations

from datetime import timedelta

from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.names import fold
from qualrec.model.assessment import Reason
from qualrec.model.dates import Answer, Interval, PartialDate
from qualrec.model.frozen import frozen, value
from qualrec.model.instrument import Instrument, Party
from qualrec.model.source import Confidence, Id


@frozen
class Verdict:
    """Whether one instrument applies, and why; *sure* is False where only a recalled fact says so."""

    id: Id
    rank: int
    effect: str
    applied: bool
    reason: Reason
    sure: bool = True


@value
class Case:
    """What the law is asked about: from whom to whom, which award, for what, and when.

    *home* is None for an award of no country; *kind* is None where the award is not identified. *opens* is the access
    that an award outside the cycles gives, where that is asked for (``access_given``).
    """

    home: str | None
    host: str
    kind: str | None
    purpose: str
    decision: PartialDate
    awarded: PartialDate | None = None
    qualification: Id | None = None
    field_of_study: str = ""
    unverified_days: int = 90
    opens: str | None = None


def applicable(kb: KnowledgeBase, case: Case) -> list[Verdict]:
    """Judge every instrument on file, by rank, then id (S1.1, S1.2)."""
    plan = kb.remember(("law plan", case.home, case.host), lambda: _plan(kb, case))
    found = list(plan.verdicts)
    for at, verdict in kb.remember(case, lambda: _opened(kb, case, plan)):
        found[at] = verdict
    return found


def _opened(kb: KnowledgeBase, case: Case, plan: _Plan) -> tuple[tuple[int, Verdict], ...]:
    """Judge what more than the two countries decides: with each verdict its place by rank."""
    host, home = kb.bound(case.host), kb.bound(case.home) if case.home else {}
    naming = kb.remember("law naming", lambda: _naming(kb))
    named = naming.get(case.qualification or "", frozenset())
    found = []
    for at in {*plan.open, *named}:
        iid, (rank, effect, _short, _awards) = kb.law_by_rank[at]
        by_name = at in named
        reason, sure = _judge(kb, iid, case, in_host=iid in host, in_home=iid in home or by_name, named=by_name)
        applied = reason.code in {"LAW_APPLIES", "LAW_UNVERIFIED"}
        found.append((at, Verdict(iid, rank, effect, applied, reason, sure)))
    return tuple(found)


@frozen
class _Plan:
    """The verdicts that two countries alone decide, by rank, and the places of those that more decides."""

    verdicts: list[Verdict]
    open: frozenset[int]


def _plan(kb: KnowledgeBase, case: Case) -> _Plan:
    host, home = kb.bound(case.host), kb.bound(case.home) if case.home else {}
    verdicts, left = [], set()
    for at, (iid, (rank, effect, _short, _awards)) in enumerate(kb.law_by_rank):
        both = iid in host and iid in home and case.home != case.host
        reason, _ = _judge(kb, iid, case, in_host=iid in host, in_home=False, named=False)
        verdicts.append(Verdict(iid, rank, effect, False, reason))
        if both:
            left.add(at)
    return _Plan(verdicts, frozenset(left))


def _naming(kb: KnowledgeBase) -> dict[Id, frozenset[int]]:
    """Return the places of the texts that name an award, by award."""
    found: dict[Id, set[int]] = {}
    for at, (_iid, (_rank, _effect, _short, awards)) in enumerate(kb.law_by_rank):
        for award in awards:
            found.setdefault(award, set()).add(at)
    return {award: frozenset(places) for award, places in found.items()}


def _judge(kb: KnowledgeBase, iid: Id, case: Case, *, in_host: bool, in_home: bool, named: bool) -> tuple[Reason, bool]:
    """Judge one instrument; it is opened only where both states are among its parties, or it names the award."""
    if case.home == case.host:
        return because("LAW_SAME_COUNTRY", "S1.1"), True
    if not in_host:
        return because("LAW_HOST_NOT_PARTY", "S1.1", country=case.host), True
    if case.home is None and not named:
        return because("LAW_NO_STATE", "S1.4"), True
    if not in_home:
        return because("LAW_HOME_NOT_PARTY", "S1.1", country=case.home or ""), True
    instrument = kb.instrument(iid)
    refused = _out_of_scope(instrument, case)
    if refused:
        return refused, True
    countries = [case.host] if named or case.home is None else [case.home, case.host]
    then = case.awarded if instrument.at_award else None
    key = ("in force", iid, *countries, case.decision, then, case.home, case.unverified_days)

    def in_force() -> tuple[Reason, bool]:
        parties = [party for country in countries if (party := kb.party(iid, country))]
        return _in_force(instrument, parties, case)

    return kb.remember(key, in_force)


def _out_of_scope(instrument: Instrument, case: Case) -> Reason | None:
    """Kind, purpose, award, field, direction and award date."""
    facts = ((instrument, "applies_to"),)
    if case.kind is None:
        return because("LAW_KIND_UNKNOWN", "S1.1")
    fair = instrument.effect == "fair_recognition_binding" and case.opens in instrument.kinds
    if case.kind not in instrument.kinds and not fair:
        return because("LAW_OTHER_KIND", "S1.1", facts, kind=case.kind)
    if case.purpose not in instrument.purposes:
        return because("LAW_OTHER_PURPOSE", "S1.1", facts, purpose=case.purpose)
    if instrument.awards and case.qualification not in instrument.awards:
        return because("LAW_OTHER_AWARD", "S1.1", facts)
    if case.qualification in instrument.excluded_awards:
        return because("LAW_OTHER_AWARD", "S1.1", facts)
    words = fold(case.field_of_study).split()
    for excluded in instrument.excluded_fields:
        if fold(excluded) in words or (len(fold(excluded).split()) > 1 and fold(excluded) in " ".join(words)):
            return because("LAW_FIELD_EXCLUDED", "S1.1", facts, field=excluded)
    if instrument.directions and (case.home, case.host) not in instrument.directions:
        return because("LAW_OTHER_DIRECTION", "S1.1", facts)
    if case.awarded and instrument.awarded.holds(case.awarded) is Answer.NO:
        return because("LAW_AWARD_DATE", "S1.1", facts, date=str(case.awarded))
    return None


def _in_force(instrument: Instrument, parties: list[Party], case: Case) -> tuple[Reason, bool]:
    """Is it in force for both on the decision date? A recalled date near it is not relied on (S1.6)."""
    sure = True
    for party in parties:
        if party.signed_only:
            return because("LAW_SIGNED_ONLY", "S1.1", ((party, "signed_only"),), country=party.country), True
        interval = party.in_force or instrument.valid
        then = instrument.at_award and party.country == case.home
        answer = interval.holds((case.awarded if then else None) or case.decision)
        fact = ((party, "in_force"),)
        if answer is Answer.NO:
            date = str(interval.start or "")
            return because("LAW_NOT_YET_IN_FORCE", "S1.1", fact, country=party.country, date=date), True
        recalled = party.confidence_of("in_force") is not Confidence.VERIFIED
        if answer is Answer.UNKNOWN or (recalled and _near(interval, case)):
            return because("LAW_DATE_UNSURE", "S1.6", fact, country=party.country), True
        sure = sure and not (recalled or party.confidence is Confidence.RECALLED)
    facts = tuple((party, "in_force") for party in parties)
    dates = [(party.country, (party.in_force or instrument.valid).start) for party in parties]
    since = ", ".join(f"{country} {start}" if start else country for country, start in dates)
    if not sure:
        return because("LAW_UNVERIFIED", "S1.1", facts, id=instrument.id, since=since), False
    return because("LAW_APPLIES", "S1.1", facts, id=instrument.id, rank=instrument.rank, since=since), True


def _near(interval: Interval, case: Case) -> bool:
    """Say whether an end of the interval lies within the policy's days of the decision date."""
    reach = timedelta(days=case.unverified_days)
    ends = [end for end in (interval.start, interval.end) if end]
    return any(end.first - reach <= case.decision.first and case.decision.last <= end.last + reach for end in ends)
