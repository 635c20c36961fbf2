"""Worked conversions: examples of published documents as data, run by ``qualrec test`` beside the other cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qualrec.engine.converted import Record, credits_record, grade_record
from qualrec.engine.distribution import Distribution, Unusable, distribution
from qualrec.engine.marks import described, read
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.dates import PartialDate
from qualrec.model.measure import GradingScale

Said = Iterator[tuple[str, str, str]]  # the expectation's name, what it asked for, what came


def differences(kb: KnowledgeBase, case: Mapping[str, Any], today: PartialDate) -> Said:
    """Yield what does not hold of one worked conversion."""
    when = PartialDate.parse(case["as_of"]) if "as_of" in case else today
    try:
        found = _credits(kb, case["credits"], when) if "credits" in case else _grade(kb, case["grade"], when)
    except (KeyError, Unusable) as error:
        yield "given", "units, scales and tables that are on file", str(error)
        return
    if found is None:
        yield "given", "a mark of the scale", str(case["grade"]["mark"])
        return
    for key, wanted in case["expect"].items():
        yield from _compared(key, wanted, found)


def _credits(kb: KnowledgeBase, given: Mapping[str, Any], when: PartialDate) -> Record:
    kb.unit(given["from"]), kb.unit(given["to"])
    return credits_record(kb, Fraction(given["amount"]), given["from"], given["to"], when)


def _grade(kb: KnowledgeBase, given: Mapping[str, Any], when: PartialDate) -> Record | None:
    target = kb.scale(given["to"])
    scale = kb.scale(given["from"]) if "from" in given else _own_scale(given)
    mark = read(given["mark"], scale)
    if mark is None:
        return None
    tables = (_table(scale, given.get("table")), _table(target, given.get("host_table")))
    return grade_record(kb, mark, scale, target, when, tables)


def _own_scale(given: Mapping[str, Any]) -> GradingScale:
    worst = Decimal(given["worst"]) if "worst" in given else None
    return described(Decimal(given["best"]), Decimal(given["lowest_pass"]), worst)


def _table(scale: GradingScale, counts: Mapping[str, Any] | None) -> Distribution | None:
    return distribution(scale, [(k, Decimal(str(v))) for k, v in counts.items()]) if counts else None


def _compared(key: str, wanted: Any, found: Record) -> Said:
    if key == "others":
        beside = (*found["alternatives"], *found.get("claims", ()))
        others = {entry["rule"]: _span(entry["value"]) for entry in beside}
        for rule, value in wanted.items():
            if others.get(rule) != _pair(value):
                yield f"others {rule}", str(_pair(value)), str(others.get(rule))
    elif key == "reasons":
        absent = set(wanted) - {reason["code"] for reason in found["reasons"]}
        if absent:
            yield key, ", ".join(sorted(absent)), "absent"
    elif key == "cites":
        absent = set(wanted) - {source["id"] for source in found["sources"]}
        if absent:
            yield key, ", ".join(sorted(absent)), "absent"
    else:
        wanted = _pair(wanted) if key == "value" else wanted
        got = _span(found["value"]) if key == "value" else found.get(key)
        if got != wanted:
            yield key, str(wanted), str(got)


def _pair(value: Any) -> list[str] | None:
    """Return a value of a case, one number or two, as its ends."""
    return None if value is None else [value, value] if isinstance(value, str) else list(value)


def _span(value: Mapping[str, str] | None) -> list[str] | None:
    return None if value is None else [value["low"], value["high"]]
