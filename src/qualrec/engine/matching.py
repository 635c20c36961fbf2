"""The ways in which a title is matched: word for word, by its parts, by form and subject, by likeness."""

from __future__ import annotations

from collections.abc import Iterable

from qualrec.engine.readings import is_gloss, near_start, parts, trimmed
from qualrec.engine.reasons import because
from qualrec.knowledge.base import Country
from qualrec.knowledge.names import fold
from qualrec.model.assessment import Reason
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy

# Words that join an award to its subject: "Bachelor of Science in Biology", "Laurea in Lettere".
JOINTS = frozenset(
    "in of i en im for w z na de der des du d van voor fur for til og med with ve a s hons honours ir le la an".split()
)
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


def in_words(
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
    found, rivals = _pattern(places, folded, credential)
    for reading, how in trimmed(folded):
        # "Bachelor of Chemistry (Honours), First Class": the longer form shows only when the class is left out.
        closer, others = _pattern(places, reading, credential)
        if _reach(closer) > _reach(found):
            found, rivals = closer, others
            reasons.append(because("TITLE_READ_AS", how=how, text=reading))
    return found, rivals


def _reach(found: list[Candidate]) -> int:
    """Return how many letters of the title its form accounts for, the subject aside."""
    return max((len(fold(candidate.form.replace("{subject}", ""))) for candidate in found), default=0)


def _exact(places: list[Country], folded: str, credential: Credential) -> list[Candidate]:
    return [
        Candidate(kind := place.type(tid), 1.0, by, form, valid=valid_at(kind, credential))
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
            yield len(head + tail), Candidate(kind, 0.99, "pattern", form, subject, valid_at(kind, credential))


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
            yield len(start) + 1, Candidate(kind, 0.97, "prefix", form, subject, valid_at(kind, credential))


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
                Candidate(kind := place.type(tid), 0.99, "fuzzy", end[::-1], valid=valid_at(kind, credential))
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
                Candidate(kind, round(1 - slips / len(form), 4), "fuzzy", form, valid=valid_at(kind, credential))
            )
    return sorted(rivals, key=lambda c: (-c.score, c.type.id))


def valid_at(kind: QualificationType, credential: Credential) -> Answer:
    """Say whether the award was made on the day of the credential; unknown without a day."""
    return kind.awarded.holds(credential.awarded) if credential.awarded else Answer.UNKNOWN


def likest(places: list[Country], folded: str, credential: Credential, policy: Policy) -> list[Candidate]:
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
                candidate = Candidate(kind, round(score / 100, 4), "fuzzy", written, valid=valid_at(kind, credential))
                known = best.get(tid)
                if known is None or known.score < candidate.score:
                    best[tid] = candidate
    return sorted(best.values(), key=lambda c: (c.valid is Answer.NO, -c.score, c.type.id))
