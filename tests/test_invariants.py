"""The fourteen invariants of the evaluation procedure, by their numbers, over the whole engine."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn import GIVEN, HOSTS, IDS, KB, MANY, PURPOSES, REQUIREMENTS, SOME, ask, run
from qualrec.engine.answer import Assessment
from qualrec.engine.law import Case, applicable
from qualrec.engine.whynot import ORDER
from qualrec.model.assessment import Outcome
from qualrec.model.dates import PartialDate
from qualrec.model.source import Confidence

Given = dict[str, Any]
HOST, PURPOSE = st.sampled_from(HOSTS), st.sampled_from(PURPOSES)


def refused(found: Assessment) -> bool:
    return str(found.outcome).startswith("NOT_")


def no_worse(after: Assessment, before: Assessment) -> bool:
    """Side states cannot be compared with the outcomes."""
    if after.outcome not in ORDER or before.outcome not in ORDER:
        return not refused(after) or refused(before)
    return ORDER.index(after.outcome) <= ORDER.index(before.outcome)


@MANY
@given(GIVEN, HOST, PURPOSE, st.booleans())
def test_1_turning_a_fact_unknown_never_brings_a_refusal(given: Given, host: str, purpose: str, needs: bool) -> None:
    requirements = REQUIREMENTS if needs else ()
    before = ask(given, host, purpose, requirements=requirements)
    for key in (
        "institution_status",
        "programme_accredited",
        "external_quality_evidence",
        "profile",
        "research_preparation",
    ):
        after = ask({**given, key: "unknown"}, host, purpose, requirements=requirements)
        assert not refused(after) or refused(before), key
    for key in ("credits", "years", "outcomes", "awarded"):
        after = ask({k: v for k, v in given.items() if k != key}, host, purpose, requirements=requirements)
        assert not refused(after) or refused(before), key


@MANY
@given(GIVEN, HOST, PURPOSE, st.sampled_from(["10", "60", "240"]), st.sampled_from("124"))
def test_2_workload_alone_never_refuses(given: Given, host: str, purpose: str, ects: str, years: str) -> None:
    before = ask(given, host, purpose)
    if str(before.outcome).startswith("RECOGNISED"):
        for change in ({"credits": ects}, {"years": years}, {"hours": "100"}):
            after = ask({**given, **change}, host, purpose)
            assert not refused(after)
            assert not [e for e in after.elements if e.element == "workload" and e.finding == "substantial"]


@MANY
@given(GIVEN, HOST, PURPOSE)
def test_3_public_or_private_changes_nothing(given: Given, host: str, purpose: str) -> None:
    one, two = (run({**given, "control": control}, host, purpose) for control in ("public", "private"))
    for found in (one, two):
        found["credential"].pop("control")
        found.pop("digest")
    assert one == two


@MANY
@given(GIVEN, HOST, PURPOSE, st.sampled_from(["general_access", "next_cycle", "doctoral"]))
def test_4_more_covered_or_a_wider_right_never_worsens(given: Given, host: str, purpose: str, right: str) -> None:
    before = ask(given, host, purpose, requirements=REQUIREMENTS)
    covered = [{"requirement": r["id"], "state": "covered"} for r in REQUIREMENTS]
    assert no_worse(ask({**given, "outcomes": covered}, host, purpose, requirements=REQUIREMENTS), before)
    wider = {**given, "rights": {**given["rights"], right: "yes"}}
    assert no_worse(ask(wider, host, purpose, requirements=REQUIREMENTS), before)


def test_4_a_right_that_settles_the_level_leaves_the_bridge_below_open() -> None:
    """With the level settled, subjects that can be made up stand against the lower award; they are a bridge to it."""
    given = {
        "qualification": "id-diploma-1",
        "institution_status": "recognised",
        "programme_accredited": "yes",
        "authenticity": "verified",
        "documents": "complete",
        "profile": "research",
        "research_preparation": "yes",
        "outcomes": [{"requirement": "maths", "state": "missing"}],
    }
    before = ask(given, "NO", "doctoral_admission", requirements=REQUIREMENTS)
    after = ask({**given, "rights": {"next_cycle": "yes"}}, "NO", "doctoral_admission", requirements=REQUIREMENTS)
    assert (before.outcome, after.outcome) == (Outcome.INFORMATION_NEEDED, Outcome.ALTERNATIVE)
    assert after.alternative is not None
    assert after.alternative.id == "no-bachelor"
    assert [condition["requirement"] for condition in after.conditions] == ["maths"]


@MANY
@given(GIVEN, HOST, PURPOSE, st.integers(0, 2))
def test_5_fewer_or_softer_requirements_never_worsen(given: Given, host: str, purpose: str, which: int) -> None:
    before = ask(given, host, purpose, requirements=REQUIREMENTS)
    softer = [{**r, "essential": r["essential"] and n != which} for n, r in enumerate(REQUIREMENTS)]
    fewer = [r for n, r in enumerate(REQUIREMENTS) if n != which]
    for requirements in (softer, fewer):
        assert no_worse(ask(given, host, purpose, requirements=requirements), before)


@MANY
@given(GIVEN, HOST, PURPOSE)
def test_6_bogus_and_fraud_beat_everything(given: Given, host: str, purpose: str) -> None:
    assert ask({**given, "institution_status": "diploma_mill"}, host, purpose).outcome is Outcome.BOGUS
    false = {**given, "institution_status": "recognised", "authenticity": "fraudulent"}
    assert ask(false, host, purpose).outcome is Outcome.FRAUD


@MANY
@given(GIVEN, HOST, PURPOSE)
def test_7_a_refugee_is_never_worse_off(given: Given, host: str, purpose: str) -> None:
    plain, refugee = (ask({**given, "refugee": state}, host, purpose) for state in ("no", "yes"))
    assert no_worse(refugee, plain)


TREATY = [
    {"qualification": tid, "institution_status": "recognised", "programme_accredited": "yes"}
    for tid in ("nl-wo-bachelor", "nl-wo-master", "be-nl-bachelor", "be-nl-master")
]


@SOME
@given(st.sampled_from(TREATY), GIVEN)
def test_8_where_a_treaty_fixes_the_level_nothing_else_moves_it(award: Given, given: Given) -> None:
    free = {k: v for k, v in given.items() if k in {"credits", "years", "profile", "research_preparation", "outcomes"}}
    one, two = (ask(x, "EE", requirements=REQUIREMENTS) for x in (award, {**award, **free}))
    assert (one.outcome, one.basis) == (Outcome.AUTOMATIC, "benelux-baltic-2021")
    assert (one.outcome, one.basis) == (two.outcome, two.basis)


@pytest.mark.parametrize("award", TREATY, ids=lambda award: str(award["qualification"]))
@pytest.mark.parametrize(
    "cap",
    [
        {"institution_status": "legitimate_unrecognised", "external_quality_evidence": "yes"},
        {"authenticity": "unverifiable"},
        {"documents": "none", "refugee": "yes"},
    ],
)
def test_8_a_cap_stops_a_treaty(award: Given, cap: Given) -> None:
    found = run({**award, **cap}, "EE")
    assert found["outcome"] == "RECOGNISED_CONDITIONAL"
    assert "S4.0" in found["checks"]


@pytest.mark.parametrize("iid", sorted(KB.law))
def test_9_no_text_applies_before_it_is_in_force(iid: str) -> None:
    countries = KB.country_codes_of_parties(iid)
    for code in countries:
        party = KB.party(iid, code)
        start = party.in_force.start if party and party.in_force else None
        if start:
            eve = PartialDate(start.first.year - 1)
            for other in countries:
                for pair in ((code, other), (other, code)):
                    law = applicable(KB, Case(pair[0], pair[1], "first_cycle", "further_study", eve))
                    assert not any(v.applied for v in law if v.id == iid)


@pytest.mark.parametrize("iid", sorted(KB.law))
def test_9_no_text_applies_in_a_direction_it_does_not_have(iid: str) -> None:
    directions = KB.instrument(iid).directions
    countries = KB.country_codes_of_parties(iid)
    for home in countries if directions else ():
        for host in countries:
            if (home, host) not in directions:
                law = applicable(KB, Case(home, host, "second_cycle", "further_study", PartialDate(2026)))
                assert not any(v.applied for v in law if v.id == iid)


@MANY
@given(GIVEN, HOST, PURPOSE)
def test_10_less_than_asked_has_a_ground_a_remedy_and_an_appeal(given: Given, host: str, purpose: str) -> None:
    found = run(given, host, purpose, requirements=REQUIREMENTS)
    outcome = Outcome(found["outcome"])
    if outcome in {Outcome.AUTOMATIC, Outcome.FULL}:
        return
    assert found["remedies"]
    if outcome in ORDER:
        assert found["grounds"]
        assert found["appeal"]
    elif outcome is Outcome.INFORMATION_NEEDED:
        assert any(item["blocking"] for item in found["missing"])


@MANY
@given(GIVEN, HOST, PURPOSE)
def test_11_a_ground_of_the_comparison_rests_on_verified_facts(given: Given, host: str, purpose: str) -> None:
    found = ask(given, host, purpose, requirements=REQUIREMENTS)
    for ground in found.weighed.grounds:
        if ground.reason.check.startswith("S7"):
            assert ground.element != "workload"
            facts = ground.reason.facts
            assert all(fact.confidence_of(name) is Confidence.VERIFIED for fact, name in facts)


GOOD = {"institution_status": "recognised", "programme_accredited": "yes", "authenticity": "verified"}
NO_RIGHTS = {"rights": {"next_cycle": "no", "doctoral": "no", "general_access": "no"}}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_11_for_every_award_on_file_and_the_rights_denied(purpose: str) -> None:
    for tid in IDS:
        for host in ("DE", "US"):
            found = ask({"qualification": tid, **GOOD, **NO_RIGHTS}, host, purpose)
            for ground in found.weighed.grounds:
                if ground.reason.check.startswith("S7"):
                    weak = [f.id for f, name in ground.reason.facts if f.confidence_of(name) is not Confidence.VERIFIED]
                    assert not weak, (tid, host)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_7_missing_papers_of_a_refugee_refuse_no_award_on_file(purpose: str) -> None:
    refused_with_papers = 0
    for tid in IDS:
        given = {"qualification": tid, **GOOD, **NO_RIGHTS}
        refused_with_papers += refused(ask(given, "DE", purpose))
        assert not refused(ask({**given, "documents": "none", "refugee": "yes"}, "DE", purpose)), tid
    assert refused_with_papers  # so that the test can fail


@MANY
@given(GIVEN, HOST, PURPOSE)
def test_12_ids_exist_rows_are_in_the_trace_and_bytes_are_the_same(given: Given, host: str, purpose: str) -> None:
    found = run(given, host, purpose)
    assert found == run(given, host, purpose)
    known = {source["id"] for source in found["sources"]}
    assert {sid for r in found["reasons"] for f in r["facts"] for sid in f["sources"]} <= known
    assert {r["check"] for r in found["reasons"] if "check" in r} == set(found["checks"])


@MANY
@given(GIVEN, HOST, PURPOSE)
def test_13_the_order_of_lists_does_not_matter(given: Given, host: str, purpose: str) -> None:
    turned = {**given, "outcomes": given["outcomes"][::-1]}
    one = ask(given, host, purpose, requirements=REQUIREMENTS)
    two = ask(turned, host, purpose, requirements=REQUIREMENTS[::-1])
    assert one.outcome is two.outcome
    assert [e.finding for e in one.elements] == [e.finding for e in two.elements]
    assert {g.element for g in one.weighed.grounds} == {g.element for g in two.weighed.grounds}


@MANY
@given(GIVEN, HOST, PURPOSE)
def test_14_an_alternative_is_below_the_award_asked_for(given: Given, host: str, purpose: str) -> None:
    found = ask(given, host, purpose, requirements=REQUIREMENTS)
    if found.outcome is Outcome.ALTERNATIVE:
        assert found.alternative
        assert found.comparator
        ladder = ["access", "short_cycle", "first_cycle", "second_cycle", "third_cycle"]
        assert ladder.index(found.alternative.kind) < ladder.index(found.comparator.kind)


@pytest.mark.parametrize("host", ["DE", "NO", "PL"])
def test_14_for_every_award_on_file_without_preparation_for_research(host: str) -> None:
    ladder = ["access", "short_cycle", "first_cycle", "second_cycle", "third_cycle"]
    offered = 0
    for tid in IDS:
        given = {"qualification": tid, **GOOD, "profile": "professional", "research_preparation": "no"}
        found = ask(given, host, "doctoral_admission")
        if found.alternative and found.comparator:
            offered += 1
            assert ladder.index(found.alternative.kind) < ladder.index(found.comparator.kind), tid
    assert offered  # so that the test can fail
