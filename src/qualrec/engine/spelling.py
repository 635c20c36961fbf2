"""Slips mended: a word that is none is taken for the words of the forms that it is nearest to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, product
from typing import TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from qualrec.engine.hits import Entry, Hit, Match
from qualrec.engine.views import JOINTS, View
from qualrec.knowledge.names import fold
from qualrec.model.frozen import replace

T = TypeVar("T")
_TWO_SLIPS = 9  # letters; from here on a word may hold two slips
_SHORT = 4  # letters; a shorter word is a joining word or is left alone
_NEAR = 4  # words tried for one misspelt word
_READINGS = 12
_LONG = 12  # letters of a title whose words ran into one another


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


def mended(folded: str, words: Sequence[str], known: Callable[[str], bool]) -> Iterator[str]:
    """Yield the ways to mend *folded*, at most twelve; none where every word is known or nothing is near.

    A word that is known, as part of a title or as a field of study, is never changed: it may be another title's.
    """
    choices = [[token] if known(token) else [*_near(token, words), token] for token in folded.split()]
    for tokens in islice(product(*choices), _READINGS):
        text = " ".join(tokens)
        if text != folded:
            yield text


def _near(token: str, words: Sequence[str]) -> Iterable[str]:
    most = 2 if len(token) >= _TWO_SLIPS else 1
    near = process.extract(token, words, scorer=OSA.distance, score_cutoff=most, limit=_NEAR * 2)
    least = min((slips for _, slips, _ in near), default=0)
    return [word for word, slips, _ in near if slips == least and _alike_long(word, token)][:_NEAR]


def _alike_long(word: str, token: str) -> bool:
    short, long = sorted((len(word), len(token)))
    return short >= _SHORT or long < _SHORT or short == _SHORT - 1


def nearest(unspaced: str, forms: Mapping[str, Sequence[T]]) -> list[T]:
    """Return what stands under the forms one slip away, blanks aside; for titles long enough."""
    if len(unspaced) < _LONG:
        return []
    near = process.extract(unspaced, list(forms), scorer=OSA.distance, score_cutoff=1, limit=_NEAR)
    return [one for form, _, _ in near for one in forms[form]]
