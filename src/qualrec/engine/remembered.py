"""Matching kept between assessments: what a title may mean, worked out once; the award's date is laid on afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from qualrec.engine import matching
from qualrec.engine.matching import Candidate
from qualrec.knowledge.base import Country, KnowledgeBase
from qualrec.knowledge.names import MAX_LENGTH
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
