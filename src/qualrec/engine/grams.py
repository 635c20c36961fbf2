"""The likest among very many forms: only those are compared that share the rarest letters with the title."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

_ASKED = 8  # the rarest groups of three letters of a title
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
        known = sorted((gram for gram in _grams(folded) if gram in self._at), key=lambda gram: len(self._at[gram]))
        shared: Counter[int] = Counter()
        for gram in known[:_ASKED]:
            shared.update(self._at[gram])
        return [self._forms[number] for number, _ in shared.most_common(_COMPARED)]


def _grams(form: str) -> set[str]:
    padded = f" {form} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)}
