"""Matching kept between assessments: what a title may mean, worked out once; the award's date is laid on afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qualrec.engine import matching
from qualrec.engine.matching import Candidate
from qualrec.knowledge.base import Country, KnowledgeBase
from qualrec.knowledge.names import MAX_LENGTH, fold
from qualrec.model.assessment import Reason
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.frozen import replace
from qualrec.model.instrument import Policy


def in_words(
    kb: KnowledgeBase, places: list[Country], credential: Credential, reasons: list[Reason]
) -> tuple[list[Candidate], list[Candidate]]:
    """Match word for word (see ``matching.in_words``)."""
    country, title = credential.country, credential.title

    def match() -> tuple[list[Candidate], list[Candidate], list[Reason]]:
        said: list[Reason] = []
        found, rivals = matching.in_words(places, Credential(country=country, title=title), said)
        return found, rivals, said

    if len(title) > MAX_LENGTH:
        return matching.in_words(places, credential, reasons)
    found, rivals, said = kb.remember(("in words", country, title), match)
    reasons.extend(said)
    return _dated(found, credential), _dated(rivals, credential)


def likest(
    kb: KnowledgeBase, places: list[Country], folded: str, credential: Credential, policy: Policy
) -> list[Candidate]:
    """Return the types whose forms are most alike, best first (see ``matching.likest``)."""
    country, cutoff = credential.country, policy["fuzzy_show"]
    undated = Credential(country=country)
    found = kb.remember(("likest", country, folded, cutoff), lambda: matching.likest(places, folded, undated, policy))
    return sorted(_dated(found, credential), key=lambda c: (c.valid is Answer.NO, -c.score, c.type.id))


def _dated(found: Iterable[Candidate], credential: Credential) -> list[Candidate]:
    if not credential.awarded:
        return list(found)
    return [replace(candidate, valid=matching.valid_at(candidate.type, credential)) for candidate in found]


Plain = tuple[str, float, str, str, str]


def worked_out(kb: KnowledgeBase, country: str, title: str, policy: Policy) -> tuple[Any, ...]:
    """Match a title and return what was found as plain values, for the memory of another process."""
    places = [kb.country(country), kb.country("int")]
    undated, folded, said = Credential(country=country, title=title), fold(title), list[Reason]()
    found, rivals = in_words(kb, places, undated, said)
    alike = None if found and not rivals else _plain(likest(kb, places, folded, undated, policy))
    return country, title, _plain(found), _plain(rivals), said, folded, policy["fuzzy_show"], alike


def restore(kb: KnowledgeBase, entry: tuple[Any, ...]) -> None:
    """Take what another process worked out into the memory of this one."""
    country, title, found, rivals, said, folded, cutoff, alike = entry
    kb.remember(("in words", country, title), lambda: (_candidates(kb, found), _candidates(kb, rivals), said))
    if alike is not None:
        kb.remember(("likest", country, folded, cutoff), lambda: _candidates(kb, alike))


def _plain(candidates: Iterable[Candidate]) -> list[Plain]:
    return [(c.type.id, c.score, c.by, c.form, c.subject) for c in candidates]


def _candidates(kb: KnowledgeBase, found: Iterable[Plain]) -> list[Candidate]:
    return [Candidate(kb.type(tid), score, by, form, subject) for tid, score, by, form, subject in found]
