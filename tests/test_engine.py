"""The record and the amounts, on real knowledge: whole, reproducible, and exact there and back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from drawn import GIVEN, HOSTS, KB, MANY, POLICY, PURPOSES, run
from qualrec.engine.assess import METHODS, Question, assess
from qualrec.engine.credits import convert
from qualrec.engine.intake import read
from qualrec.engine.record import canonical, digest, record
from qualrec.knowledge.schemas import validator


def refused(found):
    return found["outcome"].startswith("NOT_")


RECORD = validator("assessment")


def test_the_schema_of_the_record_is_one():
    Draft202012Validator.check_schema(RECORD.schema)


@MANY
@given(GIVEN, st.sampled_from(HOSTS), st.sampled_from(PURPOSES), st.sampled_from(METHODS))
def test_every_record_is_whole(given, host, purpose, method):
    found = run(given, host, purpose, method)
    errors = [error.message for error in RECORD.iter_errors(found)]
    assert errors == []
    assert digest(found) == found["digest"]
    assert canonical(found) == canonical(run(given, host, purpose, method))
    cited = {sid for r in found["reasons"] for f in r["facts"] for sid in f["sources"]}
    assert cited <= {source["id"] for source in found["sources"]}
    fired = {r["check"] for r in found["reasons"] if "check" in r}
    assert fired == set(found["checks"])
    if method == "lrc":
        for ground in found["grounds"]:
            assert ground["element"] != "workload"
            if found["outcome"] not in {"RECOGNISED_RESTRICTED", "RECOGNISED_CONDITIONAL"}:
                assert all(fact["confidence"] == "verified" for fact in ground["facts"])


@pytest.mark.parametrize(
    ("award", "host", "element", "shown"),
    [
        ({"qualification": "de-bachelor"}, "GB", "level", ("6", "6")),  # not the codes of all frameworks at EQF 6
        ({"qualification": "it-laurea"}, "DE", "level", ("6", "6")),
        ({"qualification": "fr-dnsep"}, "DE", "workload", ("2 years", "1-2 years")),  # it has no credits
        ({"qualification": "de-bachelor"}, "NL", "workload", ("180-240 ECTS", "240 ECTS")),
        (
            {"qualification": "de-bachelor", "target": {"min_workload_ects": 210}},
            "NL",
            "workload",
            ("180-240 ECTS", "210 ECTS"),
        ),
    ],
)
def test_both_sides_stand_in_the_measure_they_are_compared_in(award, host, element, shown):
    elements = run({**award, "institution_status": "recognised"}, host)["elements"]
    found = next(one for one in elements if one["element"] == element)
    assert (found["award"], found["host"]) == shown


@pytest.mark.parametrize(
    "award", ["at-meister", "de-meister", "ie-advanced-certificate", "se-kvalificerad-yrkeshogskoleexamen"]
)
def test_a_vocational_award_stands_beside_degrees_and_in_no_cycle(award):
    levels = run({"qualification": award}, "PL")["levels"]
    assert levels["eqf"]
    assert levels["qf_ehea"] == []
    there = run({"qualification": award}, "GB")["levels"]["host"]
    assert "gb-rqf" in {level["framework"] for level in there}
    assert "gb-fheq" not in {level["framework"] for level in there}


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


def asked_for(**given):
    return run(given | {"institution_status": "recognised"}, "DE", "further_study", "lrc")


def test_an_ambiguous_title_says_what_each_award_would_lead_to():
    found = asked_for(country="NL", title="Master of Science", awarded="2018")
    assert found["outcome"] == "INFORMATION_NEEDED"
    assert {c["id"] for c in found["identified"]["candidates"]} == {"nl-wo-master", "nl-hbo-master"}
    for candidate in found["identified"]["candidates"]:
        told = asked_for(country="NL", qualification=candidate["id"], awarded="2018")
        asked = [missing["what"] for missing in told["missing"] if missing["blocking"]]
        assert candidate["would_be"] == {"outcome": told["outcome"], "missing": asked}


@pytest.mark.parametrize("title", ["Bachelor i biologi", "Zq of nowhere", ""])
def test_an_award_that_is_told_or_unlike_any_is_not_supposed(title):
    found = asked_for(country="NO", title=title)
    assert not any("would_be" in candidate for candidate in found["identified"]["candidates"])


def test_a_title_of_half_the_world_names_the_awards_of_its_own_country():
    found = asked_for(country="IN", title="Bachelor")
    assert found["identified"]["status"] == "unknown"
    assert {c["country"] for c in found["identified"]["candidates"]} == {"IN"}


@pytest.mark.parametrize(("purpose", "bound"), [("access_to_he", True), ("further_study", False)])
def test_a_vocational_award_that_opens_higher_education_is_under_the_convention(purpose, bound):
    found = run({"qualification": "de-meister", "institution_status": "recognised"}, "AT", purpose, "lrc")
    binding = {
        text["id"]: text for text in found["law"] if text["applied"] and text["effect"] == "fair_recognition_binding"
    }
    assert ("lrc-1997" in binding) is bound
    assert found["basis"] == ("lrc-1997" if bound else None)
    if bound:  # section IV of the Convention, on access; no text that recognises school leaving awards by itself
        assert {p["at"][:7] for p in binding["lrc-1997"]["provisions"]} >= {"Art. IV"}
        assert not any(text["effect"].startswith("automatic") for text in found["law"] if text["applied"])


@pytest.mark.parametrize(
    ("title", "given", "settling", "told"),
    [
        ("Dyplom inżyniera", {"country": "PL"}, ("awarded", True), {"awarded": "2010"}),
        (
            "Master of Arts",
            {"country": "NL", "awarded": "2018"},
            ("institution", True),
            {"institution": "Hogeschool X"},
        ),
        ("Gymnasieexamen", {"country": "SE", "awarded": "2015"}, ("kind", True), {"kind": "vet"}),
        ("BS Computer Science", {"country": "PK", "awarded": "2015"}, None, None),
    ],
)
def test_the_fact_that_would_settle_a_title_settles_it(title, given, settling, told):
    by = asked_for(title=title, **given)["identified"]["settled_by"]
    assert by == (settling and {"fact": settling[0], "whole": settling[1]})
    if told:
        assert asked_for(title=title, **given, **told)["identified"]["status"] == "found"
