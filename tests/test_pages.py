"""The page on other media: Markdown and HTML say what the terminal says, and hostile text stays text."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pytest

from qualrec.knowledge.called import called
from qualrec.render.blocks import Row, Source
from qualrec.render.html import html
from qualrec.render.markdown import markdown
from qualrec.render.page import page
from qualrec.render.screen import console, draw
from qualrec.render.tree import proof

HOSTILE = '<script>alert(1)</script> *x* | [y](javascript:z) \x1b[31m\u202e" onload="x'


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.tags.append(tag)
        self.ids += [named["id"]] if "id" in named else []
        self.links += [named["href"]] if "href" in named else []
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def blocks(ask):
    found = ask(
        country="NO", qualification="no-bachelor", title=HOSTILE, awarded="2015", institution_status="recognised"
    )
    return [*page(found, str), *proof(found, str, where=True)]


def test_html_is_whole_and_every_mark_leads_to_its_source(blocks):
    parsed = Tags()
    text = html(blocks, HOSTILE)
    parsed.feed(text)
    assert parsed.open == []
    assert "script" not in parsed.tags
    assert len(parsed.ids) == len(set(parsed.ids))
    assert {link for link in parsed.links if link.startswith("#")} <= {f"#{one}" for one in parsed.ids}
    assert all(link.startswith(("#", "http")) for link in parsed.links)
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_html_needs_no_network(blocks):
    text = html(blocks, "x")
    assert not re.search(r"<(link|img|script|iframe)|@import|url\(", text)


def test_markdown_holds_no_markup_of_the_applicant(blocks):
    text = markdown(blocks)
    assert "<script>" not in text
    assert "[y](" not in text
    assert r"\| \[y\]" in text


def test_each_medium_says_all_that_is_said(blocks):
    plain = html(blocks, "x")
    text = markdown(blocks).replace("\\", "")
    for block in blocks:
        if isinstance(block, Row) and block.said.isascii() and not set(block.said) & set("<>&'\"|"):
            assert block.said in plain
            assert block.said in text
        if isinstance(block, Source):
            assert f"{block.number}. " in text


@pytest.mark.parametrize(
    ("title", "country", "awarded", "stated", "shown"),
    [
        ("cand.mag.", "NO", 2001, "70", "70 no-vekttall  ->  210 ECTS"),
        ("Kandidatexamen", "SE", 2007, "120", "120 se-hogskolepoang or se-poang  ->  120-180 ECTS"),
        ("Bachelor i biologi", "NO", 2015, "180", None),  # the same number: nothing to explain
        ("Bachelor i biologi", "NO", 2015, None, None),
    ],
)
def test_credits_come_with_the_rule_that_turned_them(ask, title, country, awarded, stated, shown):
    given = {"country": country, "title": title, "awarded": awarded}
    record = ask(**given, **({"credits": stated} if stated else {}))
    rows = [block for block in page(record, lambda code: code) if isinstance(block, Row) and block.label == "credits"]
    assert [row.said.startswith(shown) for row in rows] == ([True] if shown else [])


def test_the_page_calls_things_by_name_and_cuts_no_long_word(ask, kb, monkeypatch):
    found = ask(country="HK", qualification="hk-hkale", awarded="2005", institution_status="recognised")
    reason = next(one for one in found["reasons"] if one["code"] == "SUCCESSOR_SHOWN")
    long = "字" * 200
    drawn = list(page(found, str, lambda identifier: f"{long} {called(kb, identifier)}"))
    stream = io.StringIO()
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdout", stream)
    draw(drawn, console())
    shown = "".join(stream.getvalue().split())
    for name in (reason["values"]["id"], reason["values"]["successor"]):
        assert name not in shown
        assert "".join(next(iter(kb.type(name).title.values())).split()) in shown
    assert shown.count("字") == 2 * len(long)


def test_what_has_no_name_keeps_its_id(kb):
    assert [called(kb, one) for one in ("no-such-award", "int-lrc", "zz", "")] == ["no-such-award", "int-lrc", "zz", ""]
    assert called(kb, "fi-opintoviikko") == kb.unit("fi-opintoviikko").name["fi"]
    assert called(kb, "de-note") == kb.scale("de-note").name["en"]


@pytest.mark.parametrize(
    ("given", "same", "each"),
    [
        ({"country": "NL", "title": "Master of Science", "programme_accredited": "yes"}, 1, 0),
        ({"country": "PL", "title": "Dyplom inżyniera"}, 0, 3),
        ({"country": "IN", "title": "Bachelor"}, 0, 0),  # of none of these is anything supposed
    ],
)
def test_candidates_say_what_they_would_lead_to_each_or_all_at_once(ask, given, same, each):
    blocks = page(ask(**given, institution_status="recognised"), str)
    said = [block.said for block in blocks if isinstance(block, Row)]
    assert sum("whichever of these it is  ->" in row for row in said) == same
    assert sum("  ->  RECOGNISED" in row for row in said) == same + each
