"""The likest among very many forms: only those are compared that share the rarest letters with the title."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

_LOOKED_AT = 4000  # places at which the groups of three letters of a title occur, the rarest groups first
_COMPARED = 120


class Grams:
    """Forms by their groups of three letters."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = list(forms)
        self._at: dict[str, list[int]] = defaultdict(list)
        for number, form in enumerate(self._forms):
            for gram in _grams(form):
                self._at[gram].append(number)

    def near(self, folded: str) -> list[str]:
        """Return the forms that share most of the title's rarest groups, at most 120."""
        known = sorted((self._at[gram] for gram in _grams(folded) if gram in self._at), key=len)
        shared: Counter[int] = Counter()
        left = _LOOKED_AT
        for places in known:
            left -= len(places)
            if left < 0 and shared:
                break
            shared.update(places)
        return [self._forms[number] for number in sorted(shared, key=lambda n: (-shared[n], n))[:_COMPARED]]


def _grams(form: str) -> set[str]:
    padded = f" {form} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
