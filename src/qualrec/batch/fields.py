"""Fields of study by class: which of the fields that some text of law leaves out do these words touch?"""

from __future__ import annotations

from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.names import fold

_LIMIT = 200_000
_LONG = 400


def left_out(kb: KnowledgeBase, home: str, host: str) -> frozenset[str]:
    """Return the fields that some text leaves out which may bind both countries, or names an award of the one."""
    if home == host:
        return frozenset()
    texts = [kb.instrument(iid) for iid in kb.bound(host)]
    return frozenset(
        fold(name)
        for text in texts
        if text.excluded_fields and (text.awards or text.id in kb.bound(home))
        for name in text.excluded_fields
    )


class Fields:
    """The fields of which *names* are left out by some text; all others mean the same to the law."""

    def __init__(self, names: frozenset[str]) -> None:
        self.any = bool(names)
        self._words = {name for name in names if " " not in name}
        self._names = sorted(names - self._words)
        splits = [(name[:at], name[at + 1 :]) for name in self._names for at, c in enumerate(name) if c == " "]
        # A name of several words may begin in the field and end in the subject.
        self._starts = tuple({start for start, _ in splits})
        self._ends = tuple({end for _, end in splits})
        self.touched: dict[str, bool] = {}
        self._pairs: dict[tuple[str, str], str] = {}

    def of(self, field: str, subject: str) -> str:
        """Return the words themselves where they touch an excluded field, else nothing."""
        if not (self.touches(field) or self.touches(subject)):
            return ""
        key = (field, subject)
        if key not in self._pairs:
            if len(self._pairs) >= _LIMIT:
                self._pairs.clear()
            self._pairs[key] = self._hit(fold(f"{field} {subject}"))
        return self._pairs[key]

    def _hit(self, folded: str) -> str:
        """Return which excluded fields stand in the words, in one text: all that the law asks of them."""
        words = folded.split()
        return "|".join([*sorted(self._words.intersection(words)), *(name for name in self._names if name in folded)])

    def touches(self, text: str) -> bool:
        """Say whether a text holds an excluded field, or an edge of one."""
        if not self.any:
            return False
        known = self.touched.get(text)
        if known is None:
            if len(self.touched) > _LIMIT:
                self.touched.clear()
            folded = fold(text)
            known = (
                bool(self._hit(folded))
                or folded.endswith(self._starts)
                or folded.startswith(self._ends)
                or len(folded) >= _LONG
            )
            if len(text) < _LONG:
                self.touched[text] = known
        return known
