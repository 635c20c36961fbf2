"""What level is it, there and here? Law first, then referencing, the host's centre, other centres, then rights."""

from __future__ import annotations

from collections.abc import Iterable

from qualrec.engine.reasons import because
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer, PartialDate
from qualrec.model.framework import LevelLink, QualificationType
from qualrec.model.frozen import fresh, frozen
from qualrec.model.instrument import Claim
from qualrec.model.source import Fact, Id, text

EQF, CYCLES = "int-eqf", "int-qf-ehea"
CYCLE_OF_EQF = {"5": "short_cycle", "6": "first_cycle", "7": "second_cycle", "8": "third_cycle"}
LADDER = ("access", "short_cycle", "first_cycle", "second_cycle", "third_cycle")
HIGHER = LADDER[1:]  # the functions of awards of higher education


@frozen
class Right:
    """A right of the award at home: yes, no or unknown, and the fact that says so."""

    answer: Answer
    facts: tuple[tuple[Fact, str], ...] = ()


@frozen
class Placed:
    """Where the award stands. *kind* is its function after law and claims; *basis* says on what that rests.

    *type* is the award whose standing counts: the award itself, or the one it is equated to by law today.
    """

    type: QualificationType
    kind: str
    completes: bool
    basis: str
    national: tuple[tuple[Id, str], ...] = ()
    eqf: tuple[str, ...] = ()
    qf_ehea: tuple[str, ...] = ()
    isced: tuple[str, ...] = ()
    host: tuple[tuple[Id, str], ...] = ()
    path: tuple[LevelLink, ...] = ()
    evidence: tuple[tuple[Fact, str], ...] = ()
    rights: dict[str, Right] = fresh(default_factory=dict)
    claims: tuple[Claim, ...] = ()


def place(
    kb: KnowledgeBase,
    kind: QualificationType,
    credential: Credential,
    host: str,
    as_of: PartialDate,
    *,
    at_completion: bool = False,
) -> Found[Placed]:
    """Place *kind* on its own framework, on the meta frameworks and on those of *host*.

    With *at_completion* (profile uk_enic) the standing the award had when it was made counts, not today's.
    """
    if credential.rights:
        return _place(kb, kind, credential, host, as_of, at_completion=at_completion)
    key = ("placed", kind.id, host, as_of, at_completion)
    return kb.remember(key, lambda: _place(kb, kind, credential, host, as_of, at_completion=at_completion))


def _place(
    kb: KnowledgeBase,
    kind: QualificationType,
    credential: Credential,
    host: str,
    as_of: PartialDate,
    *,
    at_completion: bool,
) -> Found[Placed]:
    reasons: list[Reason] = []
    standing = kind if at_completion and kind.equated_to else _standing(kb, kind, reasons)
    if standing is kind and kind.equated_to:
        reasons.append(because("STANDING_AT_COMPLETION", "S5.4", ((kind, "equated_to"),), id=kind.id))
    national = tuple((fid, code) for fid, codes in standing.level.items() for code in codes)
    for fid, code in national:
        level = kb.framework(fid).levels[code]
        reasons.append(because("LEVEL_PLACED", facts=((standing, "level"), (level, "code")), framework=fid, code=code))
    home = kb.owner(kind.id)
    outward = [link for link in home.level_links if link.source in national and _now(link, as_of)]
    to_eqf = _leading(outward, EQF, reasons)
    # A framework of all learning holds vocational awards beside degrees of one level; they stand in no cycle.
    to_cycle = _leading(outward, CYCLES, reasons) if standing.kind in HIGHER else []
    eqf = tuple(dict.fromkeys(link.target[1] for link in to_eqf))
    inward = _inward(kb, standing, host, eqf, as_of)
    reasons.extend(_link_reason("HOST_LEVEL", link) for link in inward)
    rights = _rights(kb, kind, standing, credential)
    for right, known in rights.items():
        if known.answer is not Answer.UNKNOWN:
            reasons.append(because("RIGHT_AT_HOME", facts=known.facts, right=right, answer=str(known.answer)))
    claims = _claims(home.claims.get(kind.id, []), host)
    said = {(claim.kind, claim.eqf) for claim in claims if claim.kind or claim.eqf}
    if len(said) > 1:
        facts = tuple((claim, "says") for claim in claims)
        reasons.append(because("CLAIMS_DISAGREE", "", facts, claims="|".join(claim.id for claim in claims)))
    function, completes, basis, evidence, eqf = _function(standing, to_eqf, to_cycle, eqf, claims, host, reasons)
    found = Placed(
        type=standing,
        kind=function,
        completes=completes,
        basis=basis,
        national=national,
        eqf=eqf,
        qf_ehea=tuple(dict.fromkeys(link.target[1] for link in to_cycle)),
        isced=(standing.isced,) if standing.isced else (),
        host=tuple(dict.fromkeys(link.source for link in inward)),
        path=(*to_eqf, *to_cycle, *inward),
        evidence=evidence,
        rights=rights,
        claims=tuple(claims),
    )
    return Found(found, Step("place", tuple(reasons)))


def access_given(placed: Placed, purpose: str) -> str | None:
    """Return which access an award outside the cycles gives at home, where *purpose* asks for it; None otherwise.

    For the law on fair recognition whatever gives it is a qualification giving access (Lisbon Convention, Art. I).
    """
    if placed.kind != "vet" or purpose != "access_to_he":
        return None
    given = (("general_access", "access"), ("restricted_access", "access_restricted"))
    return next((kind for right, kind in given if placed.rights[right].answer is Answer.YES), None)


def _standing(kb: KnowledgeBase, kind: QualificationType, reasons: list[Reason]) -> QualificationType:
    """Return the award whose standing counts today (S5.4); a successor is shown for orientation only."""
    if kind.equated_to:
        other = kb.type(kind.equated_to)
        facts = ((kind, "equated_to"),)
        reasons.append(because("EQUATED_BY_LAW", "S5.4", facts, id=kind.id, to=other.id))
        return other
    if not kind.level:
        reasons.append(because("LEVEL_NOT_PLACED", facts=((kind, "level"),), id=kind.id))
        if kind.succeeded_by:
            facts = ((kind, "succeeded_by"),)
            reasons.append(because("SUCCESSOR_SHOWN", facts=facts, id=kind.id, successor=kind.succeeded_by))
    return kind


def _now(link: LevelLink, as_of: PartialDate) -> bool:
    return link.valid.holds(as_of) is not Answer.NO


def _leading(links: list[LevelLink], target: Id, reasons: list[Reason]) -> list[LevelLink]:
    found = [link for link in links if link.target[0] == target]
    reasons.extend(_link_reason("LEVEL_REFERENCED", link) for link in found)
    codes = sorted({link.target[1] for link in found})
    if len(codes) > 1:
        reasons.append(because("LEVEL_ONE_TO_MANY", framework=target, codes="|".join(codes)))
    return found


def _link_reason(code: str, link: LevelLink) -> Reason:
    source, target = " ".join(link.source), " ".join(link.target)
    values = {"source": source, "target": target, "fit": str(link.fit), "status": link.status}
    return because(code, facts=((link, "to"),), **values)


def _inward(
    kb: KnowledgeBase, standing: QualificationType, host: str, eqf: tuple[str, ...], as_of: PartialDate
) -> list[LevelLink]:
    """Return the host's links that end at one of the EQF levels; information, not recognition (S5.6).

    A framework of higher education alone has no place for an award of another kind.
    """
    links = kb.country(host).level_links if eqf else []
    found = [link for link in links if link.target[0] == EQF and link.target[1] in eqf and _now(link, as_of)]
    if standing.kind in HIGHER:
        return found
    return [link for link in found if kb.framework(link.source[0]).type != "higher_education"]


def _rights(
    kb: KnowledgeBase, kind: QualificationType, standing: QualificationType, credential: Credential
) -> dict[str, Right]:
    """Collect the rights at home: what the evaluator states, else what the award or its equal opens."""
    found: dict[str, Right] = {}
    for right in ("general_access", "restricted_access", "next_cycle", "doctoral"):
        stated = credential.rights.get(right, Answer.UNKNOWN)
        if stated is not Answer.UNKNOWN:
            found[right] = Right(stated)
            continue
        found[right] = next(
            (known for award in (kind, standing) if (known := _right(kb, award, right)).answer is not Answer.UNKNOWN),
            Right(Answer.UNKNOWN),
        )
    return found


def _right(kb: KnowledgeBase, kind: QualificationType, right: str) -> Right:
    if right in kind.opens:
        return Right(Answer.YES, ((kind, "opens"),))
    if right in kind.does_not_open:
        return Right(Answer.NO, ((kind, "does_not_open"),))
    steps = [_step(kb, tid) for tid in kind.gives_access_to]
    own = _rung(kind.kind)
    opened = {
        "general_access": kind.kind == "access" and any(step > 0 for step in steps),
        "next_cycle": own > 0 and any(step > own for step in steps),
        "doctoral": LADDER.index("third_cycle") in steps,
    }
    return Right(Answer.YES, ((kind, "gives_access_to"),)) if opened.get(right) else Right(Answer.UNKNOWN)


def _step(kb: KnowledgeBase, tid: Id) -> int:
    return _rung(kb.type(tid).kind)


def _claims(claims: Iterable[Claim], host: str) -> list[Claim]:
    """Order the published views: the host's own centre first."""
    return sorted(claims, key=lambda claim: (claim.centre_country != host, claim.id))


def _function(
    standing: QualificationType,
    to_eqf: list[LevelLink],
    to_cycle: list[LevelLink],
    eqf: tuple[str, ...],
    claims: list[Claim],
    host: str,
    reasons: list[Reason],
) -> tuple[str, bool, str, tuple[tuple[Fact, str], ...], tuple[str, ...]]:
    """Say which function the award has and on what that rests: referencing, a centre's claim, or its own rights."""
    own: tuple[tuple[Fact, str], ...] = ((standing, "kind"), (standing, "level"))
    if to_eqf or to_cycle:
        links = tuple((link, "to") for link in (*to_eqf, *to_cycle))
        return standing.kind, standing.completes_cycle, "referenced", (*own, *links), eqf
    if standing.kind in {"access", "access_restricted"}:
        reasons.append(because("LEVEL_DERIVED", facts=((standing, "kind"),), kind=standing.kind))
        return standing.kind, True, "derived", ((standing, "kind"),), eqf
    if view := _view(standing, claims, host):
        claim, kind = view
        facts = ((claim, "says"),)
        by = f"{text(claim.by)} ({claim.centre_country})"
        reasons.append(because("LEVEL_CLAIMED", facts=facts, by=by, says=text(claim.says)))
        completes = claim.completes_cycle and (standing.completes_cycle or kind != standing.kind)
        return kind, completes, "comparability", facts, claim.eqf
    reasons.append(because("LEVEL_DERIVED", facts=((standing, "kind"),), kind=standing.kind))
    return standing.kind, standing.completes_cycle, "derived", ((standing, "kind"),), eqf


def _view(standing: QualificationType, claims: list[Claim], host: str) -> tuple[Claim, str] | None:
    """Return the published view that the award goes by: the host's own centre's, else one that agrees with its home.

    A centre elsewhere is no reason to see less or more in an award than its function at home (S5.1): not where it
    compares with a part of a degree either. It bears that function out where no framework of its own places the award.
    """
    found = [(claim, _claimed(claim)) for claim in claims if not claim.conditional]
    views = [(claim, kind) for claim, kind in found if kind]
    for claim, kind in views:
        if claim.centre_country == host:
            return claim, kind
    if standing.level:
        return None
    return next(((claim, kind) for claim, kind in views if kind == standing.kind and claim.completes_cycle), None)


def _claimed(claim: Claim) -> str | None:
    return claim.kind or _best(CYCLE_OF_EQF[code] for code in claim.eqf if code in CYCLE_OF_EQF)


def _rung(kind: str) -> int:
    return LADDER.index(kind) if kind in LADDER else -1


def _best(kinds: Iterable[str]) -> str | None:
    """Where a mapping gives a range, its best value counts."""
    return max((kind for kind in kinds if kind in LADDER), key=LADDER.index, default=None)
