"""All forms of a place, and what a title means there: as printed, in another form, in another script, misspelt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from qualrec.engine.hits import NOTHING, Entry, Hit, Match, keyed
from qualrec.engine.readings import one_gender
from qualrec.engine.views import View
from qualrec.knowledge.names import MAX_LENGTH, fold, words_of
from qualrec.model.frozen import replace
from qualrec.model.patterns import Pattern

if TYPE_CHECKING:  # ways that few titles need are opened when one does
    from qualrec.engine.spelling import Slips
    from qualrec.engine.transliteration import Heard

_KEPT = 20_000
SHOWN = 20  # likest forms that are looked at
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
        return keyed(self._titles, lambda folded: [folded.replace(" ", "")])

    # Another gender or case

    def _inflected(self, title: str) -> Match:
        return self._stems.either(one_gender(title))

    @cached_property
    def _stems(self) -> View:
        from qualrec.engine import keys

        return View(keys.stem, self._titles, self._patterns, self._field, "inflection", 0.98)

    # Letters that a scanner mistakes

    def _mistaken(self, title: str) -> Match:
        return self._scans.either(title)

    @cached_property
    def _scans(self) -> View:
        from qualrec.engine import keys

        return View(keys.scanned, self._titles, self._patterns, self._field, "scan", 0.96)

    # Another script

    def _transliterated(self, title: str) -> Match:
        return self._heard.match(title)

    @cached_property
    def _heard(self) -> Heard:
        from qualrec.engine.transliteration import Heard

        return Heard(self._titles, self._patterns, self._field)

    # Misspelt

    def _misspelt(self, title: str) -> Match:
        return self._slips.match(title)

    @cached_property
    def _slips(self) -> Slips:
        from qualrec.engine.spelling import Slips

        return Slips(self._titles, self._patterns, self._field, self._plain, self._unspaced)

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

        # All forms: the likest few may be of one award that has many, and would hide its rivals.
        near = process.extract(folded, self._titles.keys(), scorer=fuzz.ratio, score_cutoff=least * 100, limit=None)
        best: dict[str, Hit] = {}
        for form, score, _ in near:
            for tid, written, _by in self._titles[form]:
                best.setdefault(tid, Hit(tid, written, "fuzzy", round(score / 100, 4)))
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.id))[:most]


def _same(text: str) -> str:
    return text


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
