"""S5: the host award that the desired activity asks for, most comparable for this purpose."""

from __future__ import annotations

from qualrec.engine.place import LADDER, Placed
from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.credential import Target
from qualrec.model.dates import Answer, PartialDate
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.source import Id, code_of, text

_NEXT = {"access": "first_cycle", "access_restricted": "first_cycle", "short_cycle": "first_cycle"} | {
    "first_cycle": "second_cycle",
    "second_cycle": "third_cycle",
}
_RIGHT = {"first_cycle": "general_access", "second_cycle": "next_cycle", "third_cycle": "doctoral"}


@frozen
class Comparator:
    """The host award compared with, and those below it in the host's ladder, nearest first."""

    type: QualificationType | None
    lower: tuple[QualificationType, ...] = ()


def comparator(
    kb: KnowledgeBase, placed: Placed, host: str, purpose: str, target: Target, when: PartialDate
) -> Found[Comparator]:
    """Find the host award: the one asked for, a linked one, the one of the same level or of the same rights (S5.2)."""
    chosen, reason = _choose(kb, placed, host, purpose, target, when)
    reasons = [reason]
    if placed.eqf and chosen:
        reasons.append(because("LEVEL_IS_INFORMATION", "S5.6"))
    if chosen:
        reasons.extend(_seen_lower(kb, placed, host, chosen))
    lower = _lower(kb, host, chosen, when) if chosen else ()
    return Found(Comparator(chosen, lower), Step("comparator", tuple(reasons)))


def _choose(
    kb: KnowledgeBase, placed: Placed, host: str, purpose: str, target: Target, when: PartialDate
) -> tuple[QualificationType | None, Reason]:
    if target.qualification:
        asked = kb.type(target.qualification)
        return asked, because("COMPARATOR_ASKED", "S5.2", ((asked, "title"),), id=asked.id)
    wanted = required_kind(placed.kind, purpose)
    for claim in (claim for claim in placed.claims if not claim.conditional):
        for tid in claim.comparable_to:
            if code_of(tid) == host and kb.type(tid).kind == wanted:
                linked = kb.type(tid)
                facts = ((claim, "comparable_to"),)
                return linked, because("COMPARATOR_LINKED", "S5.2", facts, id=linked.id, by=claim.id)
    if wanted == "vet":
        usual = next((t for t in kb.country(host).types_of(wanted) if _level_of(t) & set(placed.host)), None)
    else:
        usual = usually_required(kb, host, wanted, when, placed.type.profile)
    if not usual:
        return None, because("COMPARATOR_NONE", "S5.5", host=host)
    code = "COMPARATOR_BY_LEVEL" if placed.basis in {"referenced", "comparability"} else "COMPARATOR_BY_RIGHTS"
    return usual, because(code, "S5.2", ((usual, "kind"),), id=usual.id)


def _seen_lower(kb: KnowledgeBase, placed: Placed, host: str, chosen: QualificationType) -> list[Reason]:
    """Say where a centre of the host compares the award with lower host awards only, or with a part of the award.

    A view, and no ground (S5.6).
    """
    reasons = []
    for claim in placed.claims:
        if claim.centre_country == host and not claim.completes_cycle and chosen.completes_cycle:
            said = {"by": text(claim.by), "says": text(claim.says).rstrip(".")}
            reasons.append(because("CENTRE_SEES_PART", "", ((claim, "says"),), **said))
        own = [kb.type(tid) for tid in claim.comparable_to if code_of(tid) == host]
        lowest = min(_rank(chosen.kind), _rank(placed.kind))
        if own and not claim.conditional and all(_rank(one.kind) < lowest for one in own):
            facts = ((claim, "comparable_to"),)
            titles = ", ".join(next(iter(one.title.values())) for one in own)
            reasons.append(because("CENTRE_SEES_LOWER", "", facts, by=text(claim.by), award=titles))
    return reasons


def _rank(kind: str) -> int:
    below = ("vet", "access_restricted", *LADDER)
    return below.index(kind) if kind in below else -1


def _level_of(kind: QualificationType) -> set[tuple[Id, str]]:
    return {(fid, code) for fid, codes in kind.level.items() for code in codes}


def required_kind(kind: str, purpose: str) -> str:
    """Return the kind of award that the purpose asks for."""
    if purpose == "access_to_he":
        return "access"
    if purpose == "doctoral_admission":
        return "second_cycle"
    return "access" if kind == "access_restricted" else kind


def usually_required(
    kb: KnowledgeBase, host: str, kind: str, when: PartialDate, profile: str | None = None
) -> QualificationType | None:
    """Return the award of *kind* that the host's next step usually asks for, the one of the same profile first."""
    country = kb.country(host)
    current = [t for t in country.types_of(kind) if t.completes_cycle and t.awarded.holds(when) is not Answer.NO]
    if not current:
        return None
    above = _NEXT.get(kind, "")
    next_ones = [t for t in country.types_of(above) if not t.succeeded_by and t.awarded.holds(when) is not Answer.NO]
    asked = dict.fromkeys(tid for one in next_ones for tid in one.requires)
    order = {tid: number for number, tid in enumerate(asked)}
    steps, right = {one.id for one in next_ones}, _RIGHT.get(above, "")
    degree = kind in LADDER[2:]
    fitting = {profile, None} if profile else {"research", "mixed", None, *(() if degree else ("professional",))}
    return min(
        current,
        key=lambda t: (
            bool(t.succeeded_by),
            t.id not in order,
            _profile(t) not in fitting,
            degree and steps.isdisjoint(t.gives_access_to) and right not in t.opens,
            t.level == {},
            order.get(t.id, 0),
        ),
    )


def _profile(kind: QualificationType) -> str | None:
    """Return the profile of an award, by its code in ISCED (655, 757) where it states none of its own."""
    return kind.profile or ("professional" if (kind.isced or "")[:2] in {"65", "75"} else None)


def _lower(kb: KnowledgeBase, host: str, chosen: QualificationType, when: PartialDate) -> tuple[QualificationType, ...]:
    """Return the host's awards below *chosen*, nearest first: inside the cycle, then cycle by cycle."""
    if chosen.kind not in LADDER:
        return ()
    found: list[QualificationType] = []
    for kind in reversed(LADDER[1 : LADDER.index(chosen.kind)]):
        usual = usually_required(kb, host, kind, when)
        if usual:
            found.append(usual)
    return tuple(found)
