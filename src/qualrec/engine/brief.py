"""The short record: what a table row, a pack or a sentence needs of an assessment, without sources and trace."""

from __future__ import annotations

from typing import Any

from qualrec.engine import sections
from qualrec.engine.answer import Assessment
from qualrec.engine.sources import plain

_STAGES = frozenset({"identify", "status", "authenticity", "fixed", "weigh", "form"})


def brief(a: Assessment) -> dict[str, Any]:
    """Return the sections of the result record that hold codes and values; each as the full record has it.

    Left out are what only a reader of the whole record needs: facts and sources, the trace, the law that does not
    apply. ``reasons`` are those of the stages that decide; ``codes`` is added: their codes, the grounds first.
    """
    steps = [step for step in a.trace.steps if step.stage in _STAGES]
    reasons = [reason for step in steps for reason in step.reasons]
    grounds = [ground.reason.code for ground in a.weighed.grounds]
    return {
        "outcome": str(a.outcome),
        "side": str(a.side) if a.side else None,
        "credential": dict(a.credential.given),
        "host": a.question.host,
        "purpose": a.purpose,
        "purpose_assumed": a.question.purpose is None,
        "method": a.question.method,
        "as_of": a.question.on.isoformat(),
        "identified": sections.identified(a),
        "levels": sections.levels(a),
        "comparator": sections.comparator(a.comparator),
        "alternative": sections.comparator(a.alternative),
        "workload": sections.workload(a),
        "grade": sections.grade(a),
        "elements": [
            {"element": str(e.element), "finding": str(e.finding), "award": e.award, "host": e.host} for e in a.elements
        ],
        "basis": a.basis,
        "grounds": [
            {
                "element": str(g.element),
                "found": g.found,
                "required": g.required,
                "code": g.reason.code,
                "values": plain(g.reason.values),
            }
            for g in a.weighed.grounds
        ],
        "conditions": [plain(condition) for condition in a.conditions],
        "remedies": [plain(remedy) for remedy in a.remedies],
        "missing": [
            {"what": m.what, "who": m.who, "blocking": m.blocking, "values": plain(m.values)} for m in a.missing
        ],
        "units": sections.units(a),
        "advice": a.advice.code if a.advice else None,
        "background": sections.background(a),
        "reasons": [{"code": reason.code, "values": plain(reason.values)} for reason in reasons],
        "codes": list(dict.fromkeys([*grounds, *(reason.code for reason in reasons)])),
    }
