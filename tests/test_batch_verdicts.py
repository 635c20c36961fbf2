"""Every row of a batch gets what an assessment of that row alone gives, whatever rows came before it."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

import pytest

from qualrec.batch.columns import OUTPUT
from qualrec.batch.dates import of_law, of_scales, of_units
from qualrec.batch.desk import Desk, Setup
from qualrec.batch.lines import ByLine
from qualrec.batch.quick import PLAIN, Parts, Quick
from qualrec.batch.rows import Rows
from qualrec.batch.text import fragment
from qualrec.batch.verdicts import VARYING, Verdicts
from qualrec.engine.assess import Question
from qualrec.io.tables import Row
from qualrec.knowledge.base import KnowledgeBase

DAY = dt.date(2026, 1, 1)
ODD_DATES = ["June 2004", "30.06.2004", "04/05/2004", "2072", "2547", "1383", "1999/2000"]
PURPOSES = [None, "further_study", "doctoral_admission", "employment_nonregulated"]


def vocabulary(kb: KnowledgeBase, host: str, chance: random.Random) -> dict[str, list[Any]]:
    """What a table may hold: titles on file, bent and whole; dates about every date on file; odd amounts."""
    titles, days = [], set()
    for code in kb.country_codes:
        country = kb.country(code)
        days |= {*of_law(kb, code, host), *of_scales(kb, code), *of_units(kb, code)}
        for tid in country.type_ids:
            kind = country.type(tid)
            titles += [(code, title) for title in (*kind.title.values(), *kind.aliases)]
            for end in (kind.awarded.start, kind.awarded.end):
                if end:
                    days |= {end.first.toordinal(), end.last.toordinal()}
    chance.shuffle(titles)
    picked = titles[:150]
    bent = [(code, title[: len(title) // 2] + title[len(title) // 2 + 1 :]) for code, title in titles[150:190]]
    about = [
        dt.date.fromordinal(day + step).isoformat() for day in chance.sample(sorted(days), 40) for step in (-1, 0, 1)
    ]
    years = [str(year) for year in range(1955, 2026, 3)]
    months = [f"{year}-{month:02d}" for year in (1999, 2005, 2012) for month in (1, 7, 12)]
    return {
        "both": [
            *picked,
            *bent,
            ("NO", "Bachelor i odontologi"),
            ("IN", "Bachelor of Dental Surgery"),
            ("DE", "nothing"),
        ],
        "awarded": [*about, *years, *months, *ODD_DATES, "", "", "soon", "2001-02-30"],
        "credits": ["", "60", "120", "180", "240", "0", "7,5", "a lot", "12000000000"],
        "credit_unit": ["", "", "int-ects", "ECTS", "CATS", "studiepoeng", "us-semester-credit", "x"],
        "years": ["", "1", "2", "3", "4", "5.5", "many"],
        "grade": ["", "B", "1,7", "82", "110/110", "3.4", "excellent", "0"],
        "grade_scale": ["", "", "", "no-letter-a-f", "in-percentage", "CGPA 10", "x"],
        "field": ["", "", "biology", "medicine", "Veterinary", "law", "dental"],
        "institution_status": ["", "recognised", "recognised", "not_recognised", "legitimate_unrecognised", "Maybe"],
        "programme_accredited": ["", "yes", "no", "unknown"],
        "profile": ["", "", "research", "professional"],
        "purpose": ["", "", "access_to_he", "academic_title", "credit_transfer", "fun"],
        "target": ["", "", "", "de-bachelor", "no-such-award"],
        "kind": ["", "", "first_cycle", "access", "micro_credential", "odd"],
        "institution": ["", "Universitetet i Bergen"],
    }


def rows(words: dict[str, list[Any]], chance: random.Random, count: int) -> list[dict[str, str]]:
    """Draw rows: some wholly at random, most plain ones that share a class but for an amount or a date."""
    found = []
    both = words["both"]
    few = chance.sample(both, min(25, len(both)))
    for _ in range(count):
        country, title = chance.choice(few if chance.random() < 0.8 else both)
        wild = chance.random() < 0.3
        always = ("awarded", "credits", "grade", "institution_status")
        drawn = {key: chance.choice(words[key]) for key in words if key != "both" and (wild or key in always)}
        found.append({"country": country, "title": title, **drawn})
    return found


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize(("host", "method"), [("DE", "lrc"), ("GB", "uk_enic"), ("US", "us_years")])
def test_a_row_among_many_is_a_row_alone(kb, host, method, purpose):
    chance = random.Random(f"{host}{method}{purpose}")
    drawn = rows(vocabulary(kb, host, chance), chance, 180)
    desk = Desk(kb, Setup(Question(host, DAY, purpose, method, assume_recognised=purpose is None)))
    verdicts = Verdicts(desk)
    # As plain tables are read: a row is answered by its cells alone wherever its title is known already.
    lines = [[row.get(key, "") for key in PLAIN] for row in drawn]

    def find(at):
        return verdicts.find(drawn[at])

    if verdicts.quick:
        answers = Quick(verdicts, tuple(PLAIN), fragment).answers(lines, find)
    else:
        answers = list(map(find, range(len(drawn))))
    assert any(isinstance(answer, Parts) for answer in answers) is verdicts.quick
    worked_out = len(verdicts.wanted)
    verdicts.settle()
    verdicts.spread()
    assert worked_out < len(drawn)  # rows do share verdicts
    for row, answer in zip(drawn, answers, strict=True):
        alone = desk.answer(desk.given(row))
        assert set(alone) == set(OUTPUT)
        if isinstance(answer, Parts):
            common = [name for name in OUTPUT if name not in VARYING]
            assert [answer.verdict.columns[name] for name in common] == [alone[name] for name in common], row
            own = (answer.score, answer.ects, answer.grade)
            assert ",".join(own) == fragment(alone[name] for name in VARYING), row
        else:
            assert answer.cells() == alone, row


def typed(row: dict[str, str], chance: random.Random) -> dict[str, Any]:
    """Write a row as JSON lines may hold it: numbers, nothing, nested values."""
    found: dict[str, Any] = {}
    for key, text in row.items():
        value: Any = text
        if text.isdecimal() and chance.random() < 0.7:
            value = int(text) if chance.random() < 0.7 else float(text)
        found[key] = None if not text and chance.random() < 0.5 else value
    if chance.random() < 0.1:
        found[chance.choice(["rights", "title", "awarded", "documents"])] = chance.choice([["further_study"], {}, True])
    return found


def test_a_row_of_other_values_than_text_is_a_row_alone(kb):
    chance = random.Random("typed")
    desk = Desk(kb, Setup(Question("DE", DAY, "further_study", assume_recognised=True)))
    drawn = [typed(row, chance) for row in rows(vocabulary(kb, "DE", chance), chance, 250)]
    asked = [(Row(number, cells), cells) for number, cells in enumerate(drawn, 1)]
    asked.append((Row(len(drawn) + 1, {"unreadable": "x"}, ("ROW_UNREADABLE",), "no object"), {"unreadable": "x"}))
    verdicts = Verdicts(desk)
    answering = Rows(verdicts)
    answers = answering.answers(asked)
    verdicts.settle()
    verdicts.spread()
    assert len(answering.quick.titles) > 20
    for cells, answer in zip(drawn, answers, strict=False):
        assert answer.cells() == desk.answer(desk.given(cells)), cells
    assert answers[-1].cells()["q_status"] == "cannot_assess"


class Strict:
    """A judge that looks at the grade as given, and at the record."""

    reads = frozenset({"grade"})

    def settle(self, given, record, columns):
        grade = record["grade"] and record["grade"]["given"]["value"]
        assert grade == given.get("grade")
        return {**columns, "q_status": "meets" if grade == "B" else "does_not_meet", "q_policy": "strict"}


def test_a_judge_sees_each_value_that_it_reads(kb):
    desk = Desk(kb, Setup(Question("DE", DAY, "further_study"), judge=Strict()))
    verdicts = Verdicts(desk)
    base = {"country": "NO", "title": "Bachelor i biologi", "institution_status": "recognised"}
    drawn = [{**base, "grade": grade, "awarded": f"{year}"} for grade in "ABC" for year in range(2005, 2020)]
    answers = [verdicts.find(row) for row in drawn]
    assert len(verdicts.wanted) == 3
    verdicts.settle()
    verdicts.spread()
    for row, answer in zip(drawn, answers, strict=True):
        assert answer.cells()["q_status"] == ("meets" if row["grade"] == "B" else "does_not_meet")
        assert answer.cells() == desk.answer(row)


def test_one_award_read_in_many_ways_is_judged_once(kb):
    desk = Desk(kb, Setup(Question("DE", DAY, "further_study")))
    ways = ("{}", "Degree of {}", "{} with distinction", "{} (with distinction)", "THE {}")
    titles = [
        way.format(title)
        for kind in map(kb.type, kb.country("IE").type_ids)
        for title in kind.title.values()
        for way in ways
    ]
    drawn = [{"country": "IE", "title": title, "awarded": "2016"} for title in titles]
    verdicts = Verdicts(desk)
    answers = [verdicts.find(row) for row in drawn]
    assert len(verdicts.wanted) < len({id(answer.verdict) for answer in answers})
    verdicts.settle()
    verdicts.spread()
    for row, answer in zip(drawn, answers, strict=True):
        assert answer.cells() == desk.answer(row), row


def test_a_bare_number_counts_the_unit_of_its_time_in_a_table_too(kb):
    """The same cells before, in and after the year of a change: weeks, either, credits of today."""
    awards = (("SE", "Kandidatexamen"), ("LV", "Bakalaura diploms"), ("NO", "cand.med."), ("ES", "Técnico Superior"))
    years = ("1998", "2003", "2004", "2007", "2015", "2022", "2024", "")
    amounts = ("60", "80", "120", "160", "180", "240", "360", "")
    drawn = [
        {"country": country, "title": title, "awarded": year, "credits": amount}
        for country, title in awards
        for year in years
        for amount in amounts
    ]
    desk = Desk(kb, Setup(Question("DE", DAY, "further_study")))
    verdicts = Verdicts(desk)
    answers = [verdicts.find(row) for row in drawn]
    verdicts.settle()
    verdicts.spread()
    for row, answer in zip(drawn, answers, strict=True):
        assert answer.cells() == desk.answer(desk.given(row)), row
    assert len({answer.ects for answer in answers}) > 20


def test_memory_is_let_go_and_answers_stay(kb, monkeypatch):
    monkeypatch.setattr("qualrec.batch.verdicts.KEPT", 60)
    desk = Desk(kb, Setup(Question("DE", DAY, "further_study")))
    chance = random.Random(5)
    drawn = rows(vocabulary(kb, "DE", chance), chance, 120)
    verdicts = Verdicts(desk)
    kept = []
    for start in range(0, len(drawn), 20):
        part = drawn[start : start + 20]
        answers = [verdicts.find(row) for row in part]
        verdicts.settle()
        verdicts.spread()
        kept.append(sum(place.size for place in verdicts.places.values() if place))
        for row, answer in zip(part, answers, strict=True):
            assert answer.cells() == desk.answer(desk.given(row)), row
    assert 0 in kept
    assert max(kept) <= 60


@pytest.mark.parametrize(
    "column", ["grade", "credits", "awarded", "credit_unit", "institution_status", "field", "title"]
)
def test_long_cells_are_answered_and_not_kept(kb, column):
    desk = Desk(kb, Setup(Question("DE", DAY, "further_study")))
    plain = {"country": "NO", "title": "Bachelorgrad", "awarded": "2015", "grade": "B"}
    drawn = [plain, *({**plain, column: f"{number} {'x' * 5000}"} for number in range(6))]
    verdicts = Verdicts(desk)
    answering = Rows(verdicts)
    answers = answering.answers([(Row(number, cells), cells) for number, cells in enumerate(drawn, 1)])
    lines = ByLine(verdicts, tuple(plain | {column: ""}), tuple(plain | {column: ""}))
    lines.pieces(range(7), [",".join((plain | {column: ""} | row).values()).encode() for row in drawn])
    verdicts.settle()
    verdicts.spread()
    for cells, answer in zip(drawn, answers, strict=True):
        assert answer.cells() == desk.answer(desk.given(cells)), column
    place = verdicts.place("NO")
    assert place
    memories = [*place._memories, lines.quick.titles, answering.quick.titles, verdicts._alone]
    memories += [
        one
        for quick in (lines.quick, answering.quick)
        for memory in (quick._shared, quick._ects, quick._grades)
        for one in memory.values()
    ]
    memories += [one for quick in (lines.quick, answering.quick) for one in quick._classes.values()]
    assert not [key for memory in memories for key in memory if "xxxxx" in str(key)]
