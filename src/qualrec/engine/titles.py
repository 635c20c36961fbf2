"""All forms of a place, and what a title means there: as printed, in another form, in another script, misspelt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from qualrec.engine.hits import NOTHING, Entry, Hit, Match
from qualrec.engine.readings import one_gender
from qualrec.engine.views import JOINTS, View
from qualrec.knowledge.names import MAX_LENGTH, fold, words_of
from qualrec.model.frozen import replace
from qualrec.model.patterns import Pattern

_KEPT = 20_000
SHOWN = 20  # likest forms that are looked at
_LEAST_BONES = 6
_ABBREVIATED = Pattern(r"\w\.(?=[\s\w-]|$)")


class Titles:
    """The forms of one country and of the awards of no country, or of all countries."""

    def __init__(
        self,
        titles: dict[str, list[Entry]],
        patterns: list[Entry],
        field: Callable[[str], object],
        *,
        wide: bool = False,
    ) -> None:
        self._titles, self._patterns, self._field = titles, patterns, field
        self._wide = wide
        self._plain = View(_same, titles, patterns, field, wide=wide)
        self._memo: dict[str, Match] = {}
        self._alike: dict[tuple[str, float, int], list[Hit]] = {}

    def match(self, title: str) -> Match:
        """Return what *title* means in words, the plainest reading first; the memo is bounded."""
        known = self._memo.get(title)
        if known is None:
            if len(self._memo) >= _KEPT:
                self._memo.clear()
            known = self._match(title)
            if len(title) <= MAX_LENGTH:
                self._memo[title] = known
        return known

    def restore(self, title: str, match: Match, least: float, alike: list[Hit]) -> None:
        """Keep what was worked out elsewhere: what a title means and, where that is nothing, what is alike."""
        self._memo[title] = match
        if not match.found:
            self._alike[fold(title), least, SHOWN] = alike

    def forget(self) -> None:
        """Let go of what titles were found to mean."""
        self._memo.clear()
        self._alike.clear()

    def _match(self, title: str) -> Match:
        """Take the first way that finds an award and no rival of it; else the first that finds any."""
        title = title[: 4 * MAX_LENGTH]
        almost = NOTHING
        for way in self._ways():
            match = way(title)
            if match.found and not match.rivals:
                if almost is NOTHING or {hit.id for hit in match.found} <= {hit.id for hit in almost.rivals}:
                    return replace(match, found=tuple(self._with_subject(hit, title) for hit in match.found))
            elif match.found and almost is NOTHING:
                almost = match
        return almost

    def _ways(self) -> Iterable[Callable[[str], Match]]:
        yield self._plain.exact
        yield self._joined
        yield self._plain.read
        if not self._wide:
            yield self._plain.as_a_class
            yield self._shortened
            yield self._inflected
            yield self._transliterated
            yield self._mistaken
            yield self._misspelt

    def _with_subject(self, hit: Hit, title: str) -> Hit:
        """Give the subject as it is printed, where the words can be told."""
        if not hit.subject:
            return hit
        at, count = words_of(title), len(hit.subject.split())
        for first in range(len(at) - count, -1, -1):
            printed = title[at[first][0] : at[first + count - 1][1]]
            if fold(printed) == hit.subject:
                return replace(hit, subject=printed)
        return hit

    # Abbreviated word by word: "Dipl. Ing.", "Bach. of Sci."

    def _shortened(self, title: str) -> Match:
        if not _ABBREVIATED.search(title):
            return NOTHING
        words = [(fold(title[a:b]), title[b : b + 1] == ".") for a, b in words_of(title)]
        hits = [
            Hit(tid, form, "abbreviation", 0.95)
            for folded in self._by_count.get(len(words), ())
            if _stands_for(words, folded)
            for tid, form, _ in self._titles[folded]
        ]
        return Match(tuple(hits))

    @cached_property
    def _by_count(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for folded in self._titles:
            found[len(folded.split())].append(folded)
        return found

    # Blanks lost or added: "Bachelorof Arts", "B A"

    def _joined(self, title: str) -> Match:
        folded = fold(title).replace(" ", "")
        return Match(tuple(Hit(tid, form, by, 0.98) for tid, form, by in self._unspaced.get(folded, ())))

    @cached_property
    def _unspaced(self) -> dict[str, list[Entry]]:
        return _keyed(self._titles, lambda folded: [folded.replace(" ", "")])

    # Another gender or case

    def _inflected(self, title: str) -> Match:
        return _either(self._stems, one_gender(title))

    @cached_property
    def _stems(self) -> View:
        from qualrec.engine import keys

        return View(keys.stem, self._titles, self._patterns, self._field, "inflection", 0.98)

    # Letters that a scanner mistakes

    def _mistaken(self, title: str) -> Match:
        return _either(self._scans, title)

    @cached_property
    def _scans(self) -> View:
        from qualrec.engine import keys

        return View(keys.scanned, self._titles, self._patterns, self._field, "scan", 0.96)

    # Another script

    def _transliterated(self, title: str) -> Match:
        from qualrec.knowledge.scripts import NOT_LATIN, bones, sound, writes_no_vowels

        folded = fold(title)
        latin = not NOT_LATIN.search(folded)
        if latin and not self._foreign:
            return NOTHING
        hits = [
            Hit(tid, form, "transliteration", 0.95)
            for tid, form, _ in self._sounds.get(sound(folded), ())
            if not latin or NOT_LATIN.search(form)
        ]
        if not hits:
            vowels_lost = writes_no_vowels(folded)
            mixed = vowels_lost and any("a" <= letter <= "z" for letter in folded)
            for key in bones(folded) if (vowels_lost or latin) and not mixed else ():
                if len(key) >= _LEAST_BONES:
                    hits += [
                        Hit(tid, form, "transliteration", 0.9)
                        for tid, form, _ in self._bones.get(key, ())
                        if writes_no_vowels(form) is not vowels_lost
                    ]
        if not hits:
            return _either(self._heard_latin if latin else self._heard, title)
        return Match(tuple(hits))

    @cached_property
    def _heard(self) -> View:
        return self._by_sound(self._titles, self._patterns)

    @cached_property
    def _heard_latin(self) -> View:
        """What a title in Latin letters may be: a form in another script, never a Latin one spelt otherwise."""
        from qualrec.knowledge.scripts import NOT_LATIN

        titles = {folded: entries for folded, entries in self._titles.items() if NOT_LATIN.search(folded)}
        return self._by_sound(titles, [one for one in self._patterns if NOT_LATIN.search(one[0] + one[1])])

    def _by_sound(self, titles: dict[str, list[Entry]], patterns: list[Entry]) -> View:
        from qualrec.knowledge.scripts import sounds

        return View(sounds, titles, patterns, self._field, "transliteration", 0.95)

    @cached_property
    def _foreign(self) -> bool:
        from qualrec.knowledge.scripts import NOT_LATIN

        return any(NOT_LATIN.search(folded) for folded in self._titles)

    @cached_property
    def _sounds(self) -> dict[str, list[Entry]]:
        from qualrec.knowledge.scripts import sound

        return _keyed(self._titles, lambda folded: [sound(folded)])

    @cached_property
    def _bones(self) -> dict[str, list[Entry]]:
        from qualrec.knowledge.scripts import bones

        return _keyed(self._titles, bones)

    # Misspelt: words that are none become the words of the forms that they are nearest to

    def _misspelt(self, title: str) -> Match:
        from qualrec.engine.spelling import mended, nearest

        folded = fold(title)
        found: dict[tuple[str, str], Hit] = {}
        rivals: list[Hit] = []
        for text in mended(folded, self._word_list, self._known):
            match = _either(self._plain, text)
            rivals += match.rivals
            for hit in match.found:
                found.setdefault((hit.id, hit.form), hit)
        if not found and any(not self._known(word) for word in folded.split()):
            near = nearest(folded.replace(" ", ""), self._unspaced)
            found = {(tid, form): Hit(tid, form, by, 1.0) for tid, form, by in near}
        from rapidfuzz import fuzz

        hits = []
        for hit in found.values():
            like = fuzz.ratio(folded.removesuffix(fold(hit.subject)), _without_slot(hit.form)) / 100
            hits.append(replace(hit, by="fuzzy", score=round(min(like, hit.score), 4)))
        return Match(tuple(sorted(hits, key=lambda hit: -hit.score)), tuple(rivals))

    @cached_property
    def _words(self) -> frozenset[str]:
        """The words of the forms, to which a slip may be mended."""
        return frozenset(self._every_word())

    @cached_property
    def _word_list(self) -> list[str]:
        return sorted(self._words | JOINTS)

    def _known(self, word: str) -> bool:
        return word in self._words or word in JOINTS or word.isdigit() or bool(self._field(word))

    def _every_word(self) -> Iterable[str]:
        for folded in self._titles:
            yield from folded.split()
        for before, after, *_ in self._patterns:
            yield from before.split()
            yield from after.split()

    # What is alike: for a person to look at

    def alike(self, title: str, least: float, most: int = SHOWN) -> list[Hit]:
        """Return the awards whose forms are likest, best first, likeness *least* to 1; proposals, never finds."""
        key = (fold(title), least, most)
        if key not in self._alike:
            if len(self._alike) >= _KEPT:
                self._alike.clear()
            self._alike[key] = self._likest(*key)
        return self._alike[key]

    def _likest(self, folded: str, least: float, most: int) -> list[Hit]:
        from rapidfuzz import fuzz, process

        near = process.extract(folded, self._titles.keys(), scorer=fuzz.ratio, score_cutoff=least * 100, limit=most)
        best: dict[str, Hit] = {}
        for form, score, _ in near:
            for tid, written, _by in self._titles[form]:
                best.setdefault(tid, Hit(tid, written, "fuzzy", round(score / 100, 4)))
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.id))


def _same(text: str) -> str:
    return text


def _either(view: View, title: str) -> Match:
    exact = view.exact(title)
    return exact if exact.found else view.read(title)


def _without_slot(form: str) -> str:
    return fold(form.replace("{subject}", ""))


def _keyed(titles: dict[str, list[Entry]], key: Callable[[str], list[str]]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for folded, entries in titles.items():
        for one in key(folded):
            for entry in entries:
                if all(other[0] != entry[0] for other in found[one]):
                    found[one].append(entry)
    return found


def _stands_for(words: list[tuple[str, bool]], folded: str) -> bool:
    """Say whether each word is that of the form, or begins it and is cut off with a dot; one at least is."""
    whole = folded.split()
    cut = 0
    for (word, dotted), full in zip(words, whole, strict=True):
        if word == full:
            continue
        if not dotted or len(word) < 2 or not full.startswith(word):
            return False
        cut += 1
    return cut > 0
