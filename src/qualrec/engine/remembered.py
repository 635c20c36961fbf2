"""What a title means, handed from one process to another as plain values, so that each title is read only once."""

from __future__ import annotations

from typing import Any

from qualrec.engine.hits import Hit, Match
from qualrec.engine.title_sets import titles_of
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.frozen import fields
from qualrec.model.instrument import Policy


def worked_out(kb: KnowledgeBase, country: str, title: str, policy: Policy) -> tuple[Any, ...]:
    """Match a title and return what was found as plain values, for the memory of another process."""
    titles, least = titles_of(kb, country), float(policy["fuzzy_show"])
    match = titles.match(title)
    alike = () if match.found else tuple(map(_plain, titles.alike(title, least)))
    hits = tuple(tuple(map(_plain, hits)) for hits in (match.found, match.rivals))
    return country, title, *hits, match.how, match.text, least, alike


def restore(kb: KnowledgeBase, entry: tuple[Any, ...]) -> None:
    """Take what another process worked out into the memory of this one."""
    country, title, found, rivals, how, text, least, alike = entry
    match = Match(_hits(found), _hits(rivals), how, text)
    titles_of(kb, country).restore(title, match, least, list(_hits(alike)))


def _hits(plains: tuple[Any, ...]) -> tuple[Hit, ...]:
    return tuple(Hit(*plain) for plain in plains)


def _plain(hit: Hit) -> tuple[Any, ...]:
    return tuple(getattr(hit, name) for name in fields(hit))
