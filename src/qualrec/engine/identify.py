"""Which qualification type is this? Exact before pattern before likeness; several is an answer, a guess is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from qualrec.engine.readings import is_gloss, near_start, parts, trimmed
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
_SLIPS = 2
_LONG = 8  # letters behind the part in common; shorter ones may slip once only


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
    found, rivals = _in_words(places, credential, reasons)
    if found and not rivals:
        return _settle(found, credential, reasons)
    alike = _alike(places, folded, credential, policy)
    if rivals and not _sure(alike, policy):
        # It begins like one award and reads almost like another: neither may be taken without a person looking.
        both = list({candidate.type.id: candidate for candidate in (*rivals, *found)}.values())
        reasons.append(because("TITLE_AMBIGUOUS", title=credential.title, count=len(both)))
        return _found(Identified("ambiguous", tuple(both[:SHOWN])), reasons)
    if alike:
        return _by_likeness(alike, credential, policy, reasons)
    return _elsewhere(kb, folded, credential, reasons)


def _in_words(
    places: list[Country], credential: Credential, reasons: list[Reason]
) -> tuple[list[Candidate], list[Candidate]]:
    """Match word for word: as printed, without what stands around it, part by part, then by form and subject.

    Returns what was found, and the awards that it reads almost like instead.
    """
    title = credential.title
    folded = fold(title)
    if found := _exact(places, folded, credential):
        return found, []
    for reading, how in trimmed(folded):
        if found := _exact(places, reading, credential):
            reasons.append(because("TITLE_READ_AS", how=how, text=reading))
            return found, []
    found, rivals = _by_parts(places, title, credential)
    if found:
        reasons.append(because("TITLE_READ_AS", how="parts", text=title))
        return found, rivals
    return _pattern(places, folded, credential)


def _exact(places: list[Country], folded: str, credential: Credential) -> list[Candidate]:
    return [
        Candidate(kind := place.type(tid), 1.0, by, form, valid=_valid(kind, credential))
        for place in places
        for tid, form, by in place.titles.get(folded, ())
    ]


def _by_parts(places: list[Country], title: str, credential: Credential) -> tuple[list[Candidate], list[Candidate]]:
    """Match the parts of a cell, or a title and its gloss; where several match they must agree on the award."""
    pieces = parts(title)
    matched: list[list[Candidate]] = []
    for piece in pieces:
        found = _exact(places, fold(piece), credential)
        if not found:
            found, rivals = _pattern(places, fold(piece), credential)
            found = [] if rivals else found
        if found:
            matched.append(found)
    if not matched:
        return [], []
    if len(matched) == 1:
        if not all(is_gloss(piece) for piece in pieces[1:]):
            return [], []  # what stands in the bracket is short: it may be what tells the awards apart
        folded = fold(title)
        return matched[0], _rivals(places, folded, 0, matched[0], credential)
    agreed = set.intersection(*({candidate.type.id for candidate in found} for found in matched))
    every = [candidate for found in matched for candidate in found]
    return [candidate for candidate in every if candidate.type.id in agreed] or every, []


def _pattern(places: list[Country], folded: str, credential: Credential) -> tuple[list[Candidate], list[Candidate]]:
    """Match forms with a subject: by their slot, else the longest known form followed by a joining word."""
    hits: list[tuple[int, Candidate]] = []
    for place in places:
        hits.extend(_slots(place, folded, credential))
        hits.extend(_prefixes(place, folded, credential))
    longest = max((length for length, _ in hits), default=0)
    found = [candidate for length, candidate in hits if length == longest]
    return found, _rivals(places, folded, longest, found, credential) if found else []


def _slots(place: Country, folded: str, credential: Credential) -> Iterable[tuple[int, Candidate]]:
    for before, after, tid, form in place.patterns:
        head, tail = (before + " " if before else ""), (" " + after if after else "")
        if folded.startswith(head) and folded.endswith(tail) and len(folded) > len(head) + len(tail):
            subject = folded[len(head) : len(folded) - len(tail)]
            kind = place.type(tid)
            yield len(head + tail), Candidate(kind, 0.99, "pattern", form, subject, _valid(kind, credential))


def _prefixes(place: Country, folded: str, credential: Credential) -> Iterable[tuple[int, Candidate]]:
    words = folded.split()
    for count in range(len(words) - 1, 0, -1):
        start = " ".join(words[:count])
        if words[count] not in JOINTS:
            continue
        for tid, form, by in place.titles.get(start, ()):
            if by == "abbreviation" and len(start) < 3:
                continue
            kind = place.type(tid)
            subject = " ".join(words[count + 1 :])
            yield len(start) + 1, Candidate(kind, 0.97, "prefix", form, subject, _valid(kind, credential))


def _rivals(
    places: list[Country], folded: str, length: int, found: list[Candidate], credential: Credential
) -> list[Candidate]:
    """Return other awards whose longer forms the title almost begins with: "Licence professinnelle" is no subject."""
    own = {candidate.type.id for candidate in found}
    fixed = any(candidate.form and not candidate.form.startswith("{") for candidate in found)
    start = folded[:2] if fixed else ""
    rivals: list[Candidate] = []
    for place in places:
        forms = [(form, tid) for form, entries in place.titles.items() for tid, _, _ in entries]
        forms += [(before, tid) for before, _, tid, _ in place.patterns if before]
        if not fixed:
            ends = [(after[::-1], tid) for before, after, tid, _ in place.patterns if not before]
            rivals.extend(
                Candidate(kind := place.type(tid), 0.99, "fuzzy", end[::-1], valid=_valid(kind, credential))
                for end, tid in ends
                if tid not in own and len(end) >= length and near_start(end, folded[::-1]) is not None
            )
        for form, tid in forms:
            if tid in own or len(form) < length or not form.startswith(start) or len(form) > len(folded) + 2:
                continue
            slips = near_start(form, folded, 2 if len(form) - length >= _LONG else 1)
            inside_a_word = folded.startswith(form) and len(folded.removeprefix(form).partition(" ")[0]) > _SLIPS
            if slips is None or inside_a_word:
                continue
            kind = place.type(tid)
            rivals.append(
                Candidate(kind, round(1 - slips / len(form), 4), "fuzzy", form, valid=_valid(kind, credential))
            )
    return sorted(rivals, key=lambda c: (-c.score, c.type.id))


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
