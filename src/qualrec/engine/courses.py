"""Which courses of a transcript count, in credits and in the average, and why each other does not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from qualrec.engine.marks import Mark, at_least, passes, read
from qualrec.engine.reasons import because
from qualrec.model.assessment import Reason
from qualrec.model.course import Course, Habits
from qualrec.model.frozen import fresh, frozen, replace
from qualrec.model.measure import GradingScale
from qualrec.model.source import Id


@frozen
class Judged:
    """A course and what becomes of it: *earns* its credits, counts *in_average*; *reason* says why or why not.

    *mark* is its grade as read on *scale*.
    """

    course: Course
    mark: Mark | None
    earns: bool
    in_average: bool
    reason: Reason
    depth: int = 0
    scale: GradingScale | None = None


_UNGRADED = {
    "pass": (True, "COURSE_PASS_NO_GRADE"),
    "exempt": (True, "COURSE_EXEMPT"),
    "fail": (False, "COURSE_FAIL_NO_GRADE"),
    "in_progress": (False, "COURSE_IN_PROGRESS"),
    "withdrawn": (False, "COURSE_WITHDRAWN"),
}
_STATUS = {"in_progress": "in_progress", "withdrawn": "withdrawn", "exempt": "exempt"}
_BARE = {"passed": "pass", "failed": "fail"}


@frozen
class Scales:
    """The scale that most grades are on, and those that single courses name by their id."""

    usual: GradingScale | None = None
    other: Mapping[Id, GradingScale] = fresh(default_factory=dict)

    def of(self, course: Course) -> GradingScale | None:
        """Return the scale of one course."""
        return self.other[course.scale] if course.scale else self.usual


def judge(courses: tuple[Course, ...], scales: Scales, habits: Habits) -> list[Judged]:
    """Judge every course of a transcript, parts after the course that contains them."""
    found = [judged for course in courses for judged in _tree(course, scales, habits, 0)]
    found = _once(found)
    found = _repeats(found, habits)
    return _subset(found, habits)


def _tree(course: Course, scales: Scales, habits: Habits, depth: int) -> Iterator[Judged]:
    """Yield a course and its parts; credits that stand twice, whole and in parts, are counted once."""
    if not course.parts:
        yield _single(course, scales.of(course), habits, depth)
        return
    parts = [judged for part in course.parts for judged in _tree(part, scales, habits, depth + 1)]
    earned = sum((j.course.credits or Decimal(0) for j in parts if j.earns), Decimal(0))
    graded = any(j.mark for j in parts)
    stated = course.grade or (course.status and not graded)  # a result of the whole
    if course.credits and course.credits != earned and stated:
        yield _single(course, scales.of(course), habits, depth)
        inside = because("COURSE_IN_WHOLE", name=course.name)
        yield from (replace(j, earns=False, in_average=False, reason=inside) for j in parts)
        return
    if course.credits and course.credits != earned:
        reason = because("COURSE_SUM_DIFFERS", stated=_show(course.credits), parts=_show(earned))
    else:
        reason = because("COURSE_IN_PARTS")
    yield Judged(course, None, earns=False, in_average=False, reason=reason, depth=depth)
    yield from parts


def _single(course: Course, scale: GradingScale | None, habits: Habits, depth: int) -> Judged:
    def out(code: str, *, earns: bool = False) -> Judged:
        return Judged(course, None, earns, in_average=False, reason=because(code), depth=depth)

    means = _STATUS.get(course.status)
    if not means and scale:
        means = scale.ungraded.get(course.grade)
    if not means and not course.grade:
        means = _BARE.get(course.status)
    if means:
        earns, code = _UNGRADED[means]
        return out(code, earns=earns)
    if not course.grade:
        return out("COURSE_NO_GRADE")
    mark = read(course.grade, scale) if scale else None
    if mark is None:
        code = "COURSE_NOT_ON_SCALE" if scale else "COURSE_NO_SCALE"
        return out(code, earns=course.status == "passed")
    assert scale is not None
    on: dict[str, Any] = {"depth": depth, "scale": scale}
    failed = course.status == "failed" or (course.status != "passed" and passes(mark.low, scale) is False)
    if failed and habits.failures == "leave_out":
        return Judged(course, mark, earns=False, in_average=False, reason=because("COURSE_FAILED_OUT"), **on)
    if failed:
        return Judged(course, mark, earns=False, in_average=True, reason=because("COURSE_FAILED"), **on)
    return Judged(course, mark, earns=True, in_average=True, reason=because("COURSE_COUNTS"), **on)


def _once(found: list[Judged]) -> list[Judged]:
    """The same line printed twice is one course."""
    seen: set[tuple[object, ...]] = set()
    kept = []
    for judged in found:
        c = judged.course
        line = (c.key, c.credits, c.grade, c.status, c.year, c.term, str(c.date or ""))
        dated = c.term or c.date or c.year
        if dated and line in seen and (judged.earns or judged.in_average):
            judged = _out(judged, "COURSE_TWICE")  # noqa: PLW2901 - the judgment, not the course, is replaced
        seen.add(line)
        kept.append(judged)
    return kept


def _repeats(found: list[Judged], habits: Habits) -> list[Judged]:
    """Of several attempts at one course credits are earned once, and the average takes the one that is chosen."""
    groups: dict[str, list[int]] = defaultdict(list)
    for number, judged in enumerate(found):
        if judged.earns or judged.in_average:
            groups[judged.course.key].append(number)
    result = list(found)
    for numbers in groups.values():
        if len(numbers) > 1:
            attempts = [found[n] for n in numbers]
            chosen = _chosen(attempts, habits.repeats)
            for n, judged in zip(numbers, attempts, strict=True):
                if judged is not chosen:
                    again = _out(judged, "COURSE_REPEATED")
                    result[n] = replace(again, in_average=judged.in_average and habits.repeats == "all")
    return result


def _chosen(attempts: list[Judged], repeats: str) -> Judged:
    """The attempt that counts: the last in the order printed, or the best of those that earn credits."""
    if repeats == "last":
        return attempts[-1]
    best = attempts[0]
    for other in attempts[1:]:
        better = not best.earns and other.earns
        scale = best.scale
        if scale and scale is other.scale and best.mark and other.mark and best.earns == other.earns:
            better = not at_least(best.mark.low, other.mark.low, scale)
        best = other if better else best
    return best


def _subset(found: list[Judged], habits: Habits) -> list[Judged]:
    """Leave what is outside the chosen subset out of the average; credits stay earned."""
    kind, _, value = habits.subset.partition(":")
    inside: set[int]
    if kind == "major":
        inside = {n for n, j in enumerate(found) if j.course.major}
    elif kind == "level":
        inside = {n for n, j in enumerate(found) if j.course.level.casefold() == value.casefold()}
    elif kind == "last":
        inside = _last(found, Decimal(value))
    else:
        return found
    outside = because("COURSE_OUTSIDE", subset=habits.subset)
    return [
        replace(j, in_average=False, reason=outside) if j.in_average and n not in inside else j
        for n, j in enumerate(found)
    ]


def _last(found: list[Judged], wanted: Decimal) -> set[int]:
    """The most recent courses until *wanted* credits are reached; the course that reaches them is in whole."""
    counted = [n for n, judged in enumerate(found) if judged.in_average and judged.course.credits]
    counted.sort(key=lambda n: (_when(found[n].course), n), reverse=True)
    inside, total = set(), Decimal(0)
    for n in counted:
        if total >= wanted:
            break
        inside.add(n)
        total += found[n].course.credits or Decimal(0)
    return inside


def _when(course: Course) -> tuple[str, int, str]:
    return (course.date.first.isoformat() if course.date else "", course.year or 0, course.term)


def _out(judged: Judged, code: str) -> Judged:
    return replace(judged, earns=False, in_average=False, reason=because(code))


def _show(amount: Decimal) -> str:
    return format(amount.normalize(), "f")
