"""Titles as they come: spoilt, glossed, doubled; told rightly or asked about, never told wrongly with confidence."""

from __future__ import annotations

import pickle
import random
import sys
import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import ROOT
from qualrec.engine.identify import identify
from qualrec.engine.keys import stem
from qualrec.engine.matching import Candidate
from qualrec.engine.readings import near_start, parts, trimmed
from qualrec.engine.remembered import restore, worked_out
from qualrec.engine.ties import kind_of_place, settled
from qualrec.engine.title_sets import titles_of
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.credential import Credential, Institution
from qualrec.model.dates import Answer, PartialDate

sys.path.insert(0, str(ROOT / "benchmarks"))
from identify import NOISE, awarded, judge, rows  # type: ignore[import-not-found] # a script of benchmarks/

KNOWLEDGE = KnowledgeBase.open()


def told(kb: KnowledgeBase, country: str, title: str, year: int | None = 2015) -> tuple[str, str | None]:
    credential = Credential(country=country, title=title, awarded=PartialDate(year) if year else None)
    found = identify(kb, credential, kb.policy()).value
    return found.status, found.type.id if found.type else None


@pytest.mark.parametrize("noise", NOISE)
def test_noise_is_told_rightly_or_asked_about(kb: KnowledgeBase, noise: str) -> None:
    """The bar is under what docs/identification.md reports, on a seed of its own."""
    every = list(rows(kb))[3::4]
    good: dict[tuple[str, str], set[str]] = {}
    for country, kind, form in rows(kb):
        good.setdefault((country.code, form), set()).add(kind.id)
    dice, counts, policy = random.Random(77), Counter[str](), kb.policy()
    for country, kind, form in every:
        title = NOISE[noise](form, kind, dice)
        credential = Credential(country=country.code, title=title, awarded=awarded(kind))
        found = identify(kb, credential, policy).value
        counts[judge(found.type.id if found.type else None, good[country.code, form])] += 1
    assert counts["wrong"] <= len(every) / 1000
    assert counts["right"] >= 0.8 * len(every)


def test_honours_are_no_class_where_another_award_is_told_by_them(kb: KnowledgeBase) -> None:
    assert told(kb, "PK", "B.Sc.")[1] == "pk-bachelor-2"
    assert told(kb, "PK", "B.Sc. (Hons)")[1] is None  # pk-bachelor-3-hons or pk-bachelor, and no pass degree


@pytest.mark.parametrize(
    ("country", "title", "year", "expected"),
    [
        ("GB", "The degree of Bachelor of Science with Honours, First Class", 2015, "gb-bachelor-honours"),
        ("GB", "BA (Hons) English Literature", 2015, "gb-bachelor-honours"),
        ("GB", "BA (Hons) Egyptology and Assyriology", 2015, "gb-bachelor-honours"),
        ("GB", "B.Sc. Honours", 2015, "gb-bachelor-honours"),
        ("NG", "B.Sc. (Hons)", 2015, "ng-bachelor"),  # honours tell no award there: a class of the degree
        ("MT", "B.Sc. (Hons)", 2015, "mt-bachelor"),  # one award with and without
        ("IN", "B.Tech Computer Science and Engineering", 2015, "in-btech"),
        ("IN", "B.Tech Electronics and Instrumentation Engineering", 2015, "in-btech"),
        ("US", "B.A. English", 2015, "us-bachelor"),
        ("DE", "Diplom-Ingenieur (FH)", 2003, "de-diplom-fh"),
        ("DE", "Diplom-Ingenieur (FH) / Dipl.-Ing. (FH)", 2003, "de-diplom-fh"),
        ("NO", "Bachelor i biologi (Bachelor in Biology)", 2015, "no-bachelor"),
        ("PL", "Magister / Master", 2018, "pl-magister"),
        ("GB", "the Diploma of Higher Education", 2010, "gb-diphe"),  # no Higher of Scotland
        ("DE", "Dlplom-Betriebswirt (BA)", 2005, "de-diplom-ba"),  # no B.A.
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
        ("KR", "학사 (점은행제)"),
        ("KR", "전문학사 (학점은은행제)"),
        ("KR", "학사 (독i학위제)"),
        ("VN", "Bằng hạc sĩ Chemistry"),
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


FALSE_FRIENDS = [
    ("FR", "Licence", 2015, "first_cycle"),
    ("EG", "Licence", 2015, "first_cycle"),
    ("DZ", "Licence", 2000, "first_cycle"),
    ("DZ", "Licence", 2015, None),  # the old one and that of the LMD were both made
    ("CD", "Licence", 2000, "second_cycle"),  # five years
    ("CD", "Licence", 2024, None),  # the old one and that of the LMD were both made
    ("PT", "Licenciatura", 2000, "second_cycle"),
    ("PT", "Licenciatura", 2015, "first_cycle"),
    ("ES", "Licenciatura", 2000, "second_cycle"),
    ("BR", "Licenciatura", 2015, "first_cycle"),
    ("MX", "Licenciatura", 2015, "first_cycle"),
    ("ES", "Bachiller", 1995, "access"),
    ("PE", "Bachiller", 2015, "first_cycle"),
    ("CL", "Bachiller", 2015, "short_cycle"),
    ("FR", "Baccalauréat", 2015, "access"),
    ("CA", "Baccalauréat", 2015, "first_cycle"),
    ("ID", "Magister", 2015, "second_cycle"),
    ("PL", "Magister", 2015, "second_cycle"),
    ("DZ", "Magister", 2005, "second_cycle"),
    ("DE", "Magister Artium", 1999, "second_cycle"),
    ("ID", "Sarjana", 2015, "first_cycle"),
    ("MY", "Sarjana", 2015, "second_cycle"),
    ("MY", "Sarjana Muda", 2015, "first_cycle"),
    ("RU", "Специалист", 2005, "second_cycle"),
    ("UA", "Specialist", 2005, "second_cycle"),
    ("DE", "Diplom", 1999, "second_cycle"),
    ("DE", "Diplom (FH)", 1999, "first_cycle"),
    ("CH", "Diplom", 1999, "second_cycle"),
    ("AT", "Diplom", 1999, None),  # the paper, not the degree
    ("UA", "Diplom", 2005, None),
    ("NO", "Candidatus magisterii", 1999, "first_cycle"),
    ("DK", "Candidatus", 2015, "second_cycle"),
    ("RU", "Кандидат наук", 2005, "third_cycle"),
    ("JM", "CXC associate degree", 2015, "access"),
    ("TT", "CXC Associate Degree", 2015, "access"),
    ("BB", "Associate Degree", 2015, "short_cycle"),
    ("FR", "Master", 1995, None),  # not made before Bologna
    ("DE", "Master", 1990, None),
    ("NL", "Master", 1995, None),
    ("FR", "Bachelor", 2015, None),
    ("CN", "毕业证书", 2015, None),  # a graduation of which kind of study?
]


@pytest.mark.parametrize(("country", "title", "year", "kind"), FALSE_FRIENDS)
def test_false_friends(kb: KnowledgeBase, country: str, title: str, year: int, kind: str | None) -> None:
    """Words that look alike are awards of their own country and time, or are asked about; never the friend's."""
    assert kb.country(country).known
    status, tid = told(kb, country, title, year)
    assert (kb.type(tid).kind if tid else None) == kind, tid
    assert (status == "found") is (kind is not None)
    if tid:
        assert kb.owner(tid).code == country


def test_a_chinese_graduation_is_not_the_degree(kb: KnowledgeBase) -> None:
    degree, graduation = told(kb, "CN", "学士学位证书"), told(kb, "CN", "本科毕业证书")
    assert degree == ("found", "cn-bachelor")
    assert graduation[0] == "found"
    assert graduation[1] != degree[1]


def test_the_same_name_in_two_countries_stays_at_home(kb: KnowledgeBase) -> None:
    for title in ("Higher National Diploma", "HND"):
        assert told(kb, "NG", title) == ("found", "ng-hnd")
        assert told(kb, "GB", title) == ("found", "gb-hnd")


@pytest.mark.parametrize(
    ("country", "title", "year", "expected", "by"),
    [
        ("IN", "B.Tech. (Computer Science)", 2015, "in-btech", "abbreviation"),
        ("IN", "BTech Computer Science", 2015, "in-btech", "prefix"),
        ("DK", "BA i historie", 1995, "dk-bachelor-universitet", "prefix"),
        ("DK", "B.A. i historie", 1995, "dk-bachelor-universitet", "prefix"),
        ("DK", "Bachelor (BA) i historie", 1995, "dk-bachelor-universitet", "pattern"),
        ("US", "L.L.M.", 2015, "us-llm", "abbreviation"),
        ("DE", "Dipl.-Ing. (FH)", 2000, "de-diplom-fh", "abbreviation"),
        ("ES", "Licenciada en Derecho", 2000, "es-licenciado", None),
        ("ES", "Licenciado/a en Derecho", 2000, "es-licenciado", None),
        ("DE", "Diplom-Ingenieurin (FH)", 2000, "de-diplom-fh", None),
        ("RU", "Диплом бакалавра", 2015, "ru-bachelor", None),
        ("TW", "学士", 2015, "tw-bachelor", "transliteration"),
        ("FR", "Licence  prof essionnelle", 2015, "fr-licence-professionnelle", "title"),
        ("FR", "Licence professionne11e", 2015, "fr-licence-professionnelle", "scan"),
        ("NO", "Bachlor i biologi", 2015, "no-bachelor", "fuzzy"),
        ("GR", "Diploma Metatychiakon Spoudon", 2015, "gr-master", "fuzzy"),  # no diploma in something
    ],
)
def test_other_forms_of_a_title(
    kb: KnowledgeBase, country: str, title: str, year: int, expected: str, by: str | None
) -> None:
    found = identify(kb, Credential(country=country, title=title, awarded=PartialDate(year)), kb.policy()).value
    assert (found.status, found.candidates[0].type.id) == ("found", expected)
    assert by in {None, found.candidates[0].by}


def test_the_subject_is_kept_as_printed_with_its_field(kb: KnowledgeBase) -> None:
    found = identify(kb, Credential(country="NO", title="Bachelor i Kjemi"), kb.policy()).value
    assert found.candidates[0].subject == "Kjemi"
    assert found.candidates[0].field == "0531"
    found = identify(kb, Credential(country="NO", title="Bachelor i ditt og datt"), kb.policy()).value
    assert (found.candidates[0].subject, found.candidates[0].field) == ("ditt og datt", None)


def test_an_institution_breaks_a_tie_with_a_reason(kb: KnowledgeBase) -> None:
    assert kind_of_place("Universität Wien") == kind_of_place("Московский университет") == "university"
    assert kind_of_place("Lycée Louis-le-Grand") == "school"
    assert kind_of_place("Institut") == kind_of_place("") == ""
    both = [Candidate(kb.type(tid), 1.0, "alias", valid=Answer.YES) for tid in ("nl-wo-bachelor", "nl-hbo-bachelor")]
    left, reasons = settled(both, Credential(country="NL", institution=Institution("Hogeschool Utrecht")))
    assert [candidate.type.id for candidate in left] == ["nl-hbo-bachelor"]
    assert [(reason.code, reason.values["by"]) for reason in reasons] == [("TITLE_TIE_BROKEN", "institution")]
    left, reasons = settled(both, Credential(country="NL", institution=Institution("Instituut")))
    assert (len(left), reasons) == (2, [])


def test_forms_of_one_word_meet() -> None:
    for one, other in {
        "ingenieurin": "ingenieur", "licenciada": "licenciado", "technicienne": "technicien", "bakalarka": "bakalar",
        "dottoressa": "dottore", "kauffrau": "kaufmann", "master s degree": "masters degree", "бакалавра": "бакалавр",
    }.items():  # fmt: skip
        assert stem(one) == stem(other)
    assert stem("diplom") != stem("diploma")
    assert stem("licence") != stem("licenciado")


def test_a_gloss_of_another_level_is_asked_about(kb: KnowledgeBase) -> None:
    credential = Credential(country="BR", title="Licenciatura (Master's degree)", awarded=PartialDate(2015))
    assert identify(kb, credential, kb.policy()).value.status != "found"


@pytest.mark.parametrize("country", [None, "FR"])
def test_a_title_of_another_country_is_a_lead_only(kb: KnowledgeBase, country: str | None) -> None:
    found = identify(kb, Credential(country=country, title="Høgskolekandidat", awarded=PartialDate(2015)), kb.policy())
    codes = {reason.code for reason in found.step.reasons}
    assert found.value.candidates[0].type.country == "NO"
    assert found.value.status == ("unknown" if country else "found")
    assert ("TITLE_OF_OTHER_COUNTRY" if country else "COUNTRY_FROM_TITLE") in codes


def test_without_a_country_a_common_title_is_ambiguous(kb: KnowledgeBase) -> None:
    found = identify(kb, Credential(title="Bachelor", awarded=PartialDate(2015)), kb.policy()).value
    assert found.status == "ambiguous"
    near = identify(kb, Credential(title="Laurea magsitrale", awarded=PartialDate(2015)), kb.policy()).value
    assert near.status == "unknown"
    assert near.candidates[0].type.id == "it-laurea-magistrale"


HOSTILE = {
    "override": "\u202eecneciL\u202c",
    "zero width": "L\u200bi\u200dc\u2060ence",
    "huge": "Licence " + "x" * 1_000_000,
    "all blanks": " " * 1_000_000,
    "flood": "L" + "\u0301" * 100_000 + "icence",
    "brackets": "(" * 50_000 + ")" * 50_000,
    "slashes": "a / " * 50_000,
    "surrogate": "Licence\ud800",
    "nul": "Licence\x00",
    "markup": "<b>Licence</b>[bold]",
    "formula": "=Licence",
    "slot": "{subject}",
    "many words": "licence en " * 40,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("country", ["FR", "CN", "DZ", None])
def test_hostile_titles_are_only_titles(kb: KnowledgeBase, name: str, country: str | None) -> None:
    start = time.process_time()
    found = identify(kb, Credential(country=country, title=HOSTILE[name], awarded=PartialDate(2015)), kb.policy())
    assert time.process_time() - start < 2
    assert all(len(str(value)) < 500 for reason in found.step.reasons for value in reason.values.values())
    if name in {"zero width", "nul"} and country == "FR":
        assert found.value.type
        assert found.value.type.id == "fr-licence"
    if name == "override" and country:
        assert found.value.type is None


@settings(deadline=None)
@given(st.text(max_size=60), st.sampled_from(["FR", "DE", "IN", "CN", "EG", "RU"]))
def test_no_text_breaks_identification(text: str, country: str) -> None:
    kb = KNOWLEDGE
    found = identify(kb, Credential(country=country, title=text), kb.policy()).value
    assert found.status in {"found", "ambiguous", "unknown"}
    assert (found.type is not None) is (found.status == "found")


def test_what_another_process_worked_out_is_the_same(kb: KnowledgeBase) -> None:
    other, policy = KnowledgeBase.open(), kb.policy()
    for title in ("Licence", "Licence professinnelle en chimie", "Diplom Sowieso", "Licence (xx yy zz aa)"):
        entry = worked_out(kb, "FR", title, policy)
        restore(other, pickle.loads(pickle.dumps(entry)))
        mine, theirs = (titles_of(base, "FR") for base in (kb, other))
        assert repr(mine.match(title)) == repr(theirs.match(title))
        assert repr(mine.alike(title, 0.6)) == repr(theirs.alike(title, 0.6))


def test_an_award_of_many_names_hides_no_other_that_is_like_the_title(kb: KnowledgeBase) -> None:
    found = titles_of(kb, "DE").alike("Diplom Sowieso", 0.6)
    assert {hit.id for hit in found} >= {"de-diplom-uni", "de-diplom-fh", "de-diplom-ba"}
    assert len(found) == len({hit.id for hit in found})
