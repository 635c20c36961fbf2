"""Sections as a snapshot holds them: nothing is lost, and nothing is read that is not asked for."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.folded import Sparse, folded, text_of, unfolded, value_of

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda v: st.lists(v) | st.dictionaries(st.text(), v)
)


@given(VALUES)
def test_any_value_comes_back_from_its_text(value: Any) -> None:
    text = text_of(value)
    assert value_of(text) == value
    assert '"' not in text
    assert json.loads(json.dumps(text, ensure_ascii=False)) == text


def test_sections_come_back_whole() -> None:
    kb = KnowledgeBase.open()
    for name in ("c:NO", "c:int", "i:lrc-1997", "law"):
        whole = kb._store.section(name)
        assert unfolded(name, json.loads(json.dumps(folded(name, whole)))) == whole


def test_only_what_is_asked_for_is_read() -> None:
    doc = Sparse({"kind": text_of("system"), "sources": {"a": "no JSON at all", "b": text_of({"url": "x"})}})
    assert doc["sources"]["b"] == {"url": "x"}
    assert list(doc) == ["kind", "sources"]
    assert doc.get("none") is None
    with pytest.raises(ValueError, match="no JSON"):
        _ = doc["sources"]["a"]


def test_a_citation_finds_its_source_when_asked() -> None:
    bachelor = KnowledgeBase.open().type("no-bachelor")
    assert bachelor.cites
    assert all(cite.source.url.startswith("http") for cite in bachelor.cites)
