"""The sections of a record, one function each: codes and values only."""

from __future__ import annotations

from typing import Any

from qualrec.engine.answer import Assessment
from qualrec.engine.credits import Amount, decimal
from qualrec.engine.matching import Candidate
from qualrec.engine.place import access_given
from qualrec.engine.sources import Sources, plain
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Missing
from qualrec.model.framework import LevelLink, QualificationType
from qualrec.model.instrument import Body
from qualrec.model.source import native, text


def candidate(found: Candidate) -> dict[str, Any]:
    """Return a candidate as ``identify`` and the record show it."""
    kind = found.type
    entry: dict[str, Any] = {
        "id": kind.id,
        "title": native(kind.title),
        "gloss": text(kind.gloss) if kind.gloss else text(kind.title),
        "country": kind.country,
        "kind": kind.kind,
        "awarded": str(kind.awarded),
        "score": found.score,
        "by": found.by,
        "form": found.form,
        "levels": {fid: "/".join(codes) for fid, codes in kind.level.items()},
    }
    entry |= {"field": found.subject} if found.subject else {}
    return entry | ({"isced_f": found.field} if found.field else {})


def identified(a: Assessment) -> dict[str, Any]:
    """Which award it is, and what else it may be."""
    found = a.identified
    candidates = [candidate(item) for item in found.candidates]
    shown = candidates[0] if found.status == "found" else {}
    return {
        "status": found.status,
        "id": shown.get("id"),
        "title": shown.get("title"),
        "gloss": shown.get("gloss"),
        "country": shown.get("country"),
        "kind": shown.get("kind"),
        "by": shown.get("by"),
        "score": shown.get("score"),
        "candidates": candidates,
    }


def levels(a: Assessment) -> dict[str, Any]:
    """Where it stands, and the path there."""
    if a.placed is None:
        return {"national": [], "eqf": [], "qf_ehea": [], "isced": [], "host": [], "basis": "none", "path": []}
    p = a.placed
    return {
        "national": [{"framework": fid, "code": code} for fid, code in p.national],
        "eqf": list(p.eqf),
        "qf_ehea": list(p.qf_ehea),
        "isced": list(p.isced),
        "host": [{"framework": fid, "code": code} for fid, code in p.host],
        "basis": p.basis,
        "path": [_link(link) for link in p.path],
    }


def _link(link: LevelLink) -> dict[str, Any]:
    return {"from": list(link.source), "to": list(link.target), "fit": str(link.fit), "status": link.status}


def comparator(kind: QualificationType | None) -> dict[str, Any] | None:
    """A host award as the record names it."""
    if kind is None:
        return None
    return {
        "id": kind.id,
        "title": native(kind.title),
        "gloss": text(kind.gloss) if kind.gloss else text(kind.title),
        "kind": kind.kind,
        "profile": kind.profile,
        "levels": {fid: "/".join(codes) for fid, codes in kind.level.items()},
    }


def _amount(amount: Amount | None) -> dict[str, str] | None:
    if amount is None:
        return None
    return {"low": decimal(amount.low), "high": decimal(amount.high), "unit": amount.unit, "basis": amount.basis}


def workload(a: Assessment) -> dict[str, Any]:
    """The workload as given and in ECTS."""
    ects = _amount(a.load.ects)
    years = [str(year) for year in a.load.years] if a.load.years else None
    return {"given": _amount(a.load.given), "ects": ects, "years": years}


def grade(a: Assessment) -> dict[str, Any] | None:
    """The grade as given and converted."""
    graded = a.graded
    if graded is None:
        return None
    return {
        "given": {"value": graded.grade, "scale": graded.scale.id if graded.scale else None},
        "converted": [
            {
                "scale": c.scale,
                "low": c.low,
                "high": c.high,
                "exact": c.exact,
                "method": c.rule.method,
                "rule": c.rule.id,
                "binding": c.rule.binding,
                "by": [{"by": one.rule.by, "rule": one.rule.id, "low": one.low, "high": one.high} for one in c.by],
            }
            for c in graded.converted
        ],
    }


def units(a: Assessment) -> dict[str, Any] | None:
    """The units of a period of study: what was asked, what counts, and why."""
    period = a.period
    if period is None:
        return None
    return {
        "asked": decimal(period.asked),
        "counted": decimal(period.counted),
        "units": [
            {
                "name": c.unit.name,
                "given": str(c.unit.credits) if c.unit.credits is not None else None,
                "ects": _amount(c.ects),
                "counts": str(c.counts),
                "kind": c.kind,
                "replaces": c.unit.replaces,
                "code": c.reason.code,
                "values": plain(c.reason.values),
            }
            for c in period.units
        ],
    }


def background(a: Assessment) -> dict[str, Any] | None:
    """The background document: each claim and how well it is shown."""
    if a.background is None:
        return None
    lines = [
        {"claim": b.says, "grade": b.grade, "supports": b.supports, "plausible": str(b.plausible)}
        for b in a.background.lines
    ]
    return {"lines": lines, "cap": a.background.cap}


def law(kb: KnowledgeBase, a: Assessment, sources: Sources) -> list[dict[str, Any]]:
    """Every text with why it applies or does not."""
    return [
        {
            "id": verdict.id,
            "title": text({k: v for k, v in kb.law[verdict.id][2].items() if k != "@"}),
            "rank": verdict.rank,
            "effect": verdict.effect,
            "applied": verdict.applied,
            "why": verdict.reason.code,
            "values": plain(verdict.reason.values),
            "facts": [sources.fact(fact, name) for fact, name in verdict.reason.facts] if verdict.applied else [],
            "provisions": _duties(kb, verdict.id, a, sources) if verdict.applied else [],
        }
        for verdict in a.law
    ]


def _duties(kb: KnowledgeBase, iid: str, a: Assessment, sources: Sources) -> list[dict[str, Any]]:
    """Return the provisions that lay a duty on this kind of award, or speak of how it was studied."""
    kind = (access_given(a.placed, a.purpose) or a.placed.kind) if a.placed else a.credential.kind or ""
    about = frozenset({kind, *a.credential.mode})
    return [
        {"id": p.id, "at": p.at, "says": text(p.says), "fact": sources.fact(p, "says")}
        for p in kb.provisions(iid, about)
    ]


def missing(missing: Missing, sources: Sources) -> dict[str, Any]:
    """Something still needed, and where to look."""
    where = []
    for fact in missing.where:
        entry = {"id": fact.id, "name": fact.id, "url": ""}
        if isinstance(fact, Body):
            entry |= {"name": native(fact.name), "url": fact.url}
        where.append({**entry, "sources": sources.cite(fact.cites)})
    return {
        "what": missing.what,
        "who": missing.who,
        "where": where,
        "blocking": missing.blocking,
        "values": plain(missing.values),
    }


def claims(a: Assessment, sources: Sources) -> list[dict[str, Any]]:
    """What centres publish about the award."""
    claims = a.placed.claims if a.placed else ()
    return [
        {
            "id": claim.id,
            "by": text(claim.by),
            "country": claim.centre_country,
            "says": text(claim.says),
            "eqf": list(claim.eqf),
            "comparable_to": list(claim.comparable_to),
            "fact": sources.fact(claim, "says"),
            "sources": sources.cite(claim.cites_for("says")),
        }
        for claim in claims
    ]


def appeal(a: Assessment, bodies: list[dict[str, Any]]) -> str | None:
    """The code of the appeal line, where one is due."""
    full = {"RECOGNISED_FULL", "RECOGNISED_AUTOMATIC", "INFORMATION_NEEDED", "NO_COMPARATOR"}
    if str(a.outcome) in full:
        return None
    return "appeal_named" if bodies else "appeal_unnamed"


def appeal_bodies(kb: KnowledgeBase, a: Assessment, sources: Sources) -> list[dict[str, Any]]:
    """Where the host's decisions can be appealed, as far as that is on file."""
    return [
        {
            "id": body.id,
            "name": native(body.name),
            "within": body.within,
            "url": body.url,
            "fact": sources.fact(body, "within"),
        }
        for body in kb.country(a.question.host).system.appeals
    ]
