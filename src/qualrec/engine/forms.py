"""S8 and S9: the form of recognition nearest to the request, and what its holder can do where it is less."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from qualrec.engine.elements import Comparison, compare
from qualrec.engine.reasons import because
from qualrec.engine.weigh import Weighed, weigh
from qualrec.model.assessment import Found, Outcome, Reason, Step
from qualrec.model.dates import PartialDate
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen, replace


@frozen
class Form:
    """The outcome, its conditions, and every other form that can be offered beside it."""

    outcome: Outcome
    conditions: tuple[Mapping[str, Any], ...] = ()
    alternative: QualificationType | None = None
    offers: tuple[Mapping[str, Any], ...] = ()


def form(
    case: Comparison,
    weighed: Weighed,
    lower: Iterable[tuple[QualificationType, Any]],
    cap: str | None,
    method: str = "lrc",
) -> Found[Form]:
    """Choose the form of recognition (S8)."""
    if weighed.missing:
        return Found(Form(Outcome.INFORMATION_NEEDED), Step("form"))
    if not weighed.grounds:
        return _without_ground(case, cap)
    reasons: list[Reason] = []
    offers: list[Mapping[str, Any]] = []
    if weighed.remediable_ects is not None:
        offers.append({"form": str(Outcome.CONDITIONAL), "ects": weighed.remediable_ects})
        reasons.append(because("FORM_CONDITIONAL", ects=weighed.remediable_ects))
    if method == "us_years" and case.load.years:
        amount = format(case.load.years[1].normalize(), "f")
        offers.append({"form": str(Outcome.PARTIAL), "amount": amount, "unit": "years"})
        reasons.append(because("FORM_PARTIAL", amount=amount, unit="years"))
    alternative = _alternative(case, lower, reasons, method)
    if alternative:
        offers.append({"form": str(Outcome.ALTERNATIVE), "id": alternative.id})
        reasons.append(because("FORM_ALTERNATIVE", facts=((alternative, "title"),), id=alternative.id))
    if not offers:
        reasons.append(because("FORM_NONE"))
        return Found(Form(Outcome.NOT_SUBSTANTIAL), Step("form", tuple(reasons)))
    headline = Outcome(offers[0]["form"])
    conditions = _conditions(case) if headline is Outcome.CONDITIONAL else ()
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
    case: Comparison, lower: Iterable[tuple[QualificationType, Any]], reasons: list[Reason], method: str
) -> QualificationType | None:
    """Rerun S6 and S7 against the next lower host awards, nearest first; the first without a ground wins."""
    purpose = "further_study" if case.purpose == "doctoral_admission" else case.purpose
    for host_type, host_load in lower:
        again = replace(case, host_type=host_type, host_load=host_load, purpose=purpose)
        weighed = weigh(again, compare(again), method).value
        reasons.append(because("ALTERNATIVE_TRIED", facts=((host_type, "title"),), id=host_type.id))
        if not weighed.grounds and not weighed.missing:
            return host_type
    return None


def _conditions(case: Comparison) -> tuple[Mapping[str, Any], ...]:
    state = {shown.requirement: shown.state for shown in case.credential.shown}
    return tuple(
        {"code": "bridge", "requirement": r.id, "label": r.label, "ects": str(r.remediable_ects)}
        for r in case.credential.target.requirements
        if r.essential and state.get(r.id) == "missing"
    )


def remedies(outcome: Outcome, weighed: Weighed, offers: tuple[Mapping[str, Any], ...]) -> list[dict[str, Any]]:
    """Say what the holder can do now (S9); nothing to do where all asked for was given."""
    if outcome in {Outcome.AUTOMATIC, Outcome.FULL}:
        return []
    if outcome in {Outcome.INFORMATION_NEEDED, Outcome.NO_COMPARATOR}:
        return [{"code": "supply_missing"}]
    if outcome in {Outcome.BOGUS, Outcome.FRAUD}:
        return [{"code": "answer_proof"}]
    if outcome is Outcome.REFERRED:
        return [{"code": "ask_profession_authority"}]
    if outcome is Outcome.RESTRICTED:
        return [{"code": "use_restricted"}, {"code": "widen_access"}]
    if outcome is Outcome.STATEMENT:
        return [{"code": "show_quality"}, {"code": "prior_learning"}]
    found: list[dict[str, Any]] = [{"code": "offer", **offer} for offer in offers]
    if weighed.remediable_ects is not None:
        found.append({"code": "bridge", "ects": weighed.remediable_ects})
    return [*found, {"code": "other_purpose"}, {"code": "prior_learning"}]


def due(complete: PartialDate | None, months: int) -> str | None:
    """Return the last day for a decision: the day the file was complete plus the time limit in months."""
    if complete is None:
        return None
    start = complete.last
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    day = min(start.day, calendar.monthrange(year, month)[1])
    return dt.date(year, month, day).isoformat()
