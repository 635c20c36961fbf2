"""What a title means in words, as candidates with their standing on the day of the award."""

from __future__ import annotations

from collections.abc import Iterable

from qualrec.engine.hits import Hit
from qualrec.engine.titles import Titles
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy


@frozen
class Candidate:
    """A qualification type that the title may mean, how it was found and how alike they are (0 to 1).

    *field* is the ISCED-F code of the subject, where it is sure.
    """

    type: QualificationType
    score: float
    by: str
    form: str = ""
    subject: str = ""
    valid: Answer = Answer.UNKNOWN
    field: str | None = None


def candidates(kb: KnowledgeBase, hits: Iterable[Hit], credential: Credential) -> list[Candidate]:
    """Return one candidate for each award that was hit, in the order of the hits."""
    found: dict[str, Candidate] = {}
    for hit in hits:
        if hit.id not in found:
            kind = kb.type(hit.id)
            field = field_of(kb, hit.subject) if hit.subject else None
            found[hit.id] = Candidate(kind, hit.score, hit.by, hit.form, hit.subject, valid_at(kind, credential), field)
    return list(found.values())


def field_of(kb: KnowledgeBase, subject: str) -> str | None:
    """Return the ISCED-F code of a subject as printed; None where it is not sure."""
    from qualrec.knowledge.names import fold

    return kb.field(fold(subject))


def valid_at(kind: QualificationType, credential: Credential) -> Answer:
    """Say whether the award was made on the day of the credential; unknown without a day."""
    return kind.awarded.holds(credential.awarded) if credential.awarded else Answer.UNKNOWN


def likest(kb: KnowledgeBase, titles: Titles, credential: Credential, policy: Policy) -> list[Candidate]:
    """Return the types whose forms are most alike, best first; those not made on the day of the award last."""
    found = candidates(kb, titles.alike(credential.title, float(policy["fuzzy_show"])), credential)
    return sorted(found, key=lambda c: (c.valid is Answer.NO, -c.score, c.type.id))
