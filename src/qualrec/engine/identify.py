"""Which qualification type is this? Exact before pattern before likeness; several is an answer, a guess is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qualrec.engine.reasons import because
from qualrec.knowledge.base import Country, KnowledgeBase
from qualrec.knowledge.names import fold
from qualrec.model.assessment import Found, Reason, Step
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy

# Words that join an award to its subject: "Bachelor of Science in Biology", "Laurea in Lettere".
JOINTS = frozenset(
    "in of i en im for w z na de der des du d van voor fur for til og med with ve a s hons honours ir le la an".split()
)
SHOWN = 6


@frozen
class Candidate:
    """A qualification type that the title may mean, how it was found and how alike they are (0 to 1)."""

    type: QualificationType
    score: float
    by: str
    form: str = ""
    subject: str = ""
    valid: Answer = Answer.UNKNOWN


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
    for way in (_exact, _pattern):
        found = [candidate for place in places for candidate in way(place, folded, credential)]
        if found:
            return _settle(found, credential, reasons)
    alike = _alike(places, folded, credential, policy)
    if alike:
        return _by_likeness(alike, credential, policy, reasons)
    return _elsewhere(kb, folded, credential, reasons)


def _exact(place: Country, folded: str, credential: Credential) -> Iterable[Candidate]:
    for tid, form, by in place.titles.get(folded, ()):
        kind = place.type(tid)
        yield Candidate(kind, 1.0, by, form, valid=_valid(kind, credential))


def _pattern(place: Country, folded: str, credential: Credential) -> list[Candidate]:
    """Match forms with a subject: by their slot, else the longest known form followed by a joining word."""
    hits: list[tuple[int, Candidate]] = []
    for before, after, tid, form in place.patterns:
        head, tail = (before + " " if before else ""), (" " + after if after else "")
        if folded.startswith(head) and folded.endswith(tail) and len(folded) > len(head) + len(tail):
            subject = folded[len(head) : len(folded) - len(tail)]
            kind = place.type(tid)
            hits.append((len(head + tail), Candidate(kind, 0.99, "pattern", form, subject, _valid(kind, credential))))
    words = folded.split()
    for count in range(len(words) - 1, 0, -1):
        start = " ".join(words[:count])
        if words[count] in JOINTS and start in place.titles:
            for tid, form, by in place.titles[start]:
                if by == "abbreviation" and len(start) < 3:
                    continue
                kind = place.type(tid)
                subject = " ".join(words[count + 1 :])
                hits.append((len(start) + 1, Candidate(kind, 0.97, "prefix", form, subject, _valid(kind, credential))))
    longest = max((length for length, _ in hits), default=0)
    return [candidate for length, candidate in hits if length == longest]


def _valid(kind: QualificationType, credential: Credential) -> Answer:
    return kind.awarded.holds(credential.awarded) if credential.awarded else Answer.UNKNOWN


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


def _alike(places: list[Country], folded: str, credential: Credential, policy: Policy) -> list[Candidate]:
    """Return the types whose forms are most alike, best first."""
    from rapidfuzz import fuzz, process

    best: dict[str, Candidate] = {}
    for place in places:
        cutoff = float(policy["fuzzy_show"]) * 100
        for form, score, _ in process.extract(
            folded, list(place.titles), scorer=fuzz.ratio, score_cutoff=cutoff, limit=20
        ):
            for tid, written, _by in place.titles[form]:
                kind = place.type(tid)
                candidate = Candidate(kind, round(score / 100, 4), "fuzzy", written, valid=_valid(kind, credential))
                known = best.get(tid)
                if known is None or known.score < candidate.score:
                    best[tid] = candidate
    return sorted(best.values(), key=lambda c: (c.valid is Answer.NO, -c.score, c.type.id))


def _by_likeness(
    alike: list[Candidate], credential: Credential, policy: Policy, reasons: list[Reason]
) -> Found[Identified]:
    first, second = alike[0], alike[1] if len(alike) > 1 else None
    sure = first.score >= float(policy["fuzzy_accept"]) and first.valid is not Answer.NO
    alone = second is None or first.score - second.score >= float(policy["fuzzy_gap"])
    if sure and alone:
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
        Candidate(kind := kb.type(tid), 1.0, by, form, valid=_valid(kind, credential))
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
