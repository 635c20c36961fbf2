"""Which one fact would tell the awards of an ambiguous title apart: found by asking again with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qualrec.engine.identify import Identified, identify
from qualrec.engine.ties import PLACES
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.credential import Credential, Institution
from qualrec.model.dates import Answer, PartialDate
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import replace, value
from qualrec.model.instrument import Policy

FACTS = ("country", "awarded", "institution", "years", "credits", "kind", "profile")


@value
class Settling:
    """A fact that would settle it; *whole* is False where it would for some of the awards only."""

    fact: str
    whole: bool


def would_settle(
    kb: KnowledgeBase, credential: Credential, found: Identified, policy: Policy, facts: Sequence[str] = FACTS
) -> Settling | None:
    """Return the first of *facts*, not given yet, by which each award would be told; else one by which some would."""
    awards = [candidate.type for candidate in found.candidates if candidate.valid is not Answer.NO]
    wanted = {award.id for award in awards}
    some = None
    for fact in facts:
        asked = (identify(kb, again, policy).value.type for again in _with(fact, credential, awards))
        told = {award.id for award in asked if award} & wanted
        if told == wanted:
            return Settling(fact, True)
        some = some or (Settling(fact, False) if told else None)
    return some


def _with(fact: str, credential: Credential, awards: list[QualificationType]) -> Iterator[Credential]:
    """Yield the credential with the fact as each award has it; nothing where it is given."""
    if fact == "institution":
        if not credential.institution.name:
            yield from (replace(credential, institution=Institution(name=name)) for name in PLACES)
    elif getattr(credential, fact) is None:
        if fact == "awarded":
            yield from (replace(credential, awarded=PartialDate(year)) for year in _years(awards))
        elif fact == "credits":
            amounts = dict.fromkeys((w.unit, n) for a in awards if (w := a.workload) for n in (w.least, w.most))
            yield from (replace(credential, credit_unit=unit, credits=n) for unit, n in amounts)
        elif fact == "years":
            lengths = dict.fromkeys(n for a in awards for n in a.years or ())
            yield from (replace(credential, years=n) for n in lengths)
        else:
            yield from (replace(credential, **{fact: one}) for a in awards if (one := getattr(a, fact)))


def _years(awards: list[QualificationType]) -> list[int]:
    """Return the years around the ends of the awards' times."""
    ends = (end for award in awards for end in (award.awarded.start, award.awarded.end) if end)
    return sorted({year for end in ends for year in (end.first.year - 1, end.first.year, end.last.year + 1)})
