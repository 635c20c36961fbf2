"""Titles as they come: spoilt, glossed, doubled; told rightly or asked about, never told wrongly with confidence."""

from __future__ import annotations

import random
import sys
from collections import Counter

import pytest

from conftest import ROOT
from qualrec.engine.identify import identify
from qualrec.engine.readings import near_start, parts, trimmed
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.credential import Credential
from qualrec.model.dates import PartialDate

sys.path.insert(0, str(ROOT / "benchmarks"))
from identify import NOISE, awarded, judge, rows  # type: ignore[import-not-found] # a script of benchmarks/


def told(kb: KnowledgeBase, country: str, title: str, year: int | None = 2015) -> tuple[str, str | None]:
    credential = Credential(country=country, title=title, awarded=PartialDate(year) if year else None)
    found = identify(kb, credential, kb.policy()).value
    return found.status, found.type.id if found.type else None


@pytest.mark.parametrize("noise", NOISE)
def test_noise_is_told_rightly_or_asked_about(kb: KnowledgeBase, noise: str) -> None:
    """The bar is under what docs/identification.md reports, on a seed of its own."""
    every = list(rows(kb))
    good: dict[tuple[str, str], set[str]] = {}
    for country, kind, form in every:
        good.setdefault((country.code, form), set()).add(kind.id)
    dice, counts, policy = random.Random(77), Counter[str](), kb.policy()
    for country, kind, form in every:
        title = NOISE[noise](form, kind, dice)
        credential = Credential(country=country.code, title=title, awarded=awarded(kind))
        found = identify(kb, credential, policy).value
        counts[judge(found.type.id if found.type else None, good[country.code, form])] += 1
    assert counts["wrong"] <= len(every) / 1000
    assert counts["right"] >= 0.6 * len(every)


@pytest.mark.parametrize(
    ("country", "title", "year", "expected"),
    [
        ("GB", "The degree of Bachelor of Science with Honours, First Class", 2015, "gb-bachelor-honours"),
        ("DE", "Diplom-Ingenieur (FH)", 2003, "de-diplom-fh"),
        ("DE", "Diplom-Ingenieur (FH) / Dipl.-Ing. (FH)", 2003, "de-diplom-fh"),
        ("NO", "Bachelor i biologi (Bachelor in Biology)", 2015, "no-bachelor"),
        ("PL", "Magister / Master", 2018, "pl-magister"),
        ("FR", "Licence professionnelle", 2015, "fr-licence-professionnelle"),
        (
            "FR",
            "Licence professinnelle en chimie",
            2015,
            "fr-licence-professionnelle",
        ),  # no licence in "professinnelle"
    ],
)
def test_what_stands_around_a_title(kb: KnowledgeBase, country: str, title: str, year: int, expected: str) -> None:
    assert told(kb, country, title, year) == ("found", expected)


@pytest.mark.parametrize(
    ("country", "title"),
    [
        ("FR", "Licence 1 mention bien avec félicitations"),  # a year of it, not the award
        ("IN", "Bachelor of Theology"),  # no Bachelor of Technology
        ("DE", "Diplom Sowieso"),
    ],
)
def test_what_is_almost_another_award_is_asked_about(kb: KnowledgeBase, country: str, title: str) -> None:
    status, tid = told(kb, country, title)
    assert status != "found" or tid is None, tid


def test_greek_capitals_end_as_small_letters_do(kb: KnowledgeBase) -> None:
    assert told(kb, "GR", "ΠΤΥΧΊΟ ΙΑΤΡΙΚΉΣ") == told(kb, "GR", "Πτυχίο Ιατρικής")


def test_parts_of_a_title() -> None:
    assert parts("Diplom-Ingenieur (FH) (Diplom (university of applied sciences))") == [
        "Diplom-Ingenieur (FH) ",
        "Diplom (university of applied sciences)",
    ]
    assert parts("Magister / Master") == ["Magister", "Master"]
    assert parts("Bachelor") == parts("(Bachelor)") == parts("Bachelor)") == []
    assert [how for _, how in trimmed("the bachelor of arts cum laude")] == [
        "class_left_out",
        "words_before_left_out",
        "words_before_left_out",
    ]


@pytest.mark.parametrize(
    ("known", "title", "slips"),
    [
        ("licence professionnelle", "licence professinnelle en chimie", 1),
        ("licence professionnelle", "licence en chimie", None),
        ("bachelor of arts", "bachelor of art s", 0),
        ("abc", "", None),
    ],
)
def test_slips_at_the_start(known: str, title: str, slips: int | None) -> None:
    assert near_start(known, title) == slips
