"""The forms of a place, opened once for each knowledge base: of a country with those of none, or of all countries."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from qualrec.engine.hits import Entry
from qualrec.engine.titles import Titles
from qualrec.knowledge.base import KnowledgeBase

_OPEN: WeakKeyDictionary[KnowledgeBase, dict[str, Titles]] = WeakKeyDictionary()
EVERYWHERE = "*"


def titles_of(kb: KnowledgeBase, code: str) -> Titles:
    """Return the forms of a country with those of no country; of all countries for ``EVERYWHERE``."""
    opened = _OPEN.setdefault(kb, {})
    if code not in opened:
        opened[code] = _open(kb, code)
    return opened[code]


def _open(kb: KnowledgeBase, code: str) -> Titles:
    if code == EVERYWHERE:
        every = {folded: [entry[1:] for entry in entries] for folded, entries in kb.all_titles.items()}
        return Titles(every, [entry[1:] for entry in kb.all_patterns], kb.names_subject, wide=True)
    places = [kb.country(code), *([kb.country("int")] if code != "int" else [])]
    titles: dict[str, list[Entry]] = {}
    for place in places:
        for folded, entries in place.titles.items():
            titles[folded] = [*titles.get(folded, ()), *entries]
    return Titles(titles, [pattern for place in places for pattern in place.patterns], kb.names_subject)
