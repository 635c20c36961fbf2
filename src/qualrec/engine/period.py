"""Periods of study and credit transfer: which units count towards the host programme, and why each other does not."""

from __future__ import annotations

from fractions import Fraction

from qualrec.engine.credits import ECTS, Amount, convert
from qualrec.engine.law import Verdict
from qualrec.engine.place import LADDER
from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Element, Found, Ground, Missing, Outcome, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.frozen import frozen
from qualrec.model.source import Fact, Id
from qualrec.model.study import Unit

_DUTIES = {"eu-2018-automatic": "eu18-credits", "lrc-1997": "lrc-V.3"}
_COMPARE = {"lrc-1997": "lrc-V.1"}


@frozen
class Counted:
    """A unit and what became of it: counts yes, no or not settled; *kind* is the cycle it counts at."""

    unit: Unit
    ects: Amount | None
    counts: Answer
    kind: str
    reason: Reason


@frozen
class Period:
    """The outcome for a period of study, unit by unit, and the ECTS asked and counted."""

    outcome: Outcome
    units: tuple[Counted, ...] = ()
    asked: Fraction = Fraction(0)
    counted: Fraction = Fraction(0)
    grounds: tuple[Ground, ...] = ()
    missing: tuple[Missing, ...] = ()


def judge(
    kb: KnowledgeBase, credential: Credential, law: list[Verdict], wanted: str, usual_unit: Id | None
) -> Found[Period]:
    """Judge every unit (P1-P5); *wanted* is the cycle of the host programme, *usual_unit* the home country's unit."""
    units = credential.units or _whole(credential)
    if not units:
        asked = Missing("host_units", "applicant")
        return Found(
            Period(Outcome.INFORMATION_NEEDED, missing=(asked,)), Step("units", (because("UNITS_NONE", "P2"),))
        )
    duty, compare = _provisions(kb, law, _DUTIES), _provisions(kb, law, _COMPARE)
    found = tuple(_count(kb, unit, wanted, usual_unit, duty, compare) for unit in units)
    reasons = [counted.reason for counted in found]
    reasons += [reason for counted in found for reason in _lower(counted, wanted)]
    if credential.grade:
        reasons.append(because("GRADES_APART", "P5"))
    return Found(_outcome(found), Step("units", tuple(reasons)))


def _whole(credential: Credential) -> tuple[Unit, ...]:
    """Without a list of units the agreed credits are one unit, where the transcript shows as many."""
    if credential.agreed_credits is None or credential.credits is None:
        return ()
    done = min(credential.agreed_credits, credential.credits)
    rest = credential.credits - done
    agreed = Unit("agreed units", done, credential.credit_unit, agreed=Answer.YES, passed=Answer.YES)
    if not rest:
        return (agreed,)
    return (agreed, Unit("other units", rest, credential.credit_unit, agreed=Answer.NO, passed=Answer.YES))


def _provisions(kb: KnowledgeBase, law: list[Verdict], wanted: dict[Id, str]) -> tuple[tuple[Fact, str], ...]:
    """The provisions that lay the duty, of the texts that bind here."""
    bound = [verdict.id for verdict in law if verdict.id in wanted and verdict.applied]
    return tuple((p, "says") for iid in bound for p in kb.provisions(iid) if p.id == wanted[iid])


def _count(
    kb: KnowledgeBase,
    unit: Unit,
    wanted: str,
    usual: Id | None,
    duty: tuple[tuple[Fact, str], ...],
    compare: tuple[tuple[Fact, str], ...],
) -> Counted:
    ects = _ects(kb, unit, usual)
    kind = unit.kind or wanted
    if unit.passed is Answer.NO:
        return Counted(unit, ects, Answer.NO, kind, because("UNIT_NOT_PASSED", "P2", name=unit.name))
    if unit.agreed is Answer.YES:
        return Counted(unit, ects, Answer.YES, kind, because("UNIT_AGREED", "P1", duty, name=unit.name))
    if unit.difference == "substantial":
        reason = because("UNIT_DIFFERS", "P2", compare, name=unit.name, why=unit.why)
        return Counted(unit, ects, Answer.NO if unit.why else Answer.UNKNOWN, kind, reason)
    if unit.difference == "none" or unit.replaces:
        reason = because("UNIT_COUNTS", "P2", compare, name=unit.name, replaces=unit.replaces)
        return Counted(unit, ects, Answer.YES, kind, reason)
    return Counted(unit, ects, Answer.UNKNOWN, kind, because("UNIT_OPEN", "P2", name=unit.name))


def _ects(kb: KnowledgeBase, unit: Unit, usual: Id | None) -> Amount | None:
    """P3: through a stated factor, hours or the full-time year; without a unit there is no amount."""
    source = unit.unit or usual
    if unit.credits is None or source is None:
        return None
    amount = Fraction(unit.credits)
    return convert(kb, amount, amount, source, ECTS).value


def _lower(counted: Counted, wanted: str) -> list[Reason]:
    """P4: credits of a lower cycle count at that cycle only."""
    below = counted.kind in LADDER and wanted in LADDER and LADDER.index(counted.kind) < LADDER.index(wanted)
    if not below or counted.counts is not Answer.YES:
        return []
    return [because("UNIT_LOWER_LEVEL", "P4", name=counted.unit.name, kind=counted.kind)]


def _outcome(found: tuple[Counted, ...]) -> Period:
    """FULL if all asked credits count, PARTIAL if some; what is not settled is asked and never counts as refused."""
    asked = sum((c.ects.high for c in found if c.ects), Fraction(0))
    counted = sum((c.ects.high for c in found if c.ects and c.counts is Answer.YES), Fraction(0))
    refused = [c for c in found if c.counts is Answer.NO]
    unsettled = [c for c in found if c.counts is Answer.UNKNOWN]
    taken = [c for c in found if c.counts is Answer.YES]
    names = "|".join(c.unit.name for c in unsettled)
    missing = (Missing("host_units_of", "evaluator", values={"units": names}, blocking=not taken),) if unsettled else ()
    if len(taken) == len(found):
        outcome = Outcome.FULL
    elif taken:
        outcome = Outcome.PARTIAL
    else:
        outcome = Outcome.INFORMATION_NEEDED if unsettled else Outcome.NOT_SUBSTANTIAL
    grounds = tuple(Ground(Element.OUTCOMES, c.reason) for c in refused)
    return Period(outcome, found, asked, counted, grounds, missing)


def at_level(kb: KnowledgeBase, credential: Credential, wanted: str, usual: Id | None) -> Fraction:
    """Return the ECTS of the units that count at the cycle wanted or above: what partial recognition can offer."""
    found = [_count(kb, unit, wanted, usual, (), ()) for unit in credential.units]
    rank = LADDER.index(wanted) if wanted in LADDER else 0
    good = [c for c in found if c.counts is Answer.YES and (c.kind not in LADDER or LADDER.index(c.kind) >= rank)]
    return sum((c.ects.high for c in good if c.ects), Fraction(0))
