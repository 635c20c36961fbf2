"""S6: the five elements, one function each; the docstring is what ``qualrec explain`` prints.

``not_shown`` is never a ground: the burden of proof is the authority's. Workload is never ``substantial``.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from qualrec.engine.comparison import Comparison, delta, right_at_home
from qualrec.engine.credits import show
from qualrec.engine.place import HIGHER
from qualrec.engine.reasons import because
from qualrec.engine.workload import Load
from qualrec.model.assessment import Element, ElementFinding, Finding, Reason
from qualrec.model.dates import Answer
from qualrec.model.source import Confidence, Fact

RESEARCH_PURPOSES = frozenset({"doctoral_admission", "further_study"})


def compare(case: Comparison) -> tuple[ElementFinding, ...]:
    """Compare the award with the host award, element by element."""
    return tuple(comparator(case) for comparator in COMPARATORS.values())


def level(case: Comparison) -> ElementFinding:
    """E1 level: the award's cycle against the host award's, with what the award opens at home.

    One cycle below is no substantial difference where the award opens the next step at home. Where no framework
    or centre places the award, the rights decide. For access awards only general access is compared.
    """
    if case.access:
        return _access(case)
    right, answer, facts = right_at_home(case)
    step = delta(case)
    derived = case.placed.basis in {"derived", "none"}
    reasons = [
        because(
            "E_LEVEL",
            facts=(*case.placed.evidence, *facts),
            delta="unknown" if step is None else step,
            award=case.placed.kind,
            host=case.host_type.kind,
            basis=case.placed.basis,
            right=right,
            answer=str(answer),
        )
    ]
    finding = _level_finding(step, answer, derived=derived)
    if case.function_first and right:
        finding = {Answer.YES: Finding.MATCH, Answer.NO: Finding.SUBSTANTIAL}.get(answer, finding)
    if step is not None and step <= -2 and answer is Answer.YES:
        reasons.append(because("RIGHTS_CONTRADICT", facts=facts))
    return ElementFinding(Element.LEVEL, finding, tuple(reasons), *_levels_shown(case))


def _levels_shown(case: Comparison) -> tuple[str, str]:
    """Return the codes of both awards on the host's framework on which both stand; with none, their functions."""
    stands = dict(case.placed.host)
    fid = next((fid for fid in case.host_type.level if fid in stands), None)
    if fid is None:
        return case.placed.kind, case.host_type.kind
    return "/".join(code for at, code in case.placed.host if at == fid), "/".join(case.host_type.level[fid])


def _level_finding(step: int | None, answer: Answer, *, derived: bool) -> Finding:
    if step is None or (derived and step >= 0):
        return Finding.NON_SUBSTANTIAL if answer is Answer.YES else Finding.NOT_SHOWN
    if step > 0:
        return Finding.BETTER
    if step == 0:
        return Finding.MATCH
    if step == -1:
        return {
            Answer.YES: Finding.NON_SUBSTANTIAL,
            Answer.UNKNOWN: Finding.CANDIDATE,
            Answer.NO: Finding.SUBSTANTIAL,
        }[answer]
    return Finding.SUBSTANTIAL


def _access(case: Comparison) -> ElementFinding:
    """General access at home gives general access here; a restricted one keeps its restriction (lrc-IV.1, IV.3)."""
    rights = case.placed.rights
    answer, facts = rights["general_access"].answer, rights["general_access"].facts
    restricted = case.placed.kind == "access_restricted" or rights["restricted_access"].answer is Answer.YES
    if answer is Answer.UNKNOWN and case.placed.kind in HIGHER:
        answer, facts = Answer.YES, ((case.kind, "kind"),)  # whoever completed a cycle has been given access
    word = str(answer)
    if answer is not Answer.YES and restricted:
        facts, word = (*facts, (case.kind, "restriction" if case.kind.restriction else "kind")), "restricted"
    finding = {
        "yes": Finding.MATCH,
        "restricted": Finding.MATCH,
        "no": Finding.SUBSTANTIAL,
        "unknown": Finding.CANDIDATE,
    }[word]
    reason = because("E_ACCESS", facts=facts, answer=word)
    award = f"{word}_access" if word in {"yes", "restricted"} else word
    return ElementFinding(Element.LEVEL, finding, (reason,), award, "yes_access")


def workload(case: Comparison) -> ElementFinding:
    """E2 workload: the award's workload over the host award's, the reading best for the holder.

    Never ``substantial``: a refusal must not rest on duration alone. Below the policy's lower share it is a
    candidate, listed beside a ground found elsewhere.
    """
    if case.access:
        return ElementFinding(Element.WORKLOAD, Finding.MATCH, (because("E_WORKLOAD_NONE_STATED"),), "", "none_stated")
    award, host, shown = _comparable(case)
    if host is None:
        return ElementFinding(Element.WORKLOAD, Finding.MATCH, (because("E_WORKLOAD_NONE_STATED"),), *shown)
    if award is None:
        return ElementFinding(Element.WORKLOAD, Finding.NOT_SHOWN, (because("E_WORKLOAD_UNKNOWN"),), *shown)
    ratio = award / host
    numbers = {name: case.policy.numbers[name] for name in ("w_ok", "w_low")}
    facts: tuple[tuple[Fact, str], ...] = tuple((number, "value") for number in numbers.values())
    reasons = [because("E_WORKLOAD", facts=facts, ratio=show(ratio, ratio), award=shown[0], host=shown[1])]
    if ratio >= Fraction(case.policy["w_ok"]):
        finding = Finding.MATCH
    elif case.credential.shortened_by:
        finding = Finding.NON_SUBSTANTIAL
        reasons.append(because("E_WORKLOAD_SHORTENED", by="|".join(sorted(case.credential.shortened_by))))
    else:
        finding = Finding.NON_SUBSTANTIAL if ratio >= Fraction(case.policy["w_low"]) else Finding.CANDIDATE
    return ElementFinding(Element.WORKLOAD, finding, tuple(reasons), *shown)


def _comparable(case: Comparison) -> tuple[Fraction | None, Fraction | None, tuple[str, str]]:
    """Return both workloads in one measure, and as they are shown: ECTS, else full-time years.

    The award's highest stands against the host's lowest, or against the least that was asked for.
    """
    award, host, least = case.load, case.host_load, case.credential.target.min_workload_ects
    shown = _said(award), _said(host)
    if least is not None and award.ects:
        return award.ects.high, Fraction(least), (shown[0], f"{least} ECTS")
    if award.ects and host.ects and host.ects.low:
        return award.ects.high, host.ects.low, shown
    if host.years and host.years[0]:
        if award.years:
            return Fraction(award.years[1]), Fraction(host.years[0]), (_years(award.years), _years(host.years))
        return None, Fraction(host.years[0]), shown
    if host.ects and host.ects.low:
        return None, host.ects.low, shown
    return None, None, shown


def _said(load: Load) -> str:
    if load.ects:
        return f"{show(load.ects.low, load.ects.high)} ECTS"
    return _years(load.years) if load.years else ""


def _years(years: tuple[Decimal, Decimal]) -> str:
    low, high = (format(year.normalize(), "f") for year in years)
    return f"{low} {'year' if low == '1' else 'years'}" if low == high else f"{low}-{high} years"


def quality(case: Comparison) -> ElementFinding:
    """E3 quality: a match where institution and programme were recognised.

    Rankings, prestige, age, size, and public or private never count.
    """
    state = "" if case.quality is Finding.NOT_SHOWN else "recognised_assumed" if case.assumed else "recognised"
    return ElementFinding(Element.QUALITY, case.quality, (because("E_QUALITY"),), state, "recognised")


def profile(case: Comparison) -> ElementFinding:
    """E4 profile: research or professional, where the activity asks for one; and whether the award ends its ladder."""
    own = case.credential.profile or case.placed.type.profile
    wanted = case.credential.target.profile or ("research" if case.purpose == "doctoral_admission" else "any")
    shown = (own or "", wanted)
    facts: tuple[tuple[Fact, str], ...] = () if case.credential.profile or not own else ((case.placed.type, "profile"),)
    right, answer, right_facts = right_at_home(case)
    terminal = right and answer is Answer.NO and delta(case) == 0 and case.purpose in RESEARCH_PURPOSES
    if terminal and not case.access:
        reason = because("E_PROFILE_TERMINAL", facts=right_facts)
        return ElementFinding(Element.PROFILE, Finding.CANDIDATE, (reason,), *shown)
    if wanted == "any" or own in {wanted, "mixed"}:
        reason = because("E_PROFILE", facts=facts, award=own or "", host=wanted)
        return ElementFinding(Element.PROFILE, Finding.MATCH, (reason,), *shown)
    if own is None:
        return ElementFinding(Element.PROFILE, Finding.NOT_SHOWN, (because("E_PROFILE_UNKNOWN"),), *shown)
    finding, more = _other_profile(case, wanted)
    reason = because("E_PROFILE", facts=(*facts, *more), award=own, host=wanted)
    return ElementFinding(Element.PROFILE, finding, (reason,), *shown)


def _other_profile(case: Comparison, wanted: str) -> tuple[Finding, tuple[tuple[Fact, str], ...]]:
    if wanted == "professional":
        return Finding.NON_SUBSTANTIAL, ()
    prepared, kind = case.credential.research_preparation, case.placed.type
    facts: tuple[tuple[Fact, str], ...] = ()
    if prepared is Answer.UNKNOWN and kind.research_preparation is not None:
        prepared = Answer.YES if kind.research_preparation else Answer.NO
        facts = ((kind, "research_preparation"),)
    if prepared is Answer.YES:
        return Finding.NON_SUBSTANTIAL, facts
    if prepared is Answer.NO and case.purpose in RESEARCH_PURPOSES:
        return Finding.CANDIDATE, facts
    return Finding.NOT_SHOWN, facts


def outcomes(case: Comparison) -> ElementFinding:
    """E5 learning outcomes: only the main requirements stated count; what can be made up is remediable."""
    required = case.credential.target.requirements
    state = {shown.requirement: shown.state for shown in case.credential.shown}
    missing = [r for r in required if state.get(r.id) == "missing"]
    unknown = [r for r in required if state.get(r.id, "unknown") == "unknown"]
    essential = [r for r in missing if r.essential]
    reason = because("E_OUTCOMES", stated=len(required), missing=len(missing), unknown=len(unknown))
    costs = [r.remediable_ects for r in essential]
    total = None if None in costs else sum(int(cost or 0) for cost in costs)
    if not missing:
        finding = Finding.MATCH
    elif not essential:
        finding = Finding.NON_SUBSTANTIAL
    elif total is not None and total <= case.policy["bridge_max_ects"]:
        finding = Finding.CANDIDATE
    else:
        finding = Finding.SUBSTANTIAL
    award = f"{len(required) - len(missing) - len(unknown)}/{len(required)}" if required else "none_required"
    host = f"{len(required)}" if required else "none_stated"
    return ElementFinding(Element.OUTCOMES, finding, (reason,), award, host, total if essential else None)


def unverified(reason: Reason, element: str) -> Reason | None:
    """Return the facts under a ground that nobody has verified; it may not stand on them."""
    weak = tuple((fact, name) for fact, name in reason.facts if fact.confidence_of(name) is not Confidence.VERIFIED)
    return because("EVIDENCE_WEAK", facts=weak, element=str(element)) if weak else None


COMPARATORS: dict[Element, Callable[[Comparison], ElementFinding]] = {
    Element.LEVEL: level,
    Element.WORKLOAD: workload,
    Element.QUALITY: quality,
    Element.PROFILE: profile,
    Element.OUTCOMES: outcomes,
}
