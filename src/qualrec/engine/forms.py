"""S8: the form of recognition nearest to the request, and every other form that can be offered beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from qualrec.engine.comparison import Comparison
from qualrec.engine.credits import decimal
from qualrec.engine.elements import compare
from qualrec.engine.methods import PROFILES, total_years
from qualrec.engine.reasons import because
from qualrec.engine.weigh import Weighed, weigh
from qualrec.model.assessment import Found, Missing, Outcome, Reason, Step
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen, replace


@frozen
class Form:
    """The outcome, its conditions, and every other form that can be offered beside it."""

    outcome: Outcome
    conditions: tuple[Mapping[str, Any], ...] = ()
    alternative: QualificationType | None = None
    offers: tuple[Mapping[str, Any], ...] = ()
    missing: tuple[Missing, ...] = ()


def form(
    case: Comparison,
    weighed: Weighed,
    lower: Iterable[tuple[QualificationType, Any]],
    cap: str | None,
    units_ects: Fraction = Fraction(0),
) -> Found[Form]:
    """Choose the form of recognition (S8); *units_ects* is what counts at the level asked, for a partial form."""
    if weighed.missing:
        return Found(Form(Outcome.INFORMATION_NEEDED), Step("form"))
    if not weighed.grounds:
        return _without_ground(case, cap)
    reasons: list[Reason] = []
    offers: list[Mapping[str, Any]] = []
    if weighed.remediable_ects is not None:
        offers.append({"form": str(Outcome.CONDITIONAL), "ects": weighed.remediable_ects})
        reasons.append(because("FORM_CONDITIONAL", ects=weighed.remediable_ects))
    if units_ects:
        most = case.host_load.ects.high if case.host_load.ects else units_ects
        amount = decimal(min(units_ects, most))
        offers.append({"form": str(Outcome.PARTIAL), "amount": amount, "unit": "ECTS"})
        reasons.append(because("FORM_PARTIAL", amount=amount, unit="ECTS"))
    elif PROFILES[case.method].years and case.load.years:
        amount = format(total_years(case).normalize(), "f")
        offers.append({"form": str(Outcome.PARTIAL), "amount": amount, "unit": "years"})
        reasons.append(because("FORM_PARTIAL", amount=amount, unit="years"))
    alternative, bridge, open_still = _alternative(case, lower, reasons)
    if alternative:
        offers.append({"form": str(Outcome.ALTERNATIVE), "id": alternative.id, **bridge})
        reasons.append(because("FORM_ALTERNATIVE", facts=((alternative, "title"),), id=alternative.id))
    if not offers and open_still:
        # A lower award is not shown to be out of reach: what is unknown is asked, and refuses nothing.
        return Found(Form(Outcome.INFORMATION_NEEDED, missing=open_still), Step("form", tuple(reasons)))
    if not offers:
        reasons.append(because("FORM_NONE"))
        return Found(Form(Outcome.NOT_SUBSTANTIAL), Step("form", tuple(reasons)))
    headline = Outcome(offers[0]["form"])
    bridged = headline is Outcome.CONDITIONAL or (headline is Outcome.ALTERNATIVE and bridge)
    conditions = _conditions(case) if bridged else ()
    value = Form(headline, conditions, alternative if headline is Outcome.ALTERNATIVE else None, tuple(offers))
    return Found(value, Step("form", tuple(reasons)))


def _without_ground(case: Comparison, cap: str | None) -> Found[Form]:
    restricted = case.access and any(
        reason.code == "E_ACCESS" and reason.values["answer"] == "restricted" for reason in compare(case)[0].reasons
    )
    if cap:
        reason = because("FORM_CAPPED", cap=cap)
        condition = {"code": "proof", "cap": cap}
        return Found(Form(Outcome.CONDITIONAL, (condition,)), Step("form", (reason,)))
    if restricted:
        words = case.kind.restriction or {}
        facts = ((case.kind, "restriction"),)
        reason = because("FORM_RESTRICTED", "", facts, restriction=words.get("en", ""))
        return Found(Form(Outcome.RESTRICTED), Step("form", (reason,)))
    return Found(Form(Outcome.FULL), Step("form", (because("FORM_FULL"),)))


def _alternative(
    case: Comparison, lower: Iterable[tuple[QualificationType, Any]], reasons: list[Reason]
) -> tuple[QualificationType | None, Mapping[str, Any], tuple[Missing, ...]]:
    """Rerun S6 and S7 against the next lower host awards, nearest first; the first without a ground wins.

    Subjects that can be made up keep no award out of reach: the bridge in ECTS is returned with it.
    Where none wins, what would have to be known for the nearest that no ground speaks against is returned.
    """
    asked: tuple[Missing, ...] = ()
    purpose = "further_study" if case.purpose == "doctoral_admission" else case.purpose
    for host_type, host_load in lower:
        again = replace(case, host_type=host_type, host_load=host_load, purpose=purpose)
        weighed = weigh(again, compare(again)).value
        reasons.append(because("ALTERNATIVE_TRIED", facts=((host_type, "title"),), id=host_type.id))
        if not weighed.grounds and not weighed.missing:
            return host_type, {}, ()
        if weighed.remediable_ects is not None:
            return host_type, {"ects": weighed.remediable_ects}, ()
        if not weighed.grounds and not asked:
            asked = weighed.missing
    return None, {}, asked


def _conditions(case: Comparison) -> tuple[Mapping[str, Any], ...]:
    state = {shown.requirement: shown.state for shown in case.credential.shown}
    return tuple(
        {"code": "bridge", "requirement": r.id, "label": r.label, "ects": str(r.remediable_ects)}
        for r in case.credential.target.requirements
        if r.essential and state.get(r.id) == "missing"
    )
