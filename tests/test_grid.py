"""S6 to S8 over the whole grid of inputs, against the tables of the procedure written a second time."""

from __future__ import annotations

import datetime as dt
import itertools
from decimal import Decimal
from fractions import Fraction

import pytest

from qualrec.engine.assess import Question, assess
from qualrec.engine.comparison import Comparison
from qualrec.engine.credits import Amount
from qualrec.engine.elements import compare
from qualrec.engine.forms import form
from qualrec.engine.place import LADDER, Placed, Right
from qualrec.engine.weigh import weigh
from qualrec.engine.workload import Load
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Finding
from qualrec.model.credential import Credential, Institution, Requirement, Shown, Target
from qualrec.model.dates import Answer
from qualrec.model.frozen import replace
from reference import Facts, grounds, level, outcome, outcomes, profile

KB = KnowledgeBase.open()
POLICY = KB.policy()
BASE = replace(KB.type("ie-master"), profile=None, research_preparation=None, restriction=None)
EVIDENCE = ((BASE, "kind"),)
LOAD = Load(ects=Amount(Fraction(120), Fraction(120), "int-ects", "given"))
STATES = ("covered", "missing", "unknown")
ONE = [((essential, ects, state),) for essential in (True, False) for ects in (20, 60, None) for state in STATES]
TWO = [
    ((True, 20, "missing"), (True, 20, "missing")),
    ((True, 10, "missing"), (True, 20, "missing")),
    ((True, None, "unknown"), (True, None, "covered")),
    ((True, None, "unknown"), (True, None, "unknown")),
]
NEEDS = [(), *ONE, *TWO]
PROFILES = [("any", "unknown"), ("research", "professional"), ("research", "unknown"), ("professional", "research")]
PURPOSES = ("further_study", "doctoral_admission", "employment_nonregulated", "academic_title")


def comparison(f: Facts) -> Comparison:
    host_kind = "access" if f.access else "second_cycle"
    kind = "vet" if f.delta is None else LADDER[LADDER.index("second_cycle") + f.delta]
    if f.access:
        kind = "vet" if f.access in {"no", "unknown"} else "access_restricted" if f.access == "restricted" else "access"
    award = replace(BASE, kind=kind, profile=None if f.profile == "unknown" else f.profile)
    right = Right(Answer(f.right), EVIDENCE)
    general = {"yes": Answer.YES, "no": Answer.NO}.get(f.access, Answer.UNKNOWN)
    rights = dict.fromkeys(("general_access", "restricted_access", "next_cycle", "doctoral"), Right(Answer.UNKNOWN))
    rights |= {"doctoral": right, "next_cycle": right, "general_access": Right(general, EVIDENCE)}
    names = [f"r{n}" for n in range(len(f.needs))]
    requirements = tuple(
        Requirement(name, need[0], "", None if need[1] is None else Decimal(need[1]))
        for name, need in zip(names, f.needs, strict=True)
    )
    shown = tuple(Shown(name, need[2]) for name, need in zip(names, f.needs, strict=True))
    return Comparison(
        credential=Credential(
            profile=award.profile,
            research_preparation=Answer(f.research),
            shown=shown,
            target=Target(profile=f.wanted, requirements=requirements),
        ),
        kind=award,
        placed=Placed(award, kind, completes=True, basis="referenced", evidence=EVIDENCE, rights=rights),
        load=LOAD,
        host_type=replace(BASE, kind=host_kind),
        host_load=LOAD,
        quality=Finding.MATCH,
        assumed=False,
        purpose=f.purpose,
        policy=POLICY,
    )


def check(f: Facts) -> None:
    case = comparison(f)
    findings = compare(case)
    by = {str(e.element): str(e.finding) for e in findings}
    assert (by["level"], by["profile"], by["outcomes"]) == (level(f), profile(f), outcomes(f)), f
    weighed = weigh(case, findings).value
    assert {str(ground.element) for ground in weighed.grounds} == grounds(f)[0], f
    lower = [(replace(BASE, kind="first_cycle"), LOAD)] if f.lower else []
    result = form(case, weighed, lower, "S2.6" if f.cap else None).value
    assert str(result.outcome) == outcome(f), f


@pytest.mark.parametrize("purpose", PURPOSES)
def test_awards_of_higher_education(purpose: str) -> None:
    dimensions = (
        (None, -2, -1, 0, 1),
        ("yes", "no", "unknown"),
        PROFILES,
        ("yes", "no", "unknown"),
        NEEDS,
        (False, True),
        (False, True),
    )
    for delta, right, (wanted, own), research, needs, cap, lower in itertools.product(*dimensions):
        if purpose not in {"further_study", "doctoral_admission"} and right != "unknown":
            continue  # what it opens at home is not asked for these purposes
        check(Facts(purpose, delta, right, own, wanted, research, needs, cap=cap, lower=lower))


def test_access_awards() -> None:
    for access, needs, cap in itertools.product(("yes", "no", "restricted", "unknown"), NEEDS, (False, True)):
        check(Facts("access_to_he", 0, "unknown", "unknown", "any", "unknown", needs, access=access, cap=cap))


def test_the_gates_before_them() -> None:
    """S2 and S3 over every status, authenticity, set of papers and route."""
    dimensions = (
        ("recognised", "legitimate_unrecognised", "not_recognised", "diploma_mill", "unknown"),
        ("verified", "presumed", "unverifiable", "doubtful", "fraudulent"),
        ("complete", "partial", "none"),
        (False, True),
        ("yes", "no", "unknown"),
    )
    for status, genuine, papers, refugee, evidence in itertools.product(*dimensions):
        credential = Credential(
            qualification="ie-master",
            documents=papers,
            authenticity=genuine,
            refugee=refugee,
            institution=Institution(
                status=status, programme_accredited=Answer.YES, external_quality_evidence=Answer(evidence)
            ),
            target=Target(qualification="no-master"),
        )
        found = assess(KB, credential, Question("NO", dt.date(2026, 1, 1), "further_study"), POLICY)
        assert str(found.outcome) == gate(status, genuine, papers, evidence, refugee=refugee), credential
        assert (str(found.side) == "BACKGROUND_DOCUMENT") == (
            refugee and (papers != "complete" or genuine == "unverifiable")
        )


def gate(status: str, genuine: str, papers: str, evidence: str, *, refugee: bool) -> str:
    """S0.4, S2 and S3 for an award that would be recognised in full."""
    if status == "diploma_mill":
        return "NOT_RECOGNISED_BOGUS"
    if genuine == "fraudulent":
        return "NOT_RECOGNISED_FRAUD"
    if papers != "complete" and not refugee:
        return "INFORMATION_NEEDED"
    if status == "unknown":
        return "INFORMATION_NEEDED"
    if status == "not_recognised" or (status == "legitimate_unrecognised" and evidence != "yes"):
        return "EXPLANATORY_STATEMENT"
    if genuine == "doubtful":
        return "INFORMATION_NEEDED"
    capped = status == "legitimate_unrecognised" or genuine == "unverifiable" or papers != "complete"
    return "RECOGNISED_CONDITIONAL" if capped else "RECOGNISED_FULL"
