"""Which qualification type is this? Exact before pattern before likeness; several is an answer, a guess is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qualrec.engine.matching import Candidate, valid_at
from qualrec.engine.reasons import because
from qualrec.engine.remembered import in_words, likest
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.names import fold
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy

SHOWN = 6


@frozen
class Identified:
    """``found``: the first candidate may be used with nobody looking; ``ambiguous`` and ``unknown``: it may not."""

    status: str
    candidates: tuple[Candidate, ...] = ()

    @property
    def type(self) -> QualificationType | None:
        """The type found, or None."""
        return self.candidates[0].type if self.status == "found" else None


def identify(kb: KnowledgeBase, credential: Credential, policy: Policy) -> Found[Identified]:
    """Find the type of *credential* among its country's awards and those of no country."""
    if credential.qualification:
        kind = kb.type(credential.qualification)
        reason = because("TITLE_BY_ID", facts=((kind, "title"),), id=kind.id)
        return _found(Identified("found", (Candidate(kind, 1.0, "id", valid=Answer.UNKNOWN),)), [reason])
    if not credential.title:
        return _found(Identified("unknown"), [because("TITLE_MISSING")])
    folded = fold(credential.title)
    places = [kb.country(credential.country), kb.country("int")] if credential.country else []
    reasons: list[Reason] = []
    if credential.country and not places[0].known:
        reasons.append(because("COUNTRY_NOT_ON_FILE", country=credential.country))
    found, rivals = in_words(kb, places, credential, reasons)
    if found and not rivals:
        return _settle(found, credential, reasons)
    alike = likest(kb, places, folded, credential, policy)
    if rivals and not _sure(alike, policy):
        # It begins like one award and reads almost like another: neither may be taken without a person looking.
        both = list({candidate.type.id: candidate for candidate in (*rivals, *found)}.values())
        reasons.append(because("TITLE_AMBIGUOUS", title=credential.title, count=len(both)))
        return _found(Identified("ambiguous", tuple(both[:SHOWN])), reasons)
    if alike:
        return _by_likeness(alike, credential, policy, reasons)
    return _elsewhere(kb, folded, credential, reasons)


def _settle(found: list[Candidate], credential: Credential, reasons: list[Reason]) -> Found[Identified]:
    """Choose among candidates that match in words: by date first, then by what else the papers say."""
    found = list({candidate.type.id: candidate for candidate in found}.values())
    in_time = [candidate for candidate in found if candidate.valid is not Answer.NO]
    if not in_time:
        first = found[0]
        reasons.append(
            because(
                "TITLE_NOT_VALID_AT_AWARD",
                facts=((first.type, "awarded"),),
                date=str(credential.awarded),
                valid=str(first.type.awarded),
            )
        )
        return _found(Identified("ambiguous", tuple(found[:SHOWN])), reasons)
    rest = [candidate for candidate in found if candidate.valid is Answer.NO]
    left = in_time
    for by, keep in _ties(credential):
        if len(left) == 1:
            break
        kept = [candidate for candidate in left if keep(candidate)]
        if kept and len(kept) < len(left):
            left = kept
            if len(left) == 1:
                reasons.append(because("TITLE_TIE_BROKEN", facts=((left[0].type, by),), by=by, id=left[0].type.id))
    if len(left) > 1:
        reasons.append(because("TITLE_AMBIGUOUS", title=credential.title, count=len(left)))
        return _found(Identified("ambiguous", tuple([*left, *rest][:SHOWN])), reasons)
    chosen = left[0]
    reasons.insert(
        0,
        because(
            "TITLE_MATCHED", facts=((chosen.type, "title"),), title=credential.title, id=chosen.type.id, by=chosen.by
        ),
    )
    reasons.extend(_about(chosen, credential))
    others = [candidate for candidate in found if candidate is not chosen]
    return _found(Identified("found", (chosen, *others)[:SHOWN]), reasons)


def _ties(credential: Credential) -> Iterable[tuple[str, Callable[[Candidate], bool]]]:
    """Facts that may choose between types of the same name, each with the field it is compared to."""
    yield "awarded", lambda c: c.valid is Answer.YES or not credential.awarded
    if credential.kind:
        yield "kind", lambda c: c.type.kind == credential.kind
    if credential.credits is not None:
        amount, unit = credential.credits, credential.credit_unit
        yield (
            "workload",
            lambda c: bool(
                c.type.workload
                and (unit is None or unit == c.type.workload.unit)
                and c.type.workload.least <= amount <= c.type.workload.most
            ),
        )
    if credential.years is not None:
        years = credential.years
        yield "years", lambda c: bool(c.type.years and c.type.years[0] <= years <= c.type.years[1])
    if credential.profile:
        yield "profile", lambda c: c.type.profile == credential.profile


def _about(chosen: Candidate, credential: Credential) -> Iterable[Reason]:
    kind = chosen.type
    if chosen.subject:
        yield because("TITLE_SUBJECT", subject=chosen.subject)
    if kind.country is None:
        yield because("TITLE_OF_NO_COUNTRY", facts=((kind, "title"),), id=kind.id)
    if not credential.awarded:
        yield because("AWARD_DATE_MISSING")
    elif chosen.valid is Answer.YES:
        yield because("TITLE_VALID_AT_AWARD", facts=((kind, "awarded"),), date=str(credential.awarded))
    else:
        date, valid = str(credential.awarded), str(kind.awarded)
        yield because("AWARD_DATE_UNSURE", facts=((kind, "awarded"),), date=date, valid=valid)


def _sure(alike: list[Candidate], policy: Policy) -> bool:
    """Whether the likeliest may be taken: alike enough, of its time, and well ahead of the next."""
    if not alike:
        return False
    first, second = alike[0], alike[1] if len(alike) > 1 else None
    good = first.score >= float(policy["fuzzy_accept"]) and first.valid is not Answer.NO
    return good and (second is None or first.score - second.score >= float(policy["fuzzy_gap"]))


def _by_likeness(
    alike: list[Candidate], credential: Credential, policy: Policy, reasons: list[Reason]
) -> Found[Identified]:
    first = alike[0]
    if _sure(alike, policy):
        facts = ((first.type, "title"),)
        like = because(
            "TITLE_FUZZY",
            facts=facts,
            title=credential.title,
            form=first.form,
            id=first.type.id,
            score=first.score,
        )
        reasons = [like, *reasons, *_about(first, credential)]
        return _found(Identified("found", tuple(alike[:SHOWN])), reasons)
    reasons.append(because("TITLE_UNKNOWN", title=credential.title))
    status = "ambiguous" if first.score >= float(policy["fuzzy_accept"]) else "unknown"
    return _found(Identified(status, tuple(alike[:SHOWN])), reasons)


def _elsewhere(kb: KnowledgeBase, folded: str, credential: Credential, reasons: list[Reason]) -> Found[Identified]:
    """Look the title up in other countries: a lead for a person, never a find where a country was named."""
    hits = [
        Candidate(kind := kb.type(tid), 1.0, by, form, valid=valid_at(kind, credential))
        for _code, tid, form, by in kb.all_titles.get(folded, ())
    ]
    if not hits:
        reasons.append(because("TITLE_UNKNOWN", title=credential.title))
        return _found(Identified("unknown"), reasons)
    if credential.country is None and len({hit.type.id for hit in hits}) == 1:
        return _settle(hits, credential, reasons)
    countries = "|".join(sorted({hit.type.country or "int" for hit in hits}))
    reasons.append(because("TITLE_OF_OTHER_COUNTRY", countries=countries))
    status = "ambiguous" if credential.country is None else "unknown"
    return _found(Identified(status, tuple(hits[:SHOWN])), reasons)


def _found(value: Identified, reasons: list[Reason]) -> Found[Identified]:
    return Found(value, Step("identify", tuple(reasons)))
