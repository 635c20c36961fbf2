"""S7: when is a difference substantial for the purpose? Tried in a fixed order; no ground without evidence."""

from __future__ import annotations

from collections.abc import Mapping

from qualrec.engine.comparison import Comparison
from qualrec.engine.elements import unverified
from qualrec.engine.methods import PROFILES, by_years
from qualrec.engine.reasons import because
from qualrec.model.assessment import Element, ElementFinding, Finding, Found, Ground, Missing, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy

RELEVANT: Mapping[str, frozenset[Element]] = {
    "access_to_he": frozenset({Element.LEVEL, Element.QUALITY}),
    "academic_title": frozenset({Element.LEVEL, Element.QUALITY}),
    "further_study": frozenset({Element.LEVEL, Element.QUALITY, Element.PROFILE, Element.OUTCOMES}),
    "doctoral_admission": frozenset({Element.LEVEL, Element.QUALITY, Element.PROFILE, Element.OUTCOMES}),
    "employment_nonregulated": frozenset({Element.LEVEL, Element.QUALITY, Element.PROFILE, Element.OUTCOMES}),
}


@frozen
class Weighed:
    """The grounds shown, what must still be asked, and whether the only ground can be made up."""

    grounds: tuple[Ground, ...] = ()
    missing: tuple[Missing, ...] = ()
    remediable_ects: int | None = None


def weigh(case: Comparison, findings: tuple[ElementFinding, ...]) -> Found[Weighed]:
    """Weigh the five findings for the purpose of the case."""
    by = {finding.element: finding for finding in findings}
    relevant = RELEVANT[case.purpose]
    grounds, reasons, remediable = _grounds(by, relevant, case.purpose)
    asked: tuple[Missing, ...] = ()
    if PROFILES[case.method].years:
        counted = by_years(case)
        grounds, reasons, asked = [*grounds, *counted.grounds], [*reasons, *counted.reasons], counted.missing
    weak = [reason for ground in grounds if (reason := unverified(ground.reason, ground.element))]
    strong = [ground for ground in grounds if not unverified(ground.reason, ground.element)]
    if weak and not strong:
        check = Missing("mapping", "evaluator", tuple(fact for reason in weak for fact, _ in reason.facts))
        return Found(Weighed(missing=(check,)), Step("weigh", (*reasons, *weak)))
    if asked and not strong:
        return Found(Weighed(missing=asked), Step("weigh", tuple(reasons)))
    if not strong:
        return _nothing_shown(by, relevant, case.credential, case.policy, reasons)
    reasons += [*weak, because("NO_DUTY_TO_REFUSE")]
    only = remediable if len(strong) == 1 else None
    return Found(Weighed(tuple(strong), remediable_ects=only), Step("weigh", tuple(reasons)))


def _grounds(
    by: Mapping[Element, ElementFinding], relevant: frozenset[Element], purpose: str
) -> tuple[list[Ground], list[Reason], int | None]:
    """S7.1-S7.4, S7.6 and S7.7, in order."""
    profile, outcomes = by[Element.PROFILE], by[Element.OUTCOMES]
    counts = {element: element in relevant for element in Element}
    found: list[Ground] = []
    if by[Element.LEVEL].finding is Finding.SUBSTANTIAL:
        found.append(_ground(by[Element.LEVEL], "GROUND_LEVEL", "S7.1"))
    if outcomes.finding is Finding.SUBSTANTIAL and counts[Element.OUTCOMES]:
        found.append(_ground(outcomes, "GROUND_OUTCOMES", "S7.2"))
    open_profile = profile.finding is Finding.CANDIDATE and counts[Element.PROFILE]
    open_outcomes = outcomes.finding is Finding.CANDIDATE and counts[Element.OUTCOMES]
    if open_profile and purpose == "doctoral_admission":
        found.append(_ground(profile, "GROUND_PROFILE", "S7.3"))
    if open_profile and open_outcomes:
        known = {ground.element for ground in found}
        more = [_ground(profile, "GROUND_PROFILE", "S7.4"), _ground(outcomes, "GROUND_OUTCOMES", "S7.4")]
        found.extend(ground for ground in more if ground.element not in known)
    level_open = by[Element.LEVEL].finding in {Finding.CANDIDATE, Finding.NOT_SHOWN}
    remediable = None
    if not found and not level_open and open_outcomes:
        found.append(_ground(outcomes, "GROUND_OUTCOMES", "S7.6"))
        remediable = outcomes.remediable_ects
    reasons = [ground.reason for ground in found]
    if not found and open_profile:
        reasons.append(because("PROFILE_NOTED", "S7.7"))
    return found, reasons, remediable


def _ground(finding: ElementFinding, code: str, check: str) -> Ground:
    facts = tuple(fact for reason in finding.reasons for fact in reason.facts)
    return Ground(finding.element, because(code, check, facts), finding.award, finding.host)


def _nothing_shown(
    by: Mapping[Element, ElementFinding],
    relevant: frozenset[Element],
    credential: Credential,
    policy: Policy,
    reasons: list[Reason],
) -> Found[Weighed]:
    """S7.5 and S7.8: full recognition needs a positive basis; unknown is asked, never held against the holder."""
    if by[Element.LEVEL].finding in {Finding.CANDIDATE, Finding.NOT_SHOWN}:
        reason = because("LEVEL_OPEN", "S7.5")
        return Found(Weighed(missing=(Missing("level_or_rights", "institution"),)), Step("weigh", (*reasons, reason)))
    essential = [r for r in credential.target.requirements if r.essential]
    state = {shown.requirement: shown.state for shown in credential.shown}
    unknown = [r for r in essential if state.get(r.id, "unknown") == "unknown"]
    if Element.OUTCOMES in relevant and len(unknown) > policy["unknown_share"] * len(essential):
        asked = Missing("outcomes", "applicant", values={"requirements": "|".join(r.id for r in unknown)})
        return Found(Weighed(missing=(asked,)), Step("weigh", (*reasons, because("OUTCOMES_OPEN", "S7.8"))))
    return Found(Weighed(), Step("weigh", (*reasons, because("NO_SUBSTANTIAL_DIFFERENCE", "S7.9"))))
