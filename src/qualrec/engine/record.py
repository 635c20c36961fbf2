"""The result record: an assessment as canonical JSON; same input, same knowledge, same date, same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from qualrec.engine.assess import Assessment
from qualrec.engine.credits import Amount, decimal
from qualrec.engine.identify import Candidate
from qualrec.knowledge.base import RELEASED, KnowledgeBase
from qualrec.model.assessment import Missing, Reason, Step
from qualrec.model.dates import PartialDate
from qualrec.model.digest import sha256
from qualrec.model.framework import LevelLink, QualificationType
from qualrec.model.instrument import Body
from qualrec.model.source import Citation, Fact, native, text
from qualrec.version import __version__

RECORD = "qualrec/assessment/1"
Record = dict[str, Any]


class Sources:
    """The documents cited, in order of first use."""

    def __init__(self) -> None:
        self._found: dict[str, dict[str, Any]] = {}

    def cite(self, cites: Iterable[Citation]) -> list[str]:
        """Keep citations and return the ids of their sources."""
        ids = []
        for citation in cites:
            source = citation.source
            entry = self._found.setdefault(
                source.id,
                {
                    "id": source.id,
                    "title": source.title,
                    "publisher": source.publisher,
                    "url": source.url,
                    "copy": source.copy,
                    "kind": source.kind,
                    "published": _date(source.published),
                    "accessed": _date(source.accessed),
                    "at": [],
                },
            )
            if citation.at and citation.at not in entry["at"]:
                entry["at"].append(citation.at)
            ids.append(source.id)
        return list(dict.fromkeys(ids))

    def fact(self, fact: Fact, name: str) -> dict[str, Any]:
        """Return a fact as the record shows it: its place, how sure it is, and its sources."""
        return {
            "id": fact.id,
            "path": fact.origin.path,
            "line": fact.origin.of(name),
            "field": name,
            "confidence": str(fact.confidence_of(name)),
            "sources": self.cite(fact.cites_for(name)),
        }

    def reason(self, reason: Reason) -> dict[str, Any]:
        """Return a reason with its facts."""
        found: dict[str, Any] = {
            "code": reason.code,
            "values": {key: plain(value) for key, value in reason.values.items()},
            "facts": [self.fact(fact, name) for fact, name in reason.facts],
        }
        return found | ({"check": reason.check} if reason.check else {})

    def step(self, step: Step) -> dict[str, Any]:
        """Return a step with all below it."""
        return {
            "stage": step.stage,
            "reasons": [self.reason(reason) for reason in step.reasons],
            "steps": [self.step(child) for child in step.steps],
        }

    @property
    def found(self) -> list[dict[str, Any]]:
        """All sources cited so far."""
        return list(self._found.values())


def record(kb: KnowledgeBase, assessment: Assessment) -> Record:
    """Return the whole record of an assessment."""
    sources = Sources()
    a = assessment
    trace = sources.step(a.trace)
    reasons = [reason for step in a.trace.walk() for reason in step.reasons]
    found: Record = {
        "record": RECORD,
        "outcome": str(a.outcome),
        "side": str(a.side) if a.side else None,
        "credential": {key: plain(value) for key, value in sorted(a.credential.given.items())},
        "host": a.question.host,
        "purpose": a.purpose,
        "purpose_assumed": a.question.purpose is None,
        "method": a.question.method,
        "as_of": a.question.on.isoformat(),
        "identified": _identified(a),
        "levels": _levels(a),
        "comparator": _comparator(a.comparator),
        "workload": _workload(a),
        "grade": _grade(a),
        "elements": [
            {
                "element": str(e.element),
                "finding": str(e.finding),
                "award": e.award,
                "host": e.host,
                "reasons": [sources.reason(reason) for reason in e.reasons],
            }
            for e in a.elements
        ],
        "law": _law(kb, a, sources),
        "basis": a.basis,
        "grounds": [{"element": str(g.element), **sources.reason(g.reason)} for g in a.weighed.grounds],
        "conditions": [plain(condition) for condition in a.conditions],
        "alternative": _comparator(a.alternative),
        "remedies": [plain(remedy) for remedy in a.remedies],
        "appeal": _appeal(a),
        "missing": [_missing(missing, sources) for missing in a.missing],
        "due": a.due,
        "reasons": [sources.reason(reason) for reason in reasons],
        "trace": trace,
        "checks": list(dict.fromkeys(reason.check for reason in reasons if reason.check)),
        "claims": _claims(a, sources),
        "policy": {"id": a.policy.id, **{name: str(n.value) for name, n in sorted(a.policy.numbers.items())}},
        "knowledge": {"version": kb.version, "released": RELEASED},
        "engine": __version__,
    }
    found["sources"] = sources.found
    found["digest"] = digest(found)
    return found


def canonical(found: Record) -> str:
    """Return a record as its one JSON text."""
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(found: Record) -> str:
    """Return the digest of a record without its own digest."""
    body = {key: value for key, value in found.items() if key != "digest"}
    return "sha256:" + sha256(canonical(body).encode("utf-8", "surrogatepass"))


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; numbers that must be exact as text."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [plain(item) for item in value]
        return sorted(items) if isinstance(value, (set, frozenset)) else items
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, Fraction):
        return decimal(value)
    return str(value)


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
    return entry | ({"field": found.subject} if found.subject else {})


def _identified(a: Assessment) -> dict[str, Any]:
    found = a.identified
    chosen = found.candidates[0] if found.status == "found" else None
    shown = candidate(chosen) if chosen else {}
    return {
        "status": found.status,
        "id": shown.get("id"),
        "title": shown.get("title"),
        "gloss": shown.get("gloss"),
        "country": shown.get("country"),
        "kind": shown.get("kind"),
        "by": shown.get("by"),
        "score": shown.get("score"),
        "candidates": [candidate(item) for item in found.candidates],
    }


def _levels(a: Assessment) -> dict[str, Any]:
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


def _comparator(kind: QualificationType | None) -> dict[str, Any] | None:
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


def _workload(a: Assessment) -> dict[str, Any]:
    ects = _amount(a.load.ects)
    years = [str(year) for year in a.load.years] if a.load.years else None
    return {"given": _amount(a.load.given), "ects": ects, "years": years}


def _grade(a: Assessment) -> dict[str, Any] | None:
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
            }
            for c in graded.converted
        ],
    }


def _law(kb: KnowledgeBase, a: Assessment, sources: Sources) -> list[dict[str, Any]]:
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
    """Return the provisions that lay a duty on this kind of award."""
    kind = a.placed.kind if a.placed else ""
    return [
        {"id": p.id, "at": p.at, "says": text(p.says), "fact": sources.fact(p, "says")}
        for p in kb.provisions(iid, kind)
    ]


def _missing(missing: Missing, sources: Sources) -> dict[str, Any]:
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


def _claims(a: Assessment, sources: Sources) -> list[dict[str, Any]]:
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


def _appeal(a: Assessment) -> str | None:
    full = {"RECOGNISED_FULL", "RECOGNISED_AUTOMATIC", "INFORMATION_NEEDED", "NO_COMPARATOR"}
    return None if str(a.outcome) in full else "appeal_unnamed"


def _date(when: PartialDate | None) -> str | None:
    return str(when) if when else None
