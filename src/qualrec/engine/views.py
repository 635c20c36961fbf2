"""The forms of a place under one key, and what a title means there: as it stands, by its parts, by form and subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

from qualrec.engine.hits import NOTHING, Entry, Hit, Match
from qualrec.engine.readings import is_gloss, near_start, parts, syllables, trimmed
from qualrec.knowledge.names import fold, undotted
from qualrec.knowledge.scripts import UNSPACED

# Words that join an award to its subject: "Bachelor of Science in Biology", "Laurea in Lettere".
JOINTS = frozenset(
    "in of i en im for w z na de der des du d van voor fur for til og med with ve a s hons honours ir le la an "
    "of the em da do di do nell per o за по в из із з у спеціальності по специальности στη στην στις في فى ב".split()
)
HONOURS = frozenset({"hons", "honours", "honors"})
_SLIPS = 2
_LONG, _SOME = 8, 3  # letters behind the part in common: two slips, one slip; fewer tell nothing where they differ
_NAME, _LEAST = 4, 5  # words and letters of an award's name inside a subject
_SHORT = 5  # letters of a part that may be an abbreviation, however it was read
_FUSED = 5  # letters of a subject grown together with its award, at least: Diplomchemiker


class View:
    """Every form of a place under one key; *field* says whether words name a field of study for sure."""

    def __init__(
        self,
        key: Callable[[str], str],
        titles: Mapping[str, list[Entry]],
        patterns: list[Entry],
        field: Callable[[str], object],
        by: str = "",
        score: float = 1.0,
        *,
        wide: bool = False,
    ) -> None:
        self._wide = wide
        self._key, self._field, self._by, self._score = key, field, by, score
        self._last: tuple[str, list[str]] = ("", [])  # the title read last, of which several ways are tried
        self.entries: dict[str, list[Entry]] = {}
        for folded, entries in titles.items():
            for entry in entries:
                self._add(key(folded), entry)
                if "." in entry[1]:
                    self._add(key(undotted(entry[1])), entry)
        self._heads: dict[str, list[tuple[str, str, Entry]]] = defaultdict(list)
        self._tails: dict[str, list[tuple[str, str, Entry]]] = defaultdict(list)
        self._fused: list[tuple[str, str, Entry]] = []
        self._starts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._ends: list[tuple[str, str]] = []
        self._longer: list[tuple[str, str, str, str]] = []
        self._slotted = patterns
        for before, after, tid, form in patterns:
            self._pattern(key(before), key(after), [tid, form, "pattern"])
        for form, found in self.entries.items():
            for entry in found:
                self._starts[form[:2]].append((form, entry[0]))

    def _add(self, folded: str, entry: Entry) -> None:
        known = self.entries.setdefault(folded, [])
        if all(other[0] != entry[0] for other in known):
            known.append(entry)

    def _pattern(self, before: str, after: str, entry: Entry) -> None:
        unspaced = UNSPACED.search(before[-1:] + after[:1])
        if unspaced or ("-{" in entry[1] and not after):
            self._fused.append((before, after, entry))
        if not unspaced and before:
            self._heads[before.partition(" ")[0]].append((before, after, entry))
        elif not unspaced and after:
            self._tails[after.rpartition(" ")[2]].append((before, after, entry))
        if before and after:
            self._longer.append((f" {before} ", after, entry[0], entry[1]))
        if before:
            self._starts[before[:2]].append((before, entry[0]))
        else:
            self._ends.append((after[::-1], entry[0]))

    def either(self, title: str) -> Match:
        """Return what *title* means as one of the forms or, where it is none, as one with more around it."""
        exact = self.exact(title)
        return exact if exact.found else self.read(title)

    def exact(self, title: str) -> Match:
        """Match word for word."""
        for text in self._texts(title):
            if found := self._exact(text):
                return Match(tuple(found))
        return NOTHING

    def read(self, title: str) -> Match:
        """Match without what stands around it, part by part, then by form and subject."""
        texts = self._texts(title)
        readings = [reading for text in texts for reading in trimmed(text)]
        hits = [(found, how, text) for text, how in readings if (found := self._exact(text))]
        if hits:
            found, how, text = hits[0]
            ids = {hit.id for hit in found}
            # "Title of associate degree": what is cut off before and what is cut off behind lead to two awards.
            others = [hit for more, way, _ in hits if way != how for hit in more if hit.id not in ids]
            return Match(tuple(found), tuple(others), how, text)
        found, rivals = self._parts(title)
        if found:
            return Match(tuple(found), tuple(rivals), "parts", title)
        best, most = NOTHING, 0
        for text, how in (*((text, "") for text in texts), *readings):
            found, rivals, reach = self._by_subject(text)
            if reach > most:  # "Bachelor of Chemistry (Honours), First Class": what stands behind hides the longer form
                best, most = Match(tuple(found), tuple(rivals), how, text if how else ""), reach
        return best

    def as_a_class(self, title: str) -> Match:
        """Match without honours, where these tell no other award of the place: there they are a class of the degree."""
        for text in self._texts(title):
            bare, _, last = text.rpartition(" ")
            if last in HONOURS and bare:
                bare = bare.removesuffix(" with")
                found, rivals = self._exact(bare), list[Hit]()
                if not found:
                    found, rivals, _ = self._by_subject(bare)
                if found and (not self._with_honours or {hit.id for hit in found} <= self._with_honours):
                    return Match(tuple(found), tuple(rivals), "class_left_out", bare)
        return NOTHING

    @cached_property
    def _with_honours(self) -> set[str]:
        """The awards of which a form names honours."""
        known = [(form, entry[0]) for form, entries in self.entries.items() for entry in entries]
        known += [(fold(form), tid) for _, _, tid, form in self._slotted]
        return {tid for form, tid in known if not HONOURS.isdisjoint(form.split())}

    def _texts(self, title: str) -> list[str]:
        if title == self._last[0]:
            return self._last[1]
        texts = dict.fromkeys((self._key(fold(title)), self._key(undotted(title))))
        found = list(dict.fromkeys((*texts, *(other for text in texts for other in _spelt_otherwise(text)))))
        self._last = title, found
        return found

    def _exact(self, text: str) -> list[Hit]:
        return [Hit(tid, form, self._by or by, self._score) for tid, form, by in self.entries.get(text, ())]

    def _parts(self, title: str) -> tuple[list[Hit], list[Hit]]:
        """Match the parts of a cell, or a title and its gloss; where several match they must agree on the award."""
        pieces = parts(title)
        matched: list[list[Hit]] = []
        first = 0
        for number, piece in enumerate(pieces):
            text = self._key(undotted(piece))
            found = self._exact(self._key(fold(piece))) or self._exact(text)
            found = found or next(filter(None, (self._exact(short) for short, _ in trimmed(text))), [])
            if not found:
                found, rivals, _ = self._by_subject(text)
                found = [] if rivals else found
            if found:
                first = number if not matched else first
                matched.append(found)
        if not matched:
            return [], []
        if len(matched) == 1:
            short = len(fold(pieces[first])) <= _SHORT or all(hit.by == "abbreviation" for hit in matched[0])
            if first and short:
                return [], []  # "Dlplom-Ingenieur (BA)": what the bracket abbreviates is not the award alone
            others = [piece for number, piece in enumerate(pieces) if number != first]
            if not all(is_gloss(piece) or self._field(fold(piece)) for piece in others):
                return [], []  # what stands in the bracket is short: it may be what tells the awards apart
            subject = self._subject_beside(pieces, first, matched[0])
            length = len(fold(pieces[0])) + 1 if first == 0 else 0
            return subject, self._rivals(self._key(fold(title)), length, matched[0])
        agreed = set.intersection(*({hit.id for hit in found} for found in matched))
        every = [hit for found in matched for hit in found]
        left = [hit for hit in every if hit.id in agreed] or every
        return left, self._rivals(self._key(fold(title)), len(fold(pieces[0])) + 1, left)

    def _subject_beside(self, pieces: list[str], first: int, found: list[Hit]) -> list[Hit]:
        """Take the other part for the subject, where it surely is one and the form names none itself."""
        other = fold(pieces[1 - first]) if len(pieces) == 2 else ""
        if not other or any(hit.subject for hit in found) or not self._field(other):
            return found
        return [Hit(hit.id, hit.form, hit.by, hit.score, other) for hit in found]

    def _by_subject(self, text: str) -> tuple[list[Hit], list[Hit], int]:
        """Match forms with a subject: by their slot, else the longest known form and a joining word or a field."""
        hits = [*self._slots(text), *self._prefixes(text.split())]
        longest = max((length for length, _ in hits), default=0)
        found = [hit for length, hit in hits if length == longest]
        rivals = [*self._rivals(text, longest, found), *self._in_subject(found)] if found else []
        return found, rivals, longest

    def _in_subject(self, found: list[Hit]) -> Iterable[Hit]:
        """Yield other awards with whose name the subject begins: "Diploma: Sarjana ..." is no diploma in "Sarjana"."""
        ids = {hit.id for hit in found}
        for subject in {hit.subject for hit in found}:
            tokens = subject.split()
            for count in range(1, min(len(tokens), _NAME) + 1):
                start = " ".join(tokens[:count])
                if len(start) < _LEAST or self._field(start):
                    continue
                yield from (hit for hit in self._exact(start) if hit.id not in ids)
                for before, after, entry in self._heads.get(tokens[0], ()):
                    if before == start and not after and entry[0] not in ids:
                        yield self._hit(entry, 0.97, "")

    def _slots(self, text: str) -> Iterable[tuple[int, Hit]]:
        ends = (text.partition(" ")[0], text.rpartition(" ")[2])
        for before, after, entry in (*self._heads.get(ends[0], ()), *self._tails.get(ends[1], ())):
            head, tail = (before + " " if before else ""), (" " + after if after else "")
            if text.startswith(head) and text.endswith(tail) and len(text) > len(head) + len(tail):
                yield len(head + tail), self._hit(entry, 0.99, text[len(head) : len(text) - len(tail)])
        for before, after, entry in self._fused:
            least = 1 if UNSPACED.search(before[-1:] + after[:1]) else _FUSED
            inner = len(text) - len(before) - len(after)
            if inner >= least and text.startswith(before) and text.endswith(after):
                yield len(before + after), self._hit(entry, 0.98, text[len(before) : len(text) - len(after)].strip())

    def _prefixes(self, tokens: list[str]) -> Iterable[tuple[int, Hit]]:
        for count in range(len(tokens) - 1, 0, -1):
            start = " ".join(tokens[:count])
            known = self.entries.get(start)
            if not known:
                continue
            joined = tokens[count] in JOINTS
            subject = " ".join(tokens[count + 1 :] if joined else tokens[count:])
            if not subject or (not joined and not self._field(subject)):
                continue
            # "BA i historie", "BA (Hons) Egyptology", and no "MA" of what may be another word
            least = 2 if tokens[count] in HONOURS or self._field(subject) else 3
            for tid, form, by in known:
                if by != "abbreviation" or len(start) >= least:
                    yield len(start) + 1, self._hit([tid, form, "prefix"], 0.97, subject)

    def _hit(self, entry: Entry, score: float, subject: str) -> Hit:
        return Hit(entry[0], entry[1], self._by or entry[2], round(score * self._score, 4), subject)

    def _rivals(self, text: str, length: int, found: list[Hit]) -> list[Hit]:
        """Return other awards with longer forms that the title almost begins with: "Licence professinnelle"."""
        ids = {hit.id for hit in found}
        if self._wide and len(ids) > 1:
            return []  # of all countries: it is asked about anyway
        own = ids if len(ids) == 1 else set()  # of several awards of one name, a longer form may tell which
        rivals: list[Hit] = []
        if any(hit.form and not hit.form.startswith("{") for hit in found):
            forms = self._starts.get(text[:2], [])
        else:
            forms = [pair for pairs in self._starts.values() for pair in pairs]
            back = text[::-1]
            for end, tid in self._ends:
                if tid not in own and len(end) >= length and near_start(end, back) is not None:
                    rivals.append(Hit(tid, end[::-1], "fuzzy", 0.99))
        rivals += self._by_end(text, own)
        whole, begun = syllables(text), len(syllables(text[:length]))
        for form, tid in forms:
            if tid in own:
                continue
            known = syllables(form)
            more = len(known) - begun
            if more < 0 or len(known) > len(whole) + 2:
                continue
            slips = near_start(known, whole, 2 if more >= _LONG else 1 if more >= _SOME else 0)
            if slips is not None and not self._inside_a_word(form, text):
                rivals.append(Hit(tid, form, "fuzzy", round(1 - slips / len(form), 4)))
        return sorted(rivals, key=lambda hit: (-hit.score, hit.id))

    def _inside_a_word(self, form: str, text: str) -> bool:
        """Say whether a form ends inside a word of the title, which is no subject grown on to it by a slip."""
        if not text.startswith(form):
            return False
        rest = text.removeprefix(form).partition(" ")[0]
        return len(rest) > _SLIPS and not (self._field(rest) or self._field(rest[1:]))

    def _by_end(self, text: str, own: set[str]) -> Iterable[Hit]:
        """Yield other awards with the same beginning whose end the title almost has: "(Hnours)" is no subject."""
        tokens = text.split()
        for before, after, tid, form in self._longer:
            if tid in own or before not in f" {text}":
                continue
            count, known = len(after.split()), after.replace(" ", "")
            most = 2 if len(known) >= _LONG - 1 else 1
            for end in ("".join(tokens[-count:]), "".join(tokens[-count - 1 :])):
                if len(end) <= len(known) + most and near_start(known, end, most) is not None:
                    yield Hit(tid, form, "fuzzy", 0.97)
                    break


def _spelt_otherwise(text: str) -> Iterator[str]:
    """Yield a text with honours as others write it: "B.Sc. Honours" is "BSc (Hons)"; "with honors" is a distinction."""
    words = text.split()
    for own, other in (("hons", "honours"), ("honours", "hons")):
        if own in words:
            yield " ".join(other if word == own else word for word in words)
