"""The shipped knowledge: clean under every rule, and every title finds its own type."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from conftest import CASES, DAY, ROOT, case_id
from qualrec.engine.cases import run
from qualrec.engine.identify import identify
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.check import validate
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer, PartialDate

# A field that a fact does not state is shown at the line where the fact begins.
BEGINS = re.compile(r"\s*(- )?\{?(id|code|from|country|about|kind):")
KB = KnowledgeBase.open()
TYPES = [(country, tid) for country in KB.every_country() for tid in country.type_ids]


def test_it_is_clean():
    problems = validate(today=dt.date(2026, 12, 1)).problems
    assert [(p.code, p.place.path, p.place.line) for p in problems] == []


@pytest.mark.parametrize("case", CASES, ids=case_id)
def test_a_worked_case_holds(case, kb):
    assert run(kb, case, DAY).differences == ()


@pytest.mark.parametrize(("country", "tid"), TYPES, ids=[tid for _, tid in TYPES])
def test_each_title_and_alias_finds_its_own_type(country, tid, kb):
    kind = country.type(tid)
    awarded = inside(kind.awarded)
    for form in (*kind.title.values(), *kind.aliases):
        title = form.replace("{subject}", "Zoologie")
        credential = Credential(country=kind.country or "NO", title=title, awarded=awarded, kind=kind.kind)
        found = identify(kb, credential, kb.policy()).value
        ids = [candidate.type.id for candidate in found.candidates]
        assert tid in ids, f"{title!r} is not found at all"
        assert (found.status == "found" and ids[0] == tid) or found.status == "ambiguous", (
            f"{title!r} is taken for {ids[0]}"
        )


def inside(interval) -> PartialDate:
    """Return a year in which the award was surely made."""
    if interval.start and interval.end:
        middle = PartialDate((interval.start.year + interval.end.year) // 2)
        return middle if interval.holds(middle) is Answer.YES else interval.start
    if interval.start:
        return PartialDate(interval.start.year + 1)
    return PartialDate(interval.end.year - 1) if interval.end else PartialDate(2015)


def test_every_fact_has_a_source_that_can_be_opened(kb):
    from qualrec.knowledge.view import facts

    for what, fact in facts(kb):
        assert fact.cites, f"{what} {fact.id}"
        for citation in fact.cites:
            assert citation.source.url.startswith(("https://", "http://", "docs/"))
            assert citation.source.title
            assert citation.source.publisher


def test_a_negative_right_is_verified():
    for country, tid in TYPES:
        kind = country.type(tid)
        if kind.does_not_open:
            assert str(kind.confidence_of("does_not_open")) in {"verified", "disputed"}, tid


def test_every_fact_of_an_answer_stands_at_its_line(kb):
    """``--where`` leads to the right line: the line named holds the field, or begins the fact."""
    lines: dict[str, list[str]] = {}
    for case in CASES:
        result = run(kb, case, DAY)
        for reason in result.record["reasons"] if result.record else ():
            for fact in reason["facts"]:
                text = lines.setdefault(fact["path"], (ROOT / fact["path"]).read_text(encoding="utf-8").splitlines())
                line = text[fact["line"] - 1]
                assert f"{fact['field']}:" in line or BEGINS.match(line), (fact, line)
                assert fact["sources"], fact
