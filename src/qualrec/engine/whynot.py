"""Why not a better result: the check that blocked it, and the smallest change of facts that really lifts it.

Changes are inputs of the procedure by their path, so that ``--set`` repeats them. Law and knowledge are never changed.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qualrec.engine.answer import Assessment
from qualrec.engine.assess import Question, assess
from qualrec.engine.background import reconstruct
from qualrec.engine.intake import place_value, read
from qualrec.engine.methods import PROFILES
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Finding, Outcome, Reason
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy

ORDER = tuple(Outcome)[: tuple(Outcome).index(Outcome.FRAUD) + 1]
_BLOCKING = (
    "S0.4 S2.1 S2.3 S2.4 S2.6 S2.7 S2.8 S2.9 S2.10 S3.1 S3.2 S3.4 R3 P2 S5.5 S7.1 S7.2 S7.3 S7.4 S7.5 S7.6 S7.8"
).split()
_NOT_TOLD = {"TITLE_AMBIGUOUS", "TITLE_UNKNOWN", "TITLE_MISSING", "COUNTRY_NOT_ON_FILE"}
_WHOLE_SEARCH = 2  # pairs are tried one by one; beyond that all changes are made and then as many as can be taken back
Change = tuple[str, Any]


@frozen
class WhyNot:
    """What blocked *wanted*, and the changes that give *outcome*; none reached where no change of facts does."""

    wanted: Outcome
    outcome: Outcome
    reached: bool
    blocked: Reason | None
    changes: tuple[Change, ...] = ()


def why_not(kb: KnowledgeBase, raw: Mapping[str, Any], question: Question, policy: Policy, wanted: Outcome) -> WhyNot:
    """Find the smallest change of the inputs in *raw* that gives *wanted* or better."""

    def run(changes: tuple[Change, ...]) -> Assessment:
        changed = _changed(raw, changes)
        credential, _ = read(changed, kb)
        return assess(kb, credential, question, policy)

    base = run(())
    if _good(base.outcome, wanted):
        return WhyNot(wanted, base.outcome, True, None)
    pool = tuple(_pool(base))
    found = _smallest(run, pool, wanted)
    if found is None:
        return WhyNot(wanted, base.outcome, False, _blocked(base, None))
    changes, after = found
    return WhyNot(wanted, after.outcome, True, _blocked(base, after), changes)


def _good(outcome: Outcome, wanted: Outcome) -> bool:
    return outcome in ORDER and ORDER.index(outcome) <= ORDER.index(wanted)


def _changed(raw: Mapping[str, Any], changes: tuple[Change, ...]) -> dict[str, Any]:
    """Return the inputs with the changes made, each at its path; lists are taken whole."""
    changed = dict(raw)
    for path, value in changes:
        place_value(changed, path, value)
    return changed


def _smallest(
    run: Callable[[tuple[Change, ...]], Assessment], pool: tuple[Change, ...], wanted: Outcome
) -> tuple[tuple[Change, ...], Assessment] | None:
    for size in range(1, _WHOLE_SEARCH + 1):
        for changes in itertools.combinations(pool, size):
            if _good((after := run(changes)).outcome, wanted):
                return changes, after
    changes, after = pool, run(pool)
    if not _good(after.outcome, wanted):
        return None
    for change in pool:
        fewer = tuple(other for other in changes if other is not change)
        if _good((less := run(fewer)).outcome, wanted):
            changes, after = fewer, less
    return changes, after


def _pool(base: Assessment) -> Iterator[Change]:
    """Yield every input that stands in the way, with the value that would help; in the order of the checks."""
    credential, institution, border = base.credential, base.credential.institution, base.credential.cross_border
    if base.identified.type is None:
        yield from (("qualification", c.type.id) for c in base.identified.candidates[:2])
    if credential.documents != "complete":
        yield "documents", "complete"
    if institution.status != "recognised":
        yield "institution_status", "recognised"
    if institution.accredited_only_by_mill:
        yield "accredited_only_by_mill", "no"
    if str(institution.programme_accredited) != "yes":
        yield "programme_accredited", "yes"
    if institution.status == "legitimate_unrecognised" and str(institution.external_quality_evidence) != "yes":
        yield "external_quality_evidence", "yes"
    if "joint" in credential.mode and border.partners_recognised != "all":
        yield "joint.partners_recognised", "all"
    if "tne" in credential.mode:
        for name in ("awarding_body_recognised", "lawful_in_both", "follows_code"):
            if str(getattr(border, name)) != "yes":
                yield f"tne.{name}", "yes"
    if credential.authenticity in {"unverifiable", "doubtful", "fraudulent"}:
        yield "authenticity", "verified"
    yield from _substance(base)


def _substance(base: Assessment) -> Iterator[Change]:
    """Changes of what the five elements, the units and the background document look at."""
    credential = base.credential
    findings = {str(e.element): e.finding for e in base.elements}
    open_level = {Finding.SUBSTANTIAL, Finding.CANDIDATE, Finding.NOT_SHOWN}
    if findings.get("level") in open_level or findings.get("profile") is Finding.CANDIDATE:
        yield from ((f"rights.{name}", "yes") for name in ("general_access", "next_cycle", "doctoral"))
    if findings.get("profile") in {Finding.CANDIDATE, Finding.NOT_SHOWN}:
        yield "research_preparation", "yes"
    if credential.target.requirements:
        yield "outcomes", [{"requirement": r.id, "state": "covered"} for r in credential.target.requirements]
    if base.question.method == "us_wes_2008" and not credential.institution.quality_body:
        yield "quality_body", "NAAC"
    if PROFILES[base.question.method].years and base.comparator and base.comparator.years and base.load.years:
        yield "years_after", str(max(base.comparator.years[0] - base.load.years[1], 0))
    if base.background is not None and base.identified.type:
        weak = [m.values["supports"] for m in reconstruct(credential, base.identified.type).value.missing]
        lines = [line for part in weak for line in str(part).split("|")]
        yield "background", [{"claim": part, "grade": "document", "supports": part} for part in lines]
    if credential.units:
        yield (
            "units",
            [
                {
                    "name": u.name,
                    **({"credits": str(u.credits)} if u.credits is not None else {}),
                    **({"credit_unit": u.unit} if u.unit else {}),
                    "passed": "yes",
                    "replaces": u.replaces or "a part of the host programme",
                    "difference": "none",
                }
                for u in credential.units
            ],
        )


def _blocked(base: Assessment, after: Assessment | None) -> Reason | None:
    """Return the first blocking reason of *base* that is gone in *after*; without *after*, simply the first."""
    left = {(r.code, r.check) for step in after.trace.walk() for r in step.reasons} if after else set()
    for step in base.trace.walk():
        for reason in step.reasons:
            stands_in_the_way = reason.check in _BLOCKING or reason.code in _NOT_TOLD
            if stands_in_the_way and (reason.code, reason.check) not in left:
                return reason
    return next((ground.reason for ground in base.weighed.grounds), None)
