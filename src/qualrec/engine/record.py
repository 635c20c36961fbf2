"""The result record: an assessment as canonical JSON; same input, same knowledge, same date, same bytes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qualrec.engine import sections
from qualrec.engine.answer import Assessment
from qualrec.engine.sources import Sources, plain
from qualrec.knowledge.base import RELEASED, KnowledgeBase
from qualrec.model.digest import sha256
from qualrec.version import __version__

if TYPE_CHECKING:
    from qualrec.engine.whynot import WhyNot

RECORD = "qualrec/assessment/1"
Record = dict[str, Any]


def record(kb: KnowledgeBase, assessment: Assessment, why_not: WhyNot | None = None) -> Record:
    """Return the whole record of an assessment, with what blocked a better result where that was asked."""
    sources = Sources()
    a = assessment
    trace = sources.step(a.trace)
    reasons = [reason for step in a.trace.walk() for reason in step.reasons]
    bodies = sections.appeal_bodies(kb, a, sources)
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
        "identified": sections.identified(a),
        "levels": sections.levels(a),
        "comparator": sections.comparator(a.comparator),
        "workload": sections.workload(a),
        "grade": sections.grade(a),
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
        "law": sections.law(kb, a, sources),
        "basis": a.basis,
        "grounds": [
            {"element": str(g.element), "found": g.found, "required": g.required, **sources.reason(g.reason)}
            for g in a.weighed.grounds
        ],
        "conditions": [plain(condition) for condition in a.conditions],
        "alternative": sections.comparator(a.alternative),
        "remedies": [plain(remedy) for remedy in a.remedies],
        "appeal": sections.appeal(a, bodies),
        "appeal_to": bodies if sections.appeal(a, bodies) else [],
        "missing": [sections.missing(missing, sources) for missing in a.missing],
        "due": a.due,
        "deadlines": [dict(limit) for limit in a.deadlines],
        "statement": sources.reason(a.statement) if a.statement else None,
        "units": sections.units(a),
        "advice": a.advice.code if a.advice else None,
        "background": sections.background(a),
        "reasons": [sources.reason(reason) for reason in reasons],
        "trace": trace,
        "checks": list(dict.fromkeys(reason.check for reason in reasons if reason.check)),
        "claims": sections.claims(a, sources),
        "policy": {"id": a.policy.id, **{name: str(n.value) for name, n in sorted(a.policy.numbers.items())}},
        "knowledge": {"version": kb.version, "released": RELEASED},
        "engine": __version__,
    }
    if why_not:
        found["why_not"] = {
            "wanted": str(why_not.wanted),
            "outcome": str(why_not.outcome),
            "reached": why_not.reached,
            "blocked": sources.reason(why_not.blocked) if why_not.blocked else None,
            "changes": [{"path": path, "value": plain(value)} for path, value in why_not.changes],
        }
    if a.identified.status == "ambiguous":
        _look_ahead(kb, a, found["identified"])
    found["sources"] = sources.found
    found["digest"] = digest(found)
    return found


def _look_ahead(kb: KnowledgeBase, a: Assessment, identified: dict[str, Any]) -> None:
    """Add to an ambiguous title what each of its awards would lead to, and the fact by which they would be told."""
    from qualrec.engine.settling import would_settle  # not loaded for the many titles that are told at once
    from qualrec.engine.supposed import supposed

    for candidate, would in zip(identified["candidates"], supposed(kb, a), strict=False):
        candidate["would_be"] = would
    by = would_settle(kb, a.credential, a.identified, a.policy)
    identified["settled_by"] = {"fact": by.fact, "whole": by.whole} if by else None


def canonical(found: Record) -> str:
    """Return a record as its one JSON text."""
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(found: Record) -> str:
    """Return the digest of a record without its own digest."""
    body = {key: value for key, value in found.items() if key != "digest"}
    return "sha256:" + sha256(canonical(body).encode("utf-8", "surrogatepass"))
