"""What an id is called, for a reader who knows no ids."""

from __future__ import annotations

from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.source import native, text


def called(kb: KnowledgeBase, identifier: str) -> str:
    """Return the title of an award, or the name of a credit unit or a grading scale; the id where it is none of them.

    A title and a unit stand as papers print them, a title with what it means in English, a scale in English.
    """
    try:
        owner = kb.owner(identifier)
    except KeyError:
        return identifier
    if identifier in owner.type_ids:
        award = owner.type(identifier)
        title, gloss = next(iter(award.title.values())), award.gloss.get("en") or award.title.get("en")
        return f"{title} ({gloss})" if gloss and gloss != title else title
    if identifier in owner.units:
        return native(owner.units[identifier].name)
    if identifier in owner.scales:
        return text(owner.scales[identifier].name)
    return identifier
