"""Route R: a claim without full papers, reconstructed line by line and tested against what is known of the system."""

from __future__ import annotations

from qualrec.engine.reasons import because
from qualrec.model.assessment import Found, Missing, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.study import Claimed

MEANS = ("interview", "test", "assignment", "trial_admission")


@frozen
class Background:
    """The background document: its lines, whether a cap follows, and what must still be settled."""

    lines: tuple[Claimed, ...] = ()
    cap: str | None = None
    missing: tuple[Missing, ...] = ()


def reconstruct(credential: Credential, kind: QualificationType) -> Found[Background]:
    """Build and test the background document; missing papers alone never lead to a refusal (R1-R3)."""
    lines = credential.claimed
    reasons = [
        because("ROUTE_R", "R1"),
        *(because("BACKGROUND_LINE", "R1", says=b.says, grade=b.grade, supports=b.supports) for b in lines),
        *_possible(credential, kind),
    ]
    odd = [line for line in lines if line.plausible is Answer.NO]
    reasons.extend(because("BACKGROUND_IMPLAUSIBLE", "R2", says=line.says) for line in odd)
    weak = _on_statement_alone(credential)
    if weak:
        reasons.append(because("BACKGROUND_ON_STATEMENT", "R3", supports="|".join(weak)))
    missing = (Missing("background", "evaluator", values={"supports": "|".join(weak)}, blocking=False),) if weak else ()
    return Found(Background(lines, "R3" if weak or odd else None, missing), Step("route R", tuple(reasons)))


def _possible(credential: Credential, kind: QualificationType) -> list[Reason]:
    """R2: was the award made at that time?"""
    if not credential.awarded:
        return []
    answer = kind.awarded.holds(credential.awarded)
    facts = ((kind, "awarded"),) if (kind.awarded.start or kind.awarded.end) else ()
    return [because("BACKGROUND_AWARD_THEN", "R2", facts, date=str(credential.awarded), answer=str(answer))]


def _on_statement_alone(credential: Credential) -> list[str]:
    """Return the main claims that rest on the holder's word alone: the award, and each essential requirement."""
    shown = {
        line.supports for line in credential.claimed if line.grade != "statement" and line.plausible is not Answer.NO
    }
    main = ["award", *(r.id for r in credential.target.requirements if r.essential)]
    return [claim for claim in main if claim not in shown]
