"""The pipeline on real knowledge: what holds whatever the facts are."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from qualrec.engine.assess import Question, assess
from qualrec.engine.credits import convert
from qualrec.engine.intake import read
from qualrec.engine.law import Case, applicable
from qualrec.engine.record import canonical, digest, record
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.schemas import validator
from qualrec.model.dates import PartialDate

KB = KnowledgeBase.open()
POLICY = KB.policy()
ORDER = [
    "RECOGNISED_AUTOMATIC",
    "RECOGNISED_FULL",
    "RECOGNISED_RESTRICTED",
    "RECOGNISED_CONDITIONAL",
    "RECOGNISED_PARTIAL",
    "RECOGNISED_ALTERNATIVE",
    "EXPLANATORY_STATEMENT",
    "NOT_RECOGNISED_SUBSTANTIAL",
    "NOT_RECOGNISED_BOGUS",
    "NOT_RECOGNISED_FRAUD",
]
IDS = [tid for country in KB.every_country() for tid in country.type_ids]
HOSTS = ["NO", "IE", "GB", "DE", "NL", "FR", "PL", "IT", "IN", "US", "JP"]
PURPOSES = ["further_study", "access_to_he", "doctoral_admission", "employment_nonregulated", "academic_title"]
ANSWER = st.sampled_from(["yes", "no", "unknown"])
REQUIREMENTS = [
    {"id": "maths", "essential": True, "remediable_ects": 20},
    {"id": "law", "essential": True, "remediable_ects": None},
    {"id": "extra", "essential": False},
]

SHAPE: Any = {
    "qualification": st.sampled_from(IDS),
    "institution_status": st.sampled_from(
        ["recognised", "legitimate_unrecognised", "not_recognised", "diploma_mill", "unknown"]
    ),
    "programme_accredited": ANSWER,
    "external_quality_evidence": ANSWER,
    "authenticity": st.sampled_from(["verified", "presumed", "unverifiable", "doubtful", "fraudulent"]),
    "documents": st.sampled_from(["complete", "complete", "partial", "none"]),
    "profile": st.sampled_from(["research", "professional", "mixed", "unknown"]),
    "research_preparation": ANSWER,
    "refugee": st.sampled_from(["no", "yes"]),
    "rights": st.fixed_dictionaries({}, optional={"next_cycle": ANSWER, "doctoral": ANSWER, "general_access": ANSWER}),
    "outcomes": st.lists(
        st.fixed_dictionaries(
            {
                "requirement": st.sampled_from(["maths", "law", "extra"]),
                "state": st.sampled_from(["covered", "missing", "unknown"]),
            }
        ),
        max_size=3,
        unique_by=lambda o: o["requirement"],
    ),
}
GIVEN = st.fixed_dictionaries(
    SHAPE,
    optional={
        "credits": st.sampled_from(["30", "60", "120", "180", "240", "300"]),
        "years": st.sampled_from(["1", "2", "3", "4", "5"]),
        "awarded": st.sampled_from(["1985", "1999", "2003", "2015", "2024"]),
    },
)
MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def run(given, host="DE", purpose="further_study", method="lrc", requirements=()):
    target = {"target": {"requirements": list(requirements)}} if requirements else {}
    credential, faults = read({**given, "credit_unit": "int-ects", **target}, KB)
    assert not faults
    return record(KB, assess(KB, credential, Question(host, dt.date(2026, 1, 1), purpose, method), POLICY))


def refused(found):
    return found["outcome"].startswith("NOT_")


@MANY
@given(GIVEN, st.sampled_from(HOSTS), st.sampled_from(PURPOSES), st.booleans())
def test_turning_a_fact_unknown_never_brings_a_refusal(given, host, purpose, with_requirements):
    requirements = REQUIREMENTS if with_requirements else ()
    before = run(given, host, purpose, requirements=requirements)
    for key in (
        "institution_status",
        "programme_accredited",
        "external_quality_evidence",
        "profile",
        "research_preparation",
    ):
        after = run({**given, key: "unknown"}, host, purpose, requirements=requirements)
        assert not refused(after) or refused(before), key
    for key in ("credits", "years", "rights", "outcomes"):
        after = run({k: v for k, v in given.items() if k != key}, host, purpose, requirements=requirements)
        if key != "rights":  # a stated right may stand against what is on file, and then its absence is the file's word
            assert not refused(after) or refused(before), key


@MANY
@given(
    GIVEN,
    st.sampled_from(HOSTS),
    st.sampled_from(PURPOSES),
    st.sampled_from(["10", "60", "240"]),
    st.sampled_from("124"),
)
def test_workload_alone_never_refuses(given, host, purpose, ects, years):
    before = run(given, host, purpose)
    if before["outcome"].startswith("RECOGNISED"):
        for change in ({"credits": ects}, {"years": years}):
            assert not refused(run({**given, **change}, host, purpose))


@MANY
@given(GIVEN, st.sampled_from(HOSTS), st.sampled_from(PURPOSES))
def test_public_or_private_changes_nothing(given, host, purpose):
    one, two = (run({**given, "control": control}, host, purpose) for control in ("public", "private"))
    for found in (one, two):
        found["credential"].pop("control")
        found.pop("digest")
    assert one == two


@MANY
@given(GIVEN, st.sampled_from(HOSTS), st.sampled_from(PURPOSES))
def test_more_covered_and_fewer_required_never_worsens(given, host, purpose):
    before = run(given, host, purpose, requirements=REQUIREMENTS)
    covered = [{"requirement": r["id"], "state": "covered"} for r in REQUIREMENTS]
    for after in (
        run({**given, "outcomes": covered}, host, purpose, requirements=REQUIREMENTS),
        run(given, host, purpose, requirements=REQUIREMENTS[:1] if before["outcome"] in ORDER else REQUIREMENTS),
    ):
        if before["outcome"] in ORDER and after["outcome"] in ORDER:
            assert ORDER.index(after["outcome"]) <= ORDER.index(before["outcome"])


@MANY
@given(GIVEN, st.sampled_from(HOSTS), st.sampled_from(PURPOSES))
def test_bogus_and_fraud_beat_everything(given, host, purpose):
    assert run({**given, "institution_status": "diploma_mill"}, host, purpose)["outcome"] == "NOT_RECOGNISED_BOGUS"
    genuine = {**given, "institution_status": "recognised", "authenticity": "fraudulent"}
    assert run(genuine, host, purpose)["outcome"] == "NOT_RECOGNISED_FRAUD"


@MANY
@given(GIVEN, st.sampled_from(HOSTS), st.sampled_from(PURPOSES))
def test_a_refugee_is_never_worse_off(given, host, purpose):
    plain, refugee = (run({**given, "refugee": state}, host, purpose) for state in ("no", "yes"))
    if plain["outcome"] in ORDER and refugee["outcome"] in ORDER and given["documents"] == "complete":
        assert ORDER.index(refugee["outcome"]) <= ORDER.index(plain["outcome"])
    assert not refused(refugee) or refused(plain)


@MANY
@given(GIVEN, st.sampled_from(HOSTS), st.sampled_from(PURPOSES), st.sampled_from(["lrc", "us_years"]))
def test_every_record_is_whole(given, host, purpose, method):
    found = run(given, host, purpose, method)
    Draft202012Validator.check_schema(validator("assessment").schema)
    errors = [error.message for error in validator("assessment").iter_errors(found)]
    assert errors == []
    assert digest(found) == found["digest"]
    assert canonical(found) == canonical(run(given, host, purpose, method))
    cited = {sid for r in found["reasons"] for f in r["facts"] for sid in f["sources"]}
    assert cited <= {source["id"] for source in found["sources"]}
    fired = {r["check"] for r in found["reasons"] if "check" in r}
    assert fired == set(found["checks"])
    if found["outcome"] == "NOT_RECOGNISED_SUBSTANTIAL":
        assert found["grounds"]
        assert found["remedies"]
        assert found["appeal"]
    if method == "lrc":
        for ground in found["grounds"]:
            assert ground["element"] != "workload"
            assert all(fact["confidence"] == "verified" for fact in ground["facts"])


@MANY
@given(GIVEN, st.sampled_from(HOSTS))
def test_the_order_of_lists_does_not_matter(given, host):
    turned = {**given, "outcomes": given["outcomes"][::-1]}
    one = run(given, host, requirements=REQUIREMENTS)
    two = run(turned, host, requirements=REQUIREMENTS[::-1])
    assert (one["outcome"], one["elements"]) == (two["outcome"], two["elements"])


@MANY
@given(GIVEN, st.sampled_from(HOSTS), st.sampled_from(PURPOSES))
def test_an_alternative_is_below_the_award_asked_for(given, host, purpose):
    found = run(given, host, purpose)
    if found["outcome"] == "RECOGNISED_ALTERNATIVE":
        ladder = ["access", "short_cycle", "first_cycle", "second_cycle", "third_cycle"]
        assert ladder.index(found["alternative"]["kind"]) < ladder.index(found["comparator"]["kind"])


@pytest.mark.parametrize("iid", sorted(KB.law))
def test_no_text_applies_before_it_is_in_force(iid):
    parties = [KB.party(iid, code) for code in KB.country_codes_of_parties(iid)]
    dated = [(p, p.in_force.start) for p in parties if p and p.in_force and p.in_force.start]
    for party, start in dated:
        eve = PartialDate(start.first.year - 1)
        for other in KB.country_codes_of_parties(iid):
            for pair in ((party.country, other), (other, party.country)):
                law = applicable(KB, Case(pair[0], pair[1], "first_cycle", "further_study", eve))
                assert not any(v.applied for v in law if v.id == iid)


UNITS = [uid for country in KB.every_country() for uid in country.units]


@MANY
@given(st.sampled_from(UNITS), st.fractions(min_value=0, max_value=1000, max_denominator=100))
def test_credits_there_and_back_come_back(unit, amount):
    there = convert(KB, amount, amount, unit, "int-ects").value
    if there is None:
        return
    back = convert(KB, there.low, there.high, "int-ects", unit).value
    assert back is not None
    assert back.low <= amount <= back.high
    if there.low == there.high and there.basis == "stated":
        assert back.low == back.high == amount


@MANY
@given(st.text(max_size=60), st.sampled_from([*HOSTS, None]))
def test_any_title_is_answered(title, country):
    credential, _ = read({"title": title, "country": country, "institution_status": "recognised"}, KB)
    found = record(KB, assess(KB, credential, Question("DE", dt.date(2026, 1, 1)), POLICY))
    assert not refused(found)
