"""Slips mended: a word that is none is taken for the words of the forms that it is nearest to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice, product
from typing import TypeVar

T = TypeVar("T")
_TWO_SLIPS = 9  # letters; from here on a word may hold two slips
_SHORT = 4  # letters; a shorter word is a joining word or is left alone
_NEAR = 4  # words tried for one misspelt word
_READINGS = 12
_LONG = 12  # letters of a title whose words ran into one another


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
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    most = 2 if len(token) >= _TWO_SLIPS else 1
    near = process.extract(token, words, scorer=OSA.distance, score_cutoff=most, limit=_NEAR * 2)
    least = min((slips for _, slips, _ in near), default=0)
    return [word for word, slips, _ in near if slips == least and _alike_long(word, token)][:_NEAR]


def _alike_long(word: str, token: str) -> bool:
    short, long = sorted((len(word), len(token)))
    return short >= _SHORT or long < _SHORT or short == _SHORT - 1


def nearest(unspaced: str, forms: Mapping[str, Sequence[T]]) -> list[T]:
    """Return what stands under the forms one slip away, blanks aside; for titles long enough."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(unspaced) < _LONG:
        return []
    near = process.extract(unspaced, list(forms), scorer=OSA.distance, score_cutoff=1, limit=_NEAR)
    return [one for form, _, _ in near for one in forms[form]]
