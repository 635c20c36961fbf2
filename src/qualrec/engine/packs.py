"""Entry requirement packs: does an assessed credential meet what a faculty asks? Its own table decides, line by line.

What is unknown is asked and never refuses: only a rule that says so, or a grade below a bar on the bar's own scale
(or carried there by a published rule), does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from qualrec.engine.marks import Mark, at_least, number, read
from qualrec.engine.place import LADDER
from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.build import interval
from qualrec.knowledge.names import fold
from qualrec.knowledge.requirements import Pack
from qualrec.model.assessment import Reason
from qualrec.model.dates import Answer, of_day
from qualrec.model.frozen import frozen

MEETS, NOT, REVIEW = "meets", "does_not_meet", "needs_review"
_SHOWN_FALSE = {"NOT_RECOGNISED_BOGUS", "NOT_RECOGNISED_FRAUD"}
_POSITIVE = {"RECOGNISED_AUTOMATIC", "RECOGNISED_FULL"}
# What must be settled however well the award and the grade fit; a level need not, where the table names the award.
_GATES = {"institution_status", "programme_accreditation", "papers", "verification", "joint_partners", "tne_status"}


@frozen
class Settled:
    """A status, the rule that decided (None where none did), why, and the one fact that would settle it."""

    status: str
    reasons: tuple[Reason, ...]
    rule: Mapping[str, Any] | None = None
    missing: tuple[str, ...] = ()


def settle(kb: KnowledgeBase, pack: Pack, given: Mapping[str, Any], record: Mapping[str, Any]) -> Settled:
    """Judge one record by a pack; *given* holds the inputs as stated."""
    if record["outcome"] in _SHOWN_FALSE:
        return Settled(NOT, (because("PACK_OUTCOME", outcome=record["outcome"]),))
    on = dt.date.fromisoformat(record["as_of"])
    valid = interval(pack.get("valid"))
    if valid.holds(of_day(on)) is Answer.NO:
        return Settled(REVIEW, (because("PACK_NOT_VALID", valid=str(valid), date=record["as_of"]),), missing=("pack",))
    award = record["identified"]["id"] if record["identified"]["status"] == "found" else None
    if not award:
        return Settled(REVIEW, (because("PACK_AWARD_UNTOLD"),), missing=("qualification",))
    return _by_rules(kb, pack, award, given, record)


def _by_rules(
    kb: KnowledgeBase, pack: Pack, award: str, given: Mapping[str, Any], record: Mapping[str, Any]
) -> Settled:
    """The first rule whose conditions hold decides; one that may hold decides only where the rest say the same."""
    unsure: list[tuple[Settled, str]] = []
    decided = _otherwise(kb, pack, award, record)
    for rule in pack["rules"]:
        if award not in rule["awards"]:
            continue
        holds, fact = _holds(rule, given)
        if holds is Answer.YES:
            decided = _decide(kb, rule, record)
            break
        if holds is Answer.UNKNOWN:
            unsure.append((_decide(kb, rule, record), fact))
    if all(maybe.status == decided.status for maybe, _ in unsure):
        return decided
    maybe, fact = next((maybe, fact) for maybe, fact in unsure if maybe.status != decided.status)
    rule = maybe.rule or {"id": ""}
    return Settled(REVIEW, (because("PACK_CONDITION_OPEN", rule=rule["id"], fact=fact),), maybe.rule, (fact,))


def _otherwise(kb: KnowledgeBase, pack: Pack, award: str, record: Mapping[str, Any]) -> Settled:
    """No rule names the award: a person looks, or where the pack says so the assessment and the host's bar decide."""
    none = Settled(REVIEW, (because("PACK_NO_RULE", award=award),), missing=("rule",))
    asks = pack.get("asks") or {}
    named = any(award in rule["awards"] for rule in pack["rules"])  # only under conditions that do not hold here
    if named or pack.get("otherwise") != "assessment" or record["outcome"] not in _POSITIVE:
        return none
    kind, wanted = record["identified"]["kind"], asks.get("kind")
    if wanted in LADDER and (kind not in LADDER or LADDER.index(kind) < LADDER.index(wanted)):
        return none
    rule = {"id": "otherwise", "grade": asks.get("grade"), "@": pack.get("@", ())}
    return _decide(kb, rule, record)


def _decide(kb: KnowledgeBase, rule: Mapping[str, Any], record: Mapping[str, Any]) -> Settled:
    name = rule["id"]
    if rule.get("accepted") is False:
        return _refused(Settled(NOT, (because("PACK_REFUSES", rule=name),), rule))
    settled = _grade(kb, rule, record) if rule.get("grade") else None
    if settled and settled.status != MEETS:
        return settled
    open_gates = tuple(m["what"] for m in record["missing"] if m["blocking"] and m["what"] in _GATES)
    if open_gates or record["outcome"] == "EXPLANATORY_STATEMENT":
        reason = because("PACK_GATE_OPEN", rule=name, facts_missing="|".join(open_gates) or "institution_status")
        return Settled(REVIEW, (reason,), rule, open_gates or ("institution_status",))
    reasons = settled.reasons if settled else (because("PACK_ACCEPTS", rule=name),)
    if any(m["what"] == "award_made" for m in record["missing"]):
        reasons = (*reasons, because("PACK_CONDITIONAL", rule=name))
    return Settled(MEETS, reasons, rule)


def _grade(kb: KnowledgeBase, rule: Mapping[str, Any], record: Mapping[str, Any]) -> Settled:
    """Compare the grade with the bar, on the bar's own scale."""
    bar, name = rule["grade"], rule["id"]
    scale = kb.scale(bar["scale"])
    stated = record["grade"]
    if not stated:
        return Settled(REVIEW, (because("PACK_GRADE_MISSING", rule=name, scale=scale.id),), rule, ("grade",))
    marks = _on(kb, bar["scale"], stated)
    values = {"rule": name, "grade": str(stated["given"]["value"]), "bar": bar["at_least"], "scale": scale.id}
    if marks is None:
        wanted = "conversion" if stated["given"]["scale"] else "grade_scale"
        return Settled(REVIEW, (because("PACK_GRADE_OTHER_SCALE", **values),), rule, (wanted,))
    reached = [at_least(mark, bar["at_least"], scale) for mark in (marks.low, marks.high)]
    if all(reached):
        return Settled(MEETS, (because("PACK_MET", **values),), rule)
    if None in reached or any(reached):
        return Settled(REVIEW, (because("PACK_GRADE_RANGE", **values),), rule, ("grade",))
    if _near(marks, bar):
        return Settled(REVIEW, (because("PACK_NEAR", **values, tolerance=bar["tolerance"]),), rule, ("near_miss",))
    return _refused(Settled(NOT, (because("PACK_BELOW", **values),), rule))


def _refused(settled: Settled) -> Settled:
    """A line of the table that nobody read in its source refuses nobody: a person looks it up first."""
    sure = (settled.rule or {}).get("confidence", "verified")
    sure = sure.get("all") if isinstance(sure, Mapping) else sure
    if sure == "verified":
        return settled
    rule = settled.rule or {}
    return Settled(REVIEW, (*settled.reasons, because("PACK_LINE_WEAK", rule=rule.get("id", ""))), rule, ("pack_line",))


def _on(kb: KnowledgeBase, wanted: str, stated: Mapping[str, Any]) -> Mark | None:
    """Return the grade as marks of the scale wanted: as given, or by a published rule; None where none leads there."""
    if stated["given"]["scale"] == wanted:
        return read(str(stated["given"]["value"]), kb.scale(wanted))
    found = next((c for c in stated["converted"] if c["scale"] == wanted), None)
    return Mark(found["low"], found["high"]) if found else None


def _near(marks: Mark, bar: Mapping[str, Any]) -> bool:
    best, wanted, reach = number(marks.high), number(bar["at_least"]), bar.get("tolerance")
    low = number(marks.low)
    if reach is None or best is None or wanted is None or low is None:
        return False
    return min(abs(best - wanted), abs(low - wanted)) <= Decimal(reach)


def _holds(rule: Mapping[str, Any], given: Mapping[str, Any]) -> tuple[Answer, str]:
    """Say whether a rule's conditions hold, and the first fact that would tell where that is unknown."""
    answers = [
        *_tests(rule.get("only") or {}, given),
        *((_not(a), f) for a, f in _tests(rule.get("except") or {}, given)),
    ]
    if any(answer is Answer.NO for answer, _ in answers):
        return Answer.NO, ""
    unknown = next((fact for answer, fact in answers if answer is Answer.UNKNOWN), None)
    return (Answer.UNKNOWN, unknown) if unknown else (Answer.YES, "")


def _tests(condition: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[tuple[Answer, str]]:
    if "years_at_least" in condition:
        years = number(str(given.get("years") or "").strip())
        told = years is not None
        enough = told and years is not None and years >= Decimal(condition["years_at_least"])
        yield (Answer.UNKNOWN if not told else Answer.YES if enough else Answer.NO), "years"
    if "institutions" in condition:
        name = fold(str(given.get("institution") or ""))
        known = {fold(one) for one in condition["institutions"]}
        yield (Answer.UNKNOWN if not name else Answer.YES if name in known else Answer.NO), "institution"
    if "fields" in condition:
        words = f" {fold(str(given.get('field') or ''))} "
        hit = any(f" {fold(one)} " in words for one in condition["fields"])
        yield (Answer.UNKNOWN if not words.strip() else Answer.YES if hit else Answer.NO), "field"


def _not(answer: Answer) -> Answer:
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(answer, answer)
