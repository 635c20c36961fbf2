"""S4: does a text fix the result, so that nothing need be compared?"""

from __future__ import annotations

from qualrec.engine.law import Verdict
from qualrec.engine.place import HIGHER, Placed
from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Finding, Found, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Instrument
from qualrec.model.source import Confidence

_STEP_UP = {
    "further_study": {"access", "short_cycle", "first_cycle", "second_cycle"},
    "access_to_he": {"access"},
    "doctoral_admission": {"second_cycle"},
}


@frozen
class Fixed:
    """The instrument that fixes the result, or none."""

    instrument: Instrument | None = None


def fixed(
    kb: KnowledgeBase,
    law: list[Verdict],
    kind: QualificationType,
    placed: Placed,
    credential: Credential,
    purpose: str,
    quality: Finding,
    cap: str | None,
) -> Found[Fixed]:
    """Try the applicable texts by rank; a cap skips them all (S4.0)."""
    if cap:
        return Found(Fixed(), Step("fixed", (because("CAP_STANDS", "S4.0", cap=cap),)))
    reasons: list[Reason] = []
    for verdict in law:
        if not (verdict.applied and verdict.effect in _WAYS):
            continue
        instrument = kb.instrument(verdict.id)
        check, says, test = _WAYS[verdict.effect]
        unmet = test(instrument, kind, placed, purpose, credential)
        if unmet is None and quality is Finding.MATCH:
            reasons.append(because(says, check, ((instrument, "effect"),), id=instrument.id))
            reasons.append(because("ADMISSION_FREE", check))
            return Found(Fixed(instrument), Step("fixed", tuple(reasons)))
        reasons.append(unmet or because("CONDITION_UNKNOWN", "S4.5", id=instrument.id, condition="quality_assured"))
    return Found(Fixed(), Step("fixed", tuple(reasons)))


def _level(
    instrument: Instrument, kind: QualificationType, placed: Placed, _purpose: str, _credential: Credential
) -> Reason | None:
    """S4.1: the level is fixed for awards that complete a cycle and stand on the issuing country's framework."""
    if not placed.completes or placed.basis != "referenced" or not kind.level:
        facts = ((kind, "level"),)
        return because("CONDITION_UNKNOWN", "S4.5", facts, id=instrument.id, condition="listed_type")
    return None


def _schedule(
    instrument: Instrument, kind: QualificationType, placed: Placed, _purpose: str, _credential: Credential
) -> Reason | None:
    """S4.2: the pair, or the kind of award, stands in the text's own schedule."""
    for row in instrument.schedule:
        if row.source == kind.id or (row.kind == placed.kind and placed.completes):
            return None
    return because("SCHEDULE_NOT_LISTED", "S4.4", ((instrument, "schedule"),), id=instrument.id)


def _commitment(
    instrument: Instrument, kind: QualificationType, placed: Placed, purpose: str, credential: Credential
) -> Reason | None:
    """S4.3: the purpose is the next level (or access for an access award) and the system is referenced."""
    higher = placed.kind in HIGHER
    if placed.kind not in _STEP_UP.get(purpose, ()) or not placed.completes or credential.target.qualification:
        return because("CONDITION_UNKNOWN", "S4.5", ((kind, "kind"),), id=instrument.id, condition="next_level")
    settled = kind.confidence_of("kind") not in {Confidence.INFERRED, Confidence.DISPUTED}
    if higher and not (settled and kind.level and (placed.qf_ehea or placed.basis == "referenced")):
        # An older award that borrows the standing of another, or whose cycle is our own inference, has no such level.
        facts = ((kind, "level"),) if settled else ((kind, "kind"),)
        return because("CONDITION_UNKNOWN", "S4.5", facts, id=instrument.id, condition="qf_ehea_consistent")
    return None


_WAYS = {
    "level_recognition_automatic": ("S4.1", "FIXED_LEVEL", _level),
    "equivalence_scheduled": ("S4.2", "FIXED_SCHEDULE", _schedule),
    "automatic_recognition_commitment": ("S4.3", "FIXED_COMMITMENT", _commitment),
}
