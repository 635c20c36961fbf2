"""One conversion as a record: the value as a range, the rule and its rounding, the other rules, the sources."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from qualrec.engine.conversion import Converted
from qualrec.engine.credits import Way, decimal, every_way
from qualrec.engine.credits import convert as convert_credits
from qualrec.engine.distribution import Distribution, Placed, percentile, transfer
from qualrec.engine.grades import convert, rules
from qualrec.engine.marks import Mark, passes
from qualrec.engine.reasons import because
from qualrec.engine.rounding import plain
from qualrec.engine.sources import Sources
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Reason
from qualrec.model.dates import PartialDate
from qualrec.model.measure import GradeRule, GradingScale, Rounding
from qualrec.model.source import Id, code_of, text

Record = dict[str, Any]
NOTHING: Record = {"value": None, "exact": False, "method": None, "rule": None, "rounding": None, "binding": False}


def credits_record(kb: KnowledgeBase, amount: Fraction, source: Id, target: Id, when: PartialDate) -> Record:
    """Convert an amount of credits; the other bases stand beside it."""
    found = convert_credits(kb, amount, amount, source, target, when)
    ways = every_way(kb, amount, amount, source, target, when) if source != target else []
    sources = Sources()
    reasons = [sources.reason(reason) for reason in found.step.reasons]
    result = found.value
    first = ways[0].reasons if ways else ()
    return {
        "value": {"low": decimal(result.low), "high": decimal(result.high)} if result else None,
        "exact": bool(result and result.low == result.high),
        "method": result.basis if result else None,
        "rule": " > ".join(dict.fromkeys(fact.id for reason in first for fact, _ in reason.facts)) or None,
        "rounding": "two decimals, half up; exact fractions inside",
        "binding": False,
        "alternatives": [_way(way, sources) for way in ways[1:]],
        "reasons": reasons,
        "sources": sources.found,
    }


def _way(way: Way, sources: Sources) -> Record:
    facts = [fact for reason in way.reasons for fact in reason.facts]
    return {
        "method": way.amount.basis,
        "value": {"low": decimal(way.amount.low), "high": decimal(way.amount.high)},
        "rule": " > ".join(dict.fromkeys(fact.id for fact, _ in facts)),
        "cites": list(dict.fromkeys(key for fact, name in facts for key in sources.cite(fact.cites_for(name)))),
    }


def grade_record(
    kb: KnowledgeBase,
    mark: Mark,
    scale: GradingScale,
    target: GradingScale,
    when: PartialDate,
    tables: tuple[Distribution | None, Distribution | None] = (None, None),
) -> Record:
    """Convert one grade by every rule that applies, the first to be taken first; no rule, no number.

    *tables* are the distributions of passing grades at home and here; where they are given they go before other rules.
    """
    sources = Sources()
    if scale.id == target.id:
        same = {"low": mark.low, "high": mark.high}
        reason = sources.reason(because("GRADE_SAME_SCALE", scale=scale.id))
        return {
            **NOTHING,
            "value": same,
            "exact": mark.single,
            "method": "identity",
            "alternatives": [],
            "reasons": [reason],
            "sources": [],
        }
    reasons: list[Reason] = []
    placed = _placed(kb, tables, mark, target, reasons, sources) if tables[0] else None
    shown = [placed] if placed else []
    host = code_of(target.id)
    own = [rule for rule in rules(kb, scale, host, when) if rule.target == target.id]
    found = convert(kb, own, mark, scale)
    reasons += found.step.reasons
    reasons += [formula for result in found.value[:1] if (formula := _formula(result, mark, scale))]
    shown += [_result(result, sources) for result in found.value]
    if not shown:
        facts = ((scale, "name"), (target, "name"))
        reasons.append(because("GRADE_NO_RULE", facts=facts, source=scale.id, target=target.id))
    first = shown[0] if shown else NOTHING
    return {
        **first,
        "alternatives": shown[1:],
        "reasons": [sources.reason(reason) for reason in reasons],
        "sources": sources.found,
    }


def _result(result: Converted, sources: Sources) -> Record:
    rule = result.rule
    members = [one.rule for one in result.by] or [rule]
    entry = {
        "value": {"low": result.low, "high": result.high},
        "exact": result.low == result.high,
        "unrounded": result.exact or None,
        "method": rule.method,
        "rule": rule.id,
        "title": "" if result.by else text(rule.title),
        "by": rule.by,
        "rounding": _rounding(rule.rounding),
        "binding": rule.binding,
        "condition": rule.condition,
        "valid": str(rule.valid) if rule.valid.start or rule.valid.end else "",
        "confidence": str(rule.confidence_of("method")),
        "cites": list(dict.fromkeys(key for member in members for key in sources.cite(member.cites))),
    }
    if result.by:
        entry["claims"] = [_result(one, sources) for one in result.by]
    return entry


def _rounding(rounding: Rounding | None) -> Record | None:
    if rounding is None:
        return None
    onto = {"onto": [str(mark) for mark in rounding.onto], "onto_mode": rounding.onto_mode} if rounding.onto else {}
    return {"places": rounding.places, "mode": rounding.mode} | onto


def _formula(result: Converted, mark: Mark, scale: GradingScale) -> Reason | None:
    """Write a linear rule out with its numbers."""
    rule = result.rule
    if rule.method != "linear" or not rule.ends or not result.exact:
        return None
    top, bottom = rule.ends
    return because(
        "GRADE_FORMULA",
        "",
        ((rule, "method"),),
        top=_bare(top),
        range=_bare(bottom - top),
        best=_bare(scale.best or Decimal(0)),
        grade=mark.low,
        lowest=_bare(scale.pass_mark or Decimal(0)),
        exact=result.exact,
    )


def _bare(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _placed(
    kb: KnowledgeBase,
    tables: tuple[Distribution | None, Distribution | None],
    mark: Mark,
    target: GradingScale,
    reasons: list[Reason],
    sources: Sources,
) -> Record | None:
    """Turn a mark by its place in the distribution: into the host's table, or into fixed shares."""
    home, host = tables
    assert home
    method = "distribution" if host else "percentile"
    every = kb.country("int").grade_rules
    rule = next((r for r in every if r.method == method and r.target in {"", target.id}), None)
    for side, table in (("home", home), ("host", host)):
        if table and table.left_out:
            reasons.append(because("GRADE_TABLE_LEFT_OUT", side=side, grades=", ".join(table.left_out)))
    if rule is None:
        return None
    placed = transfer(home, host, mark) if host else percentile(rule, home, mark)
    if placed is None or not passes(mark.low, home.scale):
        reasons.append(because("GRADE_NOT_IN_TABLE", grade=str(mark)))
        return None
    return _by_place(rule, placed, mark, reasons, sources)


def _by_place(rule: GradeRule, placed: Placed, mark: Mark, reasons: list[Reason], sources: Sources) -> Record:
    share = placed.share
    facts = ((rule, "method"),)
    names = ", ".join(grade for grade, _ in placed.grades)
    values = {"above": _percent(share.above), "through": _percent(share.through), "grades": names}
    reasons.append(because("GRADE_BY_DISTRIBUTION", "P5", facts, grade=str(mark), **values))
    if placed.best != placed.worst:
        average = placed.average or "none of letters"
        reasons.append(because("GRADE_OVERLAP", "", facts, worst=placed.worst, average=average, best=placed.best))
    return {
        "value": {"low": placed.worst, "high": placed.best},
        "exact": placed.best == placed.worst,
        "unrounded": None,
        "method": rule.method,
        "rule": rule.id,
        "title": text(rule.title),
        "by": rule.by,
        "rounding": None,
        "binding": rule.binding,
        "confidence": str(rule.confidence),
        "minimum": placed.worst,
        "average": placed.average,
        "maximum": placed.best,
        "stretch": {"above": _percent(share.above), "through": _percent(share.through)},
        "cites": sources.cite(rule.cites),
    }


def _percent(share: Fraction) -> str:
    return decimal(share * 100) if (share * 10000).denominator == 1 else plain(round(share * 100, 2))
