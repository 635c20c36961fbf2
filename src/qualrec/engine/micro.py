"""Micro-credentials: seven questions, each answered strong to none; the result is advice on credit (section 9)."""

from __future__ import annotations

from qualrec.engine.reasons import because
from qualrec.model.assessment import Found, Missing, Reason, Step
from qualrec.model.dates import Answer
from qualrec.model.frozen import frozen
from qualrec.model.study import Micro

QUESTIONS = ("quality", "verification", "level", "outcomes", "workload", "testing", "identification")
DECISIVE = ("quality", "level", "outcomes", "workload", "testing")
_ENOUGH = {"strong", "substantial"}
_SAYS = {
    "counts": "MICRO_COUNTS",
    "no_room": "MICRO_NO_ROOM",
    "interest_only": "MICRO_INTEREST_ONLY",
    "prior_learning": "MICRO_PRIOR_LEARNING",
    "ask": "MICRO_ASK",
}


@frozen
class Advice:
    """What may be done with it: counts, no_room, interest_only, prior_learning or ask."""

    code: str
    missing: tuple[Missing, ...] = ()


def advise(micro: Micro) -> Found[Advice]:
    """Say what a micro-credential may count for; it is advice, and what is unknown is asked (section 9)."""
    answers = dict(micro.answers)
    asked = [q for q in QUESTIONS if not (micro.on_site and q in {"identification", "verification"})]
    reasons: list[Reason] = [because("MICRO_ANSWER", "M1", question=q, answer=answers.get(q, "unknown")) for q in asked]
    code = _code(answers, micro, asked)
    unknown = [q for q in asked if q not in answers]
    missing = (Missing("micro", "applicant", values={"questions": "|".join(unknown)}, blocking=False),)
    reasons.append(because(_SAYS[code], "M2"))
    return Found(Advice(code, missing if unknown else ()), Step("micro-credential", tuple(reasons)))


def _code(answers: dict[str, str], micro: Micro, asked: list[str]) -> str:
    if "none" in {answers.get(q) for q in ("testing", "identification") if q in asked}:
        return "interest_only"
    if all(answers.get(q) in _ENOUGH for q in DECISIVE):
        return "no_room" if micro.room is Answer.NO else "counts"
    return "ask" if any(q not in answers for q in DECISIVE) else "prior_learning"
