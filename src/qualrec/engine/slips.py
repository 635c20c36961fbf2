"""A misspelt title: what it means once its words are mended."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from rapidfuzz import fuzz

from qualrec.engine.hits import Entry, Hit, Match
from qualrec.engine.spelling import mended, nearest
from qualrec.engine.views import JOINTS, View
from qualrec.knowledge.names import fold
from qualrec.model.frozen import replace


class Slips:
    """The words of a place's forms, to which those of a title may be mended."""

    def __init__(
        self,
        titles: dict[str, list[Entry]],
        patterns: list[Entry],
        field: Callable[[str], object],
        plain: View,
        unspaced: dict[str, list[Entry]],
    ) -> None:
        self._titles, self._patterns, self._field = titles, patterns, field
        self._plain, self._unspaced = plain, unspaced

    def match(self, title: str) -> Match:
        """Return what a title means where words that are none become the words that they are nearest to."""
        folded = fold(title)
        found: dict[tuple[str, str], Hit] = {}
        rivals: list[Hit] = []
        for text in mended(folded, self._word_list, self._known):
            match = self._plain.either(text)
            rivals += match.rivals
            for hit in match.found:
                found.setdefault((hit.id, hit.form), hit)
        if not found and any(not self._known(word) for word in folded.split()):
            near = nearest(folded.replace(" ", ""), self._unspaced)
            found = {(tid, form): Hit(tid, form, by, 1.0) for tid, form, by in near}
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


def _without_slot(form: str) -> str:
    return fold(form.replace("{subject}", ""))
