"""Course by course: each line with its credits and grade at home and here, counted or not and why, and the averages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from qualrec.engine.averages import Average, NoAverage, average, own_mark
from qualrec.engine.courses import Judged, Scales, judge
from qualrec.engine.credits import Amount, convert, decimal, show
from qualrec.engine.grades import convert as convert_grade
from qualrec.engine.grades import rules
from qualrec.engine.marks import number
from qualrec.engine.reasons import because
from qualrec.engine.rounding import plain
from qualrec.engine.sources import Sources
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Reason
from qualrec.model.course import Course, Habits, Transcript
from qualrec.model.dates import PartialDate
from qualrec.model.frozen import frozen
from qualrec.model.measure import GradeRule, GradingScale, Weighting
from qualrec.model.source import Id, code_of


@frozen
class Asked:
    """What a transcript is to be turned into: host unit and scale (None: not asked), by which rule, averaged how."""

    unit: Id
    scale: Id | None = None
    rule: Id | None = None
    habits: Habits = Habits()
    weighting: Weighting | None = None
    as_of: PartialDate | None = None


class Turned:
    """A transcript turned into a record; the reasons and sources are gathered on the way."""

    def __init__(self, kb: KnowledgeBase, transcript: Transcript, asked: Asked) -> None:
        self.kb, self.transcript, self.asked = kb, transcript, asked
        usual = kb.scale(transcript.scale) if transcript.scale else None
        other = {name: kb.scale(name) for name in _named(transcript.courses)}
        self.judged = judge(transcript.courses, Scales(usual, other), asked.habits)
        self.sources = Sources()
        self._reasons: list[Reason] = []
        self._scales = list(dict.fromkeys(scale.id for scale in (usual, *other.values()) if scale))
        self._rules = {name: self._chosen_rule(kb.scale(name)) for name in self._scales}
        self._credits = [self._amount(item) for item in self.judged]
        self._grades = [self._grade(item) for item in self.judged]

    def _chosen_rule(self, scale: GradingScale) -> GradeRule | None:
        """The rule that turns every grade of a scale: the one asked for, else the first that leads there."""
        target = self.asked.scale
        if not target or target == scale.id:
            return None
        when = self.asked.as_of or PartialDate(9999)
        host = code_of(target)
        found = [rule for rule in rules(self.kb, scale, host, when) if rule.target == target]
        if self.asked.rule:
            named = [rule for rule in found if rule.id == self.asked.rule]
            found = named or (found if len(self._scales) > 1 else [])
        if not found:
            self._keep((because("GRADE_NO_RULE", source=scale.id, target=target),))
            return None
        if len(found) > 1:
            others = ", ".join(rule.id for rule in found[1:])
            self._keep((because("TRANSCRIPT_RULE_TAKEN", rule=found[0].id, others=others),))
        return found[0]

    @property
    def rule_found(self) -> bool:
        """Whether the rule asked for turns grades."""
        return any(rule for rule in self._rules.values())

    def _amount(self, item: Judged) -> Amount | None:
        unit = item.course.unit or self.transcript.unit
        if item.course.credits is None or unit is None:
            return None
        amount = Fraction(item.course.credits)
        found = convert(self.kb, amount, amount, unit, self.asked.unit, item.course.date)
        if not found.value:
            self._keep(found.step.reasons)
        elif unit != self.asked.unit:
            facts = tuple(fact for reason in found.step.reasons for fact in reason.facts)
            basis, target = found.value.basis, self.asked.unit
            self._keep((because("TRANSCRIPT_CREDITS", "P3", facts, unit=unit, target=target, basis=basis),))
        return found.value

    def _keep(self, reasons: tuple[Reason, ...]) -> None:
        """Keep a reason the first time its facts come up: forty courses by one factor are said once."""
        known = {_about(reason) for reason in self._reasons}
        self._reasons += [reason for reason in reasons if _about(reason) not in known]

    def _grade(self, item: Judged) -> tuple[str, str] | None:
        """Return a grade on the host's scale: by the rule of its own scale, or as it stands if that is the host's."""
        if not item.mark or not item.scale or not self.asked.scale:
            return None
        if item.scale.id == self.asked.scale:
            return item.mark.low, item.mark.high
        rule = self._rules[item.scale.id]
        if not rule:
            return None
        found = convert_grade(self.kb, [rule], item.mark, item.scale)
        told = tuple(r for r in found.step.reasons if r.code in {"GRADE_PASS_LOST", "GRADE_FAIL_LIFTED"})
        self._keep(told)
        return (found.value[0].low, found.value[0].high) if found.value else None

    def record(self) -> dict[str, Any]:
        """Return the record of a transcript: plain values, in a fixed order."""
        lines = [self._line(*parts) for parts in zip(self.judged, self._credits, self._grades, strict=True)]
        totals = self._totals()
        reasons = [self.sources.reason(reason) for reason in self._reasons]
        used = {name: self._shown(rule) for name, rule in self._rules.items() if rule}
        habits = self.asked.habits
        return {
            "record": "qualrec/transcript/1",
            "country": self.transcript.country,
            "scale": self.transcript.scale,
            "unit": self.transcript.unit,
            "host": {"unit": self.asked.unit, "scale": self.asked.scale},
            "rule": used.get(self.transcript.scale or "", next(iter(used.values()), None)),
            "rules": used,
            "policy": {"repeats": habits.repeats, "failures": habits.failures, "subset": habits.subset or "all"},
            "courses": lines,
            "totals": totals,
            "reasons": reasons,
            "sources": self.sources.found,
            "knowledge": self.kb.version,
        }

    def _shown(self, rule: GradeRule) -> dict[str, Any]:
        return {
            "id": rule.id,
            "by": rule.by,
            "method": rule.method,
            "binding": rule.binding,
            "confidence": str(rule.confidence),
            "sources": self.sources.cite(rule.cites),
        }

    def _line(self, item: Judged, amount: Amount | None, grade: tuple[str, str] | None) -> dict[str, Any]:
        course = item.course
        return {
            "name": course.name,
            "code": course.code,
            "depth": item.depth,
            "year": course.year,
            "term": course.term or (str(course.date) if course.date else ""),
            "level": course.level,
            "credits": str(course.credits) if course.credits is not None else None,
            "unit": course.unit or self.transcript.unit,
            "grade": course.grade,
            "scale": item.scale.id if item.scale else course.scale or self.transcript.scale,
            "host_credits": {"low": decimal(amount.low), "high": decimal(amount.high), "basis": amount.basis}
            if amount
            else None,
            "host_grade": {"low": grade[0], "high": grade[1]} if grade else None,
            "earns": item.earns,
            "in_average": item.in_average,
            "why": item.reason.code,
            "values": dict(item.reason.values),
        }

    def _totals(self) -> dict[str, Any]:
        pairs = zip(self.judged, self._credits, strict=True)
        earned = [(item, amount) for item, amount in pairs if item.earns]
        home = sum((Fraction(item.course.credits or 0) for item, _ in earned), Fraction(0))
        there = [amount for _, amount in earned if amount]
        low = sum((a.low for a in there), Fraction(0))
        high = sum((a.high for a in there), Fraction(0))
        units = {item.course.unit or self.transcript.unit for item, _ in earned}
        excluded = Counter(item.reason.code for item in self.judged if not item.in_average)
        weighting = self.asked.weighting
        if weighting:
            self._reasons.append(because("AVERAGE_WEIGHTING", facts=((weighting, "weights"),), id=weighting.id))
        by_item = dict(zip(map(id, self.judged), self._grades, strict=True))

        def host_mark(item: Judged) -> tuple[Fraction, Fraction] | None:
            grade = by_item[id(item)]
            ends = (number(grade[0]), number(grade[1])) if grade else (None, None)
            return None if ends[0] is None or ends[1] is None else (Fraction(ends[0]), Fraction(ends[1]))

        return {
            "earned": decimal(home) if len(units) <= 1 else None,
            "host_earned": {"low": decimal(low), "high": decimal(high), "shown": show(low, high)} if there else None,
            "home_average": self._home_average(weighting),
            "host_average": self._average(host_mark, self.asked.scale, weighting) if any(self._grades) else None,
            "excluded": dict(sorted(excluded.items())),
        }

    def _home_average(self, weighting: Weighting | None) -> dict[str, Any] | None:
        """Return the average at home; grades of several scales have none."""
        on = dict.fromkeys(item.scale.id for item in self.judged if item.in_average and item.scale)
        if len(on) > 1:
            self._keep((because("AVERAGE_SCALES", scales=", ".join(on)),))
            return None
        return self._average(own_mark, next(iter(on), self.transcript.scale), weighting)

    def _average(self, value: Any, scale: Id | None, weighting: Weighting | None) -> dict[str, Any] | None:
        try:
            found: Average = average(self.judged, value, weighting)
        except NoAverage as none:
            on = {"scale": scale or "a scale not named"} if none.code == "AVERAGE_NO_NUMBER" else {}
            self._keep((because(none.code, "", (), **none.values, **on),))
            return None
        return {
            "low": plain(found.low),
            "high": plain(found.high),
            "courses": found.courses,
            "credits": decimal(found.credits),
            "weighting": found.weighting,
            "without_credits": found.without_credits,
        }


def _about(reason: Reason) -> tuple[Any, ...]:
    said = () if reason.facts else tuple(sorted(map(str, reason.values.items())))
    return reason.code, tuple(fact.id for fact, _ in reason.facts), said


def _named(courses: tuple[Course, ...]) -> Iterator[Id]:
    """Yield the scales that courses name for themselves."""
    for course in courses:
        if course.scale:
            yield course.scale
        yield from _named(course.parts)
