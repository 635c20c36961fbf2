"""S0 intake, S2 status of institution and programme, S3 authenticity: what must hold before anything is compared."""

from __future__ import annotations

import datetime as dt

from qualrec.engine.reasons import because
from qualrec.model.assessment import Finding, Found, Missing, Outcome, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.frozen import frozen, replace
from qualrec.model.instrument import ProgrammeAccreditation, System
from qualrec.model.source import Confidence


@frozen
class Gate:
    """What a gate decided: an outcome that ends the case, a cap on the best outcome, a route, what is missing.

    *route* is ``refugee`` (route R), ``micro`` (section 9) or ``period`` (section 7).
    """

    ends: Outcome | None = None
    cap: str | None = None
    route: str = ""
    quality: Finding = Finding.NOT_SHOWN
    missing: tuple[Missing, ...] = ()


def intake(credential: Credential, purpose: str, on: dt.date) -> Found[Gate]:
    """S0: which route does the case take, are the papers there, and was the award made by the day of assessment?"""
    found = _route(credential, purpose)
    if not credential.awarded or credential.awarded.first <= on:
        return found
    later = because("AWARD_LATER", "", date=str(credential.awarded))
    made = Missing("award_made", "applicant", blocking=False)
    gate = replace(found.value, missing=(*found.value.missing, made))
    return Found(gate, Step("intake", (*found.step.reasons, later)))


def _route(credential: Credential, purpose: str) -> Found[Gate]:
    if purpose == "regulated_profession":
        gate, reason = Gate(Outcome.REFERRED), because("PURPOSE_OTHER_BODY", "S0.2")
    elif credential.documents != "complete" and (credential.refugee or credential.good_reason_no_documents):
        gate, reason = Gate(route="refugee"), because("PAPERS_REFUGEE_ROUTE", "S0.3")
    elif credential.documents != "complete":
        papers = Missing("papers", "applicant", values={"documents": credential.documents})
        gate = Gate(Outcome.INFORMATION_NEEDED, missing=(papers,))
        reason = because("PAPERS_INCOMPLETE", "S0.4", documents=credential.documents)
    elif credential.kind == "micro_credential":
        gate, reason = Gate(route="micro"), because("MICRO_CREDENTIAL", "S0.5")
    elif credential.kind == "period_of_study" or purpose == "credit_transfer":
        gate, reason = Gate(route="period"), because("PERIOD_OF_STUDY", "S0.6")
    else:
        return Found(Gate(), Step("intake"))
    return Found(gate, Step("intake", (reason,)))


def status(credential: Credential, system: System, kind: str | None = None, *, assumed: bool) -> Found[Gate]:
    """S2: was the institution, and where needed the programme, recognised at the date of award?

    *kind* is the award's; a country may ask for programme accreditation only of some kinds, and only since some day.
    """
    reasons: list[Reason] = []
    institution = credential.institution
    if institution.mill_indicators:
        signs = institution.mill_indicators
        reasons.append(because("MILL_SIGNS", "S2.8", count=len(signs), signs="|".join(signs)))
    if institution.status == "diploma_mill" or institution.accredited_only_by_mill:
        return _ends(Outcome.BOGUS, because("INSTITUTION_BOGUS", "S2.1"))
    if institution.register:
        reasons.append(because("INSTITUTION_FROM_REGISTER", "S2.2", register=institution.register))
    if assumed:
        reasons.append(because("INSTITUTION_ASSUMED", "S2.2"))
    gate = _institution(credential, system, kind, reasons)
    if gate.ends is None:
        gate = _cross_border(credential, gate, reasons)
    if "distance" in credential.mode:
        reasons.append(because("DISTANCE_NO_DIFFERENCE", "S2.11"))
    return Found(gate, Step("status", tuple(reasons)))


def _institution(credential: Credential, system: System, kind: str | None, reasons: list[Reason]) -> Gate:
    known = credential.institution.status
    if known == "unknown":
        reasons.append(because("INSTITUTION_UNKNOWN", "S2.8"))
        values = {"institution": credential.institution.name, "date": str(credential.awarded or "")}
        asked = Missing("institution_status", "evaluator", tuple(system.registers), values)
        return Gate(Outcome.INFORMATION_NEEDED, missing=(asked,))
    if known == "not_recognised":
        reasons.append(because("INSTITUTION_NOT_RECOGNISED", "S2.7"))
        return Gate(Outcome.STATEMENT)
    if known == "legitimate_unrecognised":
        return _legitimate(credential, reasons)
    return _programme(credential, system, kind, reasons)


def _legitimate(credential: Credential, reasons: list[Reason]) -> Gate:
    """S2.6: real education outside the recognised system."""
    if credential.institution.external_quality_evidence is Answer.YES:
        reasons.append(because("INSTITUTION_LEGITIMATE", "S2.6"))
        return Gate(cap="S2.6", quality=Finding.MATCH)
    reasons.append(because("INSTITUTION_LEGITIMATE_NO_EVIDENCE", "S2.6"))
    return Gate(Outcome.STATEMENT)


def _programme(credential: Credential, system: System, kind: str | None, reasons: list[Reason]) -> Gate:
    """S2.2-S2.5: a recognised institution; does its programme need accreditation of its own?"""
    rule = system.programme_accreditation
    accredited = credential.institution.programme_accredited
    fact = ((rule, "required"),) if rule else ()
    needed = bool(rule and rule.required == "all" and _asked_of(rule, credential, kind))
    if accredited is Answer.NO and needed and rule and rule.confidence_of("required") is not Confidence.VERIFIED:
        reasons.append(because("EVIDENCE_WEAK", "", fact, element="quality"))
        return Gate(Outcome.INFORMATION_NEEDED, missing=(Missing("mapping", "evaluator", (rule,)),))
    if accredited is Answer.NO and needed:
        reasons.append(because("PROGRAMME_NOT_ACCREDITED", "S2.3", fact))
        return _legitimate(credential, reasons)
    if accredited is Answer.UNKNOWN and needed:
        reasons.append(because("PROGRAMME_ACCREDITATION_UNKNOWN", "S2.4", fact))
        asked = Missing("programme_accreditation", "evaluator", tuple(system.registers))
        return Gate(Outcome.INFORMATION_NEEDED, missing=(asked,))
    if rule and rule.required == "none":
        reasons.append(because("NO_ACCREDITATION_SYSTEM", "S2.5", fact))
    elif accredited is Answer.YES:
        reasons.append(because("PROGRAMME_ACCREDITED", "S2.2", fact))
    reasons.append(because("INSTITUTION_RECOGNISED", "S2.2"))
    return Gate(quality=Finding.MATCH, missing=_to_confirm(accredited, rule, system))


def _asked_of(rule: ProgrammeAccreditation, credential: Credential, kind: str | None) -> bool:
    """Whether the duty reached awards of this kind on the day of this award; an unknown day is taken as reached."""
    if rule.kinds and kind and kind not in rule.kinds:
        return False
    return not (rule.since and credential.awarded and credential.awarded.last < rule.since.first)


def _to_confirm(accredited: Answer, rule: ProgrammeAccreditation | None, system: System) -> tuple[Missing, ...]:
    """Where only some programmes need accreditation, its absence is not held against the holder; it is asked."""
    if accredited is not Answer.UNKNOWN or (rule and rule.required == "none"):
        return ()
    return (Missing("programme_accreditation", "evaluator", tuple(system.registers), blocking=False),)


def _cross_border(credential: Credential, gate: Gate, reasons: list[Reason]) -> Gate:
    """S2.9 joint and S2.10 transnational awards."""
    facts = credential.cross_border
    if "joint" in credential.mode:
        partners = facts.partners_recognised
        if partners in {"some", "unknown"}:
            reasons.append(because("JOINT_UNKNOWN", "S2.9", partners=partners))
            return Gate(Outcome.INFORMATION_NEEDED, missing=(Missing("joint_partners", "applicant"),))
        reasons.append(because("JOINT_RECOGNISED", "S2.9", partners=partners))
    if "tne" in credential.mode:
        if Answer.NO in {facts.awarding_body_recognised, facts.lawful_in_both, facts.follows_code}:
            reasons.append(because("TNE_BREAKS_CODE", "S2.10"))
            return _legitimate(credential, reasons)
        if Answer.UNKNOWN in {facts.awarding_body_recognised, facts.lawful_in_both}:
            reasons.append(because("TNE_UNKNOWN", "S2.10"))
            return Gate(Outcome.INFORMATION_NEEDED, missing=(Missing("tne_status", "evaluator"),))
        reasons.append(because("TNE_RECOGNISED", "S2.10"))
    return gate


def authenticity(credential: Credential) -> Found[Gate]:
    """S3: are the papers genuine?"""
    state = credential.authenticity
    if state == "fraudulent":
        return _ends(Outcome.FRAUD, because("AUTHENTICITY_FRAUD", "S3.1"), "authenticity")
    if state == "doubtful":
        gate = Gate(Outcome.INFORMATION_NEEDED, missing=(Missing("verification", "evaluator"),))
        return Found(gate, Step("authenticity", (because("AUTHENTICITY_DOUBTFUL", "S3.2"),)))
    if state == "unverifiable":
        if credential.refugee or credential.good_reason_no_documents:
            reason = because("PAPERS_REFUGEE_ROUTE", "S3.3")
            return Found(Gate(route="refugee"), Step("authenticity", (reason,)))
        return Found(Gate(cap="S3.4"), Step("authenticity", (because("AUTHENTICITY_UNVERIFIABLE", "S3.4"),)))
    if state == "verified":
        return Found(Gate(), Step("authenticity", (because("AUTHENTICITY_VERIFIED", "S3.6"),)))
    asked = Missing("verification", "evaluator", blocking=False)
    return Found(Gate(missing=(asked,)), Step("authenticity", (because("AUTHENTICITY_PRESUMED", "S3.5"),)))


def _ends(outcome: Outcome, reason: Reason, stage: str = "status") -> Found[Gate]:
    return Found(Gate(outcome), Step(stage, (reason,)))
