"""Which qualification type is this? Exact before pattern before likeness; several is an answer, a guess is not."""

from __future__ import annotations

from collections.abc import Iterable

from qualrec.engine.matching import Candidate, candidates, field_of, likest
from qualrec.engine.reasons import because
from qualrec.engine.ties import settled
from qualrec.engine.title_sets import EVERYWHERE, titles_of
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.names import fold
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy
from qualrec.model.source import code_of

SHOWN = 6
_QUOTED = 200  # characters of a title that a reason repeats
_SAID = {
    "bachelor": "first_cycle",
    "bachelors": "first_cycle",
    "master": "second_cycle",
    "masters": "second_cycle",
    "phd": "third_cycle",
    "doctorate": "third_cycle",
}
_IN_ORDER = ("short_cycle", "first_cycle", "second_cycle", "third_cycle")


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
    reasons: list[Reason] = []
    if not credential.country:
        return _anywhere(kb, credential, policy, reasons)
    if not kb.country(credential.country).known:
        reasons.append(because("COUNTRY_NOT_ON_FILE", country=credential.country))
    titles = titles_of(kb, credential.country)
    match = titles.match(credential.title)
    found = candidates(kb, match.found, credential)
    if match.how:
        reasons.append(because("TITLE_READ_AS", how=match.how, text=match.text[:_QUOTED]))
    if match.rivals:
        # It begins like one award and reads almost like another: neither may be taken without a person looking.
        both = _one_each([*candidates(kb, match.rivals, credential), *found])
        return _ambiguous(both, credential, reasons)
    if found and found[0].by == "fuzzy":
        return _by_likeness(kb, found, credential, policy, reasons)
    if found:
        return _settle(kb, found, credential, reasons)
    alike = likest(kb, titles, credential, policy)
    return _elsewhere(kb, alike, credential, reasons)


def possible(kb: KnowledgeBase, country: str, title: str, policy: Policy) -> frozenset[str]:
    """Return every award of a country that a title is weighed against, whatever the day of the award."""
    titles = titles_of(kb, country)
    match = titles.match(title)
    hits = (*match.found, *match.rivals) or titles.alike(title, float(policy["fuzzy_show"]))
    return frozenset(hit.id for hit in hits)


def _settle(
    kb: KnowledgeBase, found: list[Candidate], credential: Credential, reasons: list[Reason]
) -> Found[Identified]:
    """Choose among candidates that match in words: by date first, then by what else the papers say."""
    in_time = [candidate for candidate in found if candidate.valid is not Answer.NO]
    if not in_time:
        first = found[0]
        date, valid = str(credential.awarded), str(first.type.awarded)
        reasons.append(because("TITLE_NOT_VALID_AT_AWARD", facts=((first.type, "awarded"),), date=date, valid=valid))
        return _found(Identified("ambiguous", tuple(found[:SHOWN])), reasons)
    left, broken = settled(in_time, credential)
    reasons += broken
    if len(left) > 1:
        rest = [candidate for candidate in found if candidate not in left]
        return _ambiguous([*left, *rest], credential, reasons, len(left))
    chosen = left[0]
    if said := _says_otherwise(credential, chosen):
        reasons.append(because("TITLE_SAYS_OTHERWISE", facts=((chosen.type, "kind"),), word=said, id=chosen.type.id))
        return _found(Identified("ambiguous", tuple(_one_each([chosen, *found])[:SHOWN])), reasons)
    title = credential.title[:_QUOTED]
    reasons.insert(
        0, because("TITLE_MATCHED", facts=((chosen.type, "title"),), title=title, id=chosen.type.id, by=chosen.by)
    )
    reasons.extend(_about(kb, chosen, credential))
    return _found(Identified("found", tuple(_one_each([chosen, *found])[:SHOWN])), reasons)


def _says_otherwise(credential: Credential, chosen: Candidate) -> str:
    """Return the word of another level that stands beside the award in its cell or bracket, if one does."""
    if chosen.type.kind not in _IN_ORDER or not _has_parts(credential.title):
        return ""
    forms = (*chosen.type.title.values(), *chosen.type.aliases, *chosen.type.gloss.values())
    own = {word for form in forms for word in fold(form).split()}
    beside = [word for word in fold(credential.title).split() if word in _SAID and word not in own]
    kinds = {_SAID[word] for word in beside}
    return beside[0] if beside and chosen.type.kind not in kinds else ""


def _has_parts(title: str) -> bool:
    return any(mark in title for mark in "(/[;|（")


def likeness(kb: KnowledgeBase, country: str, title: str) -> tuple[object, ...] | None:
    """Return what all that ``identify`` says of a title hangs on, but for its words and the papers beside it.

    Titles of one likeness are told alike, each with its own subject. None where the words themselves count: where
    likeness decides, where rivals are near, or where something stands beside the award in its cell.
    """
    match = titles_of(kb, country).match(title)
    if not match.found or match.rivals or match.found[0].by == "fuzzy" or _has_parts(title):
        return None
    hits = ((hit.id, hit.by, hit.score, hit.subject and field_of(kb, hit.subject)) for hit in match.found)
    return (match.how, *hits)


def subject_of(kb: KnowledgeBase, country: str, title: str, award: str) -> str:
    """Return the subject that a title names beside an award that its words hit; else the title itself."""
    hits = titles_of(kb, country).match(title).found
    return next((hit.subject for hit in hits if hit.id == award), "") or title


def _about(kb: KnowledgeBase, chosen: Candidate, credential: Credential) -> Iterable[Reason]:
    kind = chosen.type
    if chosen.subject:
        yield because("TITLE_SUBJECT", subject=chosen.subject)
    if chosen.field:
        yield because("TITLE_FIELD", subject=chosen.subject, code=chosen.field, name=kb.field_name(chosen.field))
    if kind.country is None:
        yield because("TITLE_OF_NO_COUNTRY", facts=((kind, "title"),), id=kind.id)
    elif credential.country is None:
        yield because("COUNTRY_FROM_TITLE", facts=((kind, "title"),), country=kind.country)
    yield from _date_read(credential)
    if not credential.awarded:
        yield because("AWARD_DATE_MISSING")
    elif chosen.valid is Answer.YES:
        yield because("TITLE_VALID_AT_AWARD", facts=((kind, "awarded"),), date=str(credential.awarded))
    else:
        date, valid = str(credential.awarded), str(kind.awarded)
        yield because("AWARD_DATE_UNSURE", facts=((kind, "awarded"),), date=date, valid=valid)


def _date_read(credential: Credential) -> Iterable[Reason]:
    """Say how a date was read that was not given as ours."""
    given, awarded = str(credential.given.get("awarded") or ""), credential.awarded
    if not given or not awarded or given == str(awarded):
        return
    from qualrec.engine.dating import read_date

    reading = read_date(given, credential.country)
    code = "AWARD_DATE_ORDER" if reading.order_unsure else "AWARD_DATE_READ"
    yield because(code, given=given[:_QUOTED], date=str(awarded), calendar=reading.calendar)


def _by_likeness(
    kb: KnowledgeBase, found: list[Candidate], credential: Credential, policy: Policy, reasons: list[Reason]
) -> Found[Identified]:
    """Take a misspelt title where it is alike enough, of its time, means one award, and is well ahead of the next."""
    first = found[0]
    good = len(found) == 1 and first.score >= float(policy["fuzzy_accept"]) and first.valid is not Answer.NO
    if good:
        rivals = titles_of(kb, credential.country or EVERYWHERE).alike(
            credential.title, first.score - float(policy["fuzzy_gap"])
        )
        good = all(rival.id == first.type.id for rival in rivals)
    if not good or _says_otherwise(credential, first):
        return _ambiguous(found, credential, reasons)
    like = because(
        "TITLE_FUZZY",
        facts=((first.type, "title"),),
        title=credential.title[:_QUOTED],
        form=first.form,
        id=first.type.id,
        score=first.score,
    )
    return _found(Identified("found", tuple(found)), [like, *reasons, *_about(kb, first, credential)])


def _elsewhere(
    kb: KnowledgeBase, alike: list[Candidate], credential: Credential, reasons: list[Reason]
) -> Found[Identified]:
    """Look a title that the country does not know up in all others: a lead for a person, never a find."""
    other = candidates(kb, titles_of(kb, EVERYWHERE).match(credential.title).found, credential)
    if len({candidate.type.country for candidate in other}) > 1:  # "Bachelor of ..." begins so in half the world
        other = [candidate for candidate in other if candidate.by not in {"pattern", "prefix"}]
    if alike and len({candidate.type.country for candidate in other}) > SHOWN:
        other = []  # so does "Bachelor" alone: no lead, and the country's own likest awards are told first
    reasons.append(because("TITLE_UNKNOWN", title=credential.title[:_QUOTED]))
    if other:
        countries = sorted({candidate.type.country or "int" for candidate in other})
        reasons.append(because("TITLE_OF_OTHER_COUNTRY", countries="|".join(countries)))
    return _found(
        Identified("unknown", tuple(sorted(_one_each([*other, *alike]), key=lambda c: -c.score)[:SHOWN])), reasons
    )


def _anywhere(kb: KnowledgeBase, credential: Credential, policy: Policy, reasons: list[Reason]) -> Found[Identified]:
    """Look a title with no country up in all: found where just one award of the world is called so word for word."""
    titles = titles_of(kb, EVERYWHERE)
    match = titles.match(credential.title)
    if match.how:
        reasons.append(because("TITLE_READ_AS", how=match.how, text=match.text[:_QUOTED]))
    countries = sorted({code_of(hit.id) for hit in match.found})
    found = candidates(kb, match.found if len(countries) == 1 else match.found[:SHOWN], credential)
    if not found:
        reasons.append(because("TITLE_UNKNOWN", title=credential.title[:_QUOTED]))
        return _found(Identified("unknown", tuple(likest(kb, titles, credential, policy)[:SHOWN])), reasons)
    if len(countries) > 1 or match.rivals:
        reasons.append(because("TITLE_OF_OTHER_COUNTRY", countries="|".join(countries)))
        both = _one_each([*found, *candidates(kb, match.rivals[:SHOWN], credential)])
        return _found(Identified("ambiguous", tuple(both[:SHOWN])), reasons)
    return _settle(kb, found, credential, reasons)


def _ambiguous(
    found: list[Candidate], credential: Credential, reasons: list[Reason], count: int = 0
) -> Found[Identified]:
    reasons.append(because("TITLE_AMBIGUOUS", title=credential.title[:_QUOTED], count=count or len(found)))
    return _found(Identified("ambiguous", tuple(found[:SHOWN])), reasons)


def _one_each(found: Iterable[Candidate]) -> list[Candidate]:
    first: dict[str, Candidate] = {}
    for candidate in found:
        first.setdefault(candidate.type.id, candidate)
    return list(first.values())


def _found(value: Identified, reasons: list[Reason]) -> Found[Identified]:
    return Found(value, Step("identify", tuple(reasons)))
