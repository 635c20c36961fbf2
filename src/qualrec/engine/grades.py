"""What is the grade worth here? By a published rule between two declared scales, or a reasoned refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer, PartialDate
from qualrec.model.frozen import frozen
from qualrec.model.measure import GradeRule, GradingScale, Rounding, Row
from qualrec.model.source import Id


@frozen
class Converted:
    """A grade on another scale, as a range, with the rule that gave it and its value before rounding."""

    scale: Id
    low: str
    high: str
    rule: GradeRule
    exact: str


@frozen
class Graded:
    """The grade as given, the scale it stands on, and every published conversion to a scale of the host."""

    grade: str
    scale: GradingScale | None
    converted: tuple[Converted, ...] = ()


def grades(
    kb: KnowledgeBase, credential: Credential, award_kind: str | None, host: str, as_of: PartialDate
) -> Found[Graded | None]:
    """Convert the credential's grade to the host's scales; None where no grade is given."""
    if credential.grade is None:
        return Found(None, Step("grades"))
    reasons: list[Reason] = []
    scale = _scale(kb, credential, award_kind, as_of, reasons)
    if scale is None:
        return Found(Graded(credential.grade, None), Step("grades", tuple(reasons)))
    mark = read_mark(credential.grade, scale)
    if mark is None:
        reasons.append(because("GRADE_NOT_ON_SCALE", facts=((scale, "name"),), grade=credential.grade, scale=scale.id))
        return Found(Graded(credential.grade, scale), Step("grades", tuple(reasons)))
    if not passes(mark, scale):
        reasons.append(because("GRADE_BELOW_PASS", facts=((scale, "lowest_pass"),), grade=mark, scale=scale.id))
    converted = []
    for rule in rules(kb, scale, host, as_of):
        result = apply_rule(kb, rule, mark, scale)
        if result:
            converted.append(result)
            values = {"source": scale.id, "target": rule.target, "low": result.low, "high": result.high}
            reasons.append(because("GRADE_CONVERTED", "P5", ((rule, "method"),), grade=mark, rule=rule.id, **values))
            if not rule.binding:
                reasons.append(because("GRADE_NOT_BINDING", facts=((rule, "binding"),)))
    if not converted:
        reasons.append(_refusal(kb, scale, host))
    return Found(Graded(credential.grade, scale, tuple(converted)), Step("grades", tuple(reasons)))


def _refusal(kb: KnowledgeBase, scale: GradingScale, host: str) -> Reason:
    targets = [s for s in kb.country(host).scales.values() if s.scope in {"higher", "any"} and not s.institution]
    if not targets:
        return because("GRADE_NO_HOST_SCALE", host=host)
    return because(
        "GRADE_NO_RULE", facts=((scale, "name"), (targets[0], "name")), source=scale.id, target=targets[0].id
    )


def _scale(
    kb: KnowledgeBase, credential: Credential, kind: str | None, as_of: PartialDate, reasons: list[Reason]
) -> GradingScale | None:
    """Return the scale named, else the country's one scale for that kind of award at that time that the value fits."""
    grade = credential.grade or ""
    if credential.grade_scale:
        return kb.scale(credential.grade_scale)
    when = credential.awarded or as_of
    sector = {"access": "secondary", "access_restricted": "secondary", "vet": "vocational"}.get(kind or "", "higher")
    country = kb.country(credential.country) if credential.country else kb.country("int")
    fitting = [
        scale
        for scale in country.scales.values()
        if scale.scope in {sector, "any"}
        and not scale.institution
        and (not scale.kinds or kind in scale.kinds)
        and scale.valid.holds(when) is not Answer.NO
        and read_mark(grade, scale) is not None
    ]
    if len(fitting) == 1:
        reasons.append(because("GRADE_SCALE_TAKEN", facts=((fitting[0], "name"),), scale=fitting[0].id))
        return fitting[0]
    if fitting:
        reasons.append(because("GRADE_SCALE_AMBIGUOUS", grade=grade, scales="|".join(s.id for s in fitting)))
    else:
        reasons.append(because("GRADE_SCALE_UNKNOWN", grade=grade))
    return None


def read_mark(grade: str, scale: GradingScale) -> str | None:
    """Return *grade* as the scale writes it, or None where it is not on the scale."""
    if scale.type == "ordinal":
        wanted = grade.strip().casefold()
        for mark in scale.best_first:
            names = {mark.casefold(), *(name.casefold() for name in scale.labels.get(mark, {}).values())}
            if wanted in names:
                return mark
        return None
    try:
        value = Decimal(grade.strip().removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or scale.best is None:
        return None
    ends = [end for end in (scale.best, scale.worst, scale.pass_mark) if end is not None]
    return str(value) if min(ends) <= value <= max(ends) else None


def passes(mark: str, scale: GradingScale) -> bool:
    """Say whether a mark of the scale is a pass; a scale with no stated pass has none below it."""
    if scale.lowest_pass is None:
        return True
    if scale.type == "ordinal":
        return scale.best_first.index(mark) <= scale.best_first.index(scale.lowest_pass)
    best, lowest = scale.best, scale.pass_mark
    assert best is not None
    assert lowest is not None
    return Decimal(mark) >= lowest if best > lowest else Decimal(mark) <= lowest


def rules(kb: KnowledgeBase, scale: GradingScale, host: str, as_of: PartialDate) -> list[GradeRule]:
    """Return the published rules from *scale* to a scale of *host*, those made for this scale first."""
    found = [
        rule
        for rule in kb.country(host).grade_rules
        if kb.owner(rule.target).code == host
        and (rule.source == scale.id or (rule.source is None and scale.type == "numeric" and scale.id != rule.target))
        and rule.valid.holds(as_of) is not Answer.NO
    ]
    return sorted(found, key=lambda rule: (rule.source is None, rule.id))


def apply_rule(kb: KnowledgeBase, rule: GradeRule, mark: str, scale: GradingScale) -> Converted | None:
    """Apply one rule to a mark; None where the rule does not reach the mark."""
    return METHODS[rule.method](kb, rule, mark, scale)


def _identity(_kb: KnowledgeBase, rule: GradeRule, mark: str, _scale: GradingScale) -> Converted | None:
    """The two scales are one: the mark stands as it is."""
    return Converted(rule.target, mark, mark, rule, mark)


def _linear(_kb: KnowledgeBase, rule: GradeRule, mark: str, scale: GradingScale) -> Converted | None:
    """Between best mark and lowest pass in proportion (modified Bavarian formula); only passes are converted."""
    if scale.best is None or scale.pass_mark is None or rule.ends is None or not passes(mark, scale):
        return None
    best, lowest, value = Fraction(scale.best), Fraction(scale.pass_mark), Fraction(Decimal(mark))
    if best == lowest:
        return None
    top, bottom = (Fraction(end) for end in rule.ends)
    exact = top + (bottom - top) * (best - value) / (best - lowest)
    rounded = _rounded(exact, rule.rounding, favour_low=top < bottom)
    return Converted(rule.target, rounded, rounded, rule, _plain(exact))


def _table(_kb: KnowledgeBase, rule: GradeRule, mark: str, _scale: GradingScale) -> Converted | None:
    """Look the mark up in the published table; a band gives a range."""
    for row in rule.table:
        if row.grade == mark or (row.grade is None and _inside(row, mark)):
            return Converted(rule.target, row.to, row.to_up_to, rule, row.to)
    return None


def _inside(row: Row, mark: str) -> bool:
    try:
        value = Decimal(mark)
    except InvalidOperation:
        return False
    above = row.low is None or value >= row.low
    return above and (row.high is None or value < row.high or (row.high_included and value == row.high))


METHODS: dict[str, Callable[[KnowledgeBase, GradeRule, str, GradingScale], Converted | None]] = {
    "identity": _identity,
    "linear": _linear,
    "table": _table,
}


def _rounded(value: Fraction, rounding: Rounding | None, *, favour_low: bool) -> str:
    if rounding is None:
        return _plain(value)
    unit = Decimal(1).scaleb(-rounding.places)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if rounding.mode == "half_up":
        return str(exact.quantize(unit, ROUND_HALF_UP))
    cut = exact.quantize(unit, ROUND_DOWN)
    if rounding.mode == "favour_holder" and not favour_low and cut != exact:
        cut += unit
    return str(cut)


def _plain(value: Fraction) -> str:
    """Return a fraction as a decimal of at most six places."""
    text = f"{Decimal(value.numerator) / Decimal(value.denominator):.6f}"
    return text.rstrip("0").rstrip(".")


def scales_of(kb: KnowledgeBase, country: str) -> Iterable[GradingScale]:
    """Return the grading scales of a country."""
    return kb.country(country).scales.values()
