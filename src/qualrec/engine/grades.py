"""What is the grade worth here? By a published rule between two declared scales, or a reasoned refusal."""

from __future__ import annotations

from collections.abc import Iterable

from qualrec.engine.conversion import METHODS, Converted, apply_rule
from qualrec.engine.marks import Mark, passes, read, span
from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer, PartialDate
from qualrec.model.frozen import frozen, replace
from qualrec.model.measure import GradeRule, GradingScale
from qualrec.model.source import Confidence, code_of

__all__ = ["METHODS", "Converted", "Graded", "apply_rule", "convert", "grades", "rules"]


@frozen
class Graded:
    """The grade as given, the scale it stands on, and every published conversion to a scale of the host."""

    grade: str
    scale: GradingScale | None
    converted: tuple[Converted, ...] = ()


def grades(
    kb: KnowledgeBase, credential: Credential, award_kind: str | None, host: str, as_of: PartialDate
) -> Found[Graded | None]:
    """Convert the credential's grade to the host's scales; None where no grade is given.

    Rules of one institution hold there only and are left to ``convert --all``; what several receivers publish is
    gathered into one range.
    """
    if credential.grade is None:
        return Found(None, Step("grades"))
    reasons: list[Reason] = []
    scale = _scale(kb, credential, award_kind, as_of, reasons)
    if scale is None:
        return Found(Graded(credential.grade, None), Step("grades", tuple(reasons)))
    mark = read(credential.grade, scale)
    if mark is None:
        reasons.append(because("GRADE_NOT_ON_SCALE", facts=((scale, "name"),), grade=credential.grade, scale=scale.id))
        return Found(Graded(credential.grade, scale), Step("grades", tuple(reasons)))
    every = rules(kb, scale, host, as_of)
    general = [rule for rule in every if rule.method == "threshold" or not rule.institution]
    found = convert(kb, general or every, mark, scale)
    reasons += found.step.reasons
    if not found.value:
        reasons.append(_refusal(kb, scale, host))
    return Found(Graded(credential.grade, scale, found.value), Step("grades", tuple(reasons)))


def convert(
    kb: KnowledgeBase, found: Iterable[GradeRule], mark: Mark, scale: GradingScale
) -> Found[tuple[Converted, ...]]:
    """Apply every rule of *found*; claims and disputed rules are gathered, and no two answers stand unsaid."""
    reasons: list[Reason] = []
    if passes(mark.low, scale) is False or passes(mark.high, scale) is False:
        reasons.append(because("GRADE_BELOW_PASS", facts=((scale, "lowest_pass"),), grade=str(mark), scale=scale.id))
    single: list[Converted] = []
    for rule in found:
        result = apply_rule(kb, rule, mark, scale)
        if result:
            single.append(result)
        elif rule.method == "threshold":
            grade, least = rule.least[-1]
            below = because("GRADE_BELOW_THRESHOLD", "", ((rule, "least"),), by=rule.by, least=least, grade=grade)
            reasons.append(below)
    gathered = list(_gathered(kb, single, reasons))
    for result in gathered:
        values = {"source": scale.id, "target": result.scale, "low": result.low, "high": result.high}
        facts = tuple((rule, "method") for rule in (r.rule for r in result.by or (result,)))
        reasons.append(because("GRADE_CONVERTED", "P5", facts, grade=str(mark), rule=result.rule.id, **values))
        reasons += _pass_kept(kb, mark, scale, result)
        if not result.rule.binding:
            reasons.append(because("GRADE_NOT_BINDING", facts=((result.rule, "binding"),)))
    reasons += _differ(gathered)
    return Found(tuple(gathered), Step("grades", tuple(reasons)))


def _gathered(kb: KnowledgeBase, single: list[Converted], reasons: list[Reason]) -> Iterable[Converted]:
    """Yield results in the order of their rules; claims of receivers as one, and disputed rules as one."""
    done: set[tuple[str, str]] = set()
    for result in single:
        kind = _kind(result.rule)
        if not kind:
            yield result
            continue
        if (kind, result.scale) in done:
            continue
        done.add((kind, result.scale))
        group = [other for other in single if _kind(other.rule) == kind and other.scale == result.scale]
        yield _one(kb, group, kind, reasons) if len(group) > 1 else result


def _kind(rule: GradeRule) -> str:
    if rule.method == "threshold":
        return "consensus"
    return "disputed" if rule.confidence_of("method") is Confidence.DISPUTED else ""


def _one(kb: KnowledgeBase, group: list[Converted], kind: str, reasons: list[Reason]) -> Converted:
    """Gather results into their range, and say who says what."""
    scale = kb.scale(group[0].scale)
    low, high = span([end for result in group for end in (result.low, result.high)], scale)
    said = "; ".join(dict.fromkeys(f"{result.rule.by}: {result.shown}" for result in group))
    facts = tuple((result.rule, "least" if kind == "consensus" else "table") for result in group)
    if kind == "disputed":
        reasons.append(because("GRADE_DISPUTED", facts=facts, says=said))
    else:
        code = "GRADE_CLAIMS_AGREE" if low == high else "GRADE_CLAIMS_DIFFER"
        reasons.append(because(code, facts=facts, says=said))
    by = ", ".join(dict.fromkeys(result.rule.by for result in group))
    return Converted(scale.id, low, high, replace(group[0].rule, id=kind, by=by), "", tuple(group))


def _pass_kept(kb: KnowledgeBase, mark: Mark, scale: GradingScale, result: Converted) -> Iterable[Reason]:
    """A pass that becomes a fail, or a fail that becomes a pass, is always said."""
    target = kb.owner(result.scale).scales.get(result.scale)
    home = passes(mark.low, scale)
    if target is None or home is None:
        return
    there = {passes(end, target) for end in (result.low, result.high)}
    if home and False in there:
        yield because("GRADE_PASS_LOST", facts=((result.rule, "table"),), grade=str(mark), to=result.shown)
    if not home and True in there:
        yield because("GRADE_FAIL_LIFTED", facts=((result.rule, "table"),), grade=str(mark), to=result.shown)


def _differ(found: list[Converted]) -> Iterable[Reason]:
    """Rules that lead to other values on the same scale are named side by side."""
    for target in dict.fromkeys(result.scale for result in found):
        own = [result for result in found if result.scale == target]
        if len({(result.low, result.high) for result in own}) > 1:
            said = "; ".join(f"{result.rule.id}: {result.shown}" for result in own)
            yield because("GRADE_RULES_DIFFER", target=target, says=said)


def _refusal(kb: KnowledgeBase, scale: GradingScale, host: str) -> Reason:
    own = kb.country(host).scales.values()
    targets = [s for s in own if s.scope in {"higher", "any"} and not s.institution]
    if not targets:
        return because("GRADE_NO_HOST_SCALE", host=host)
    return because(
        "GRADE_NO_RULE", facts=((scale, "name"), (targets[0], "name")), source=scale.id, target=targets[0].id
    )


def _scale(
    kb: KnowledgeBase, credential: Credential, kind: str | None, as_of: PartialDate, reasons: list[Reason]
) -> GradingScale | None:
    """Return the scale named, else the country's one scale for that kind of award at that time that the value fits.

    The one scale of the final marks of such awards comes before those for marks of any kind.
    """
    grade = credential.grade or ""
    if credential.grade_scale:
        return kb.scale(credential.grade_scale)
    when = credential.awarded or as_of
    sector = sector_of(kind)
    country = kb.country(credential.country) if credential.country else kb.country("int")
    fitting = [
        scale
        for scale in country.scales.values()
        if scale.scope in {sector, "any"}
        and not scale.institution
        and (not scale.kinds or kind in scale.kinds)
        and scale.valid.holds(when) is not Answer.NO
        and read(grade, scale) is not None
    ]
    whole = [scale for scale in fitting if scale.use != "course"]
    own = [scale for scale in whole if scale.scope == sector]
    final = own if len(own) == 1 and own[0].use == "final" else whole
    chosen = fitting if len(fitting) == 1 else final
    if len(chosen) == 1:
        reasons.append(because("GRADE_SCALE_TAKEN", facts=((chosen[0], "name"),), scale=chosen[0].id))
        return chosen[0]
    if fitting:
        reasons.append(because("GRADE_SCALE_AMBIGUOUS", grade=grade, scales="|".join(s.id for s in fitting)))
    else:
        reasons.append(because("GRADE_SCALE_UNKNOWN", grade=grade))
    return None


def sector_of(kind: str | None) -> str:
    """Return the sector of education whose scales mark awards of a kind."""
    return {"access": "secondary", "access_restricted": "secondary", "vet": "vocational"}.get(kind or "", "higher")


def rules(kb: KnowledgeBase, scale: GradingScale, host: str, as_of: PartialDate) -> list[GradeRule]:
    """Return the published rules from *scale* to a scale of *host*.

    Those of a national body come first, and among them those made for this scale; then those of one institution.
    """
    near = {rule.id: rule for place in (kb.country(host), kb.owner(scale.id)) for rule in place.grade_rules}
    found = [
        rule
        for rule in near.values()
        if rule.target
        and code_of(rule.target) == host
        and rule.method in METHODS
        and (rule.source == scale.id or _meant_for(rule, scale))
        and rule.valid.holds(as_of) is not Answer.NO
    ]
    return sorted(found, key=lambda rule: (bool(rule.institution), rule.source is None, rule.id))


def _meant_for(rule: GradeRule, scale: GradingScale) -> bool:
    """Say whether a rule for any numeric scale is meant for this one."""
    return (
        rule.source is None
        and scale.type == "numeric"
        and scale.id != rule.target
        and (not rule.scope or scale.scope in {rule.scope, "any"})
        and rule.exempt.isdisjoint({scale.id, code_of(scale.id)})
    )
