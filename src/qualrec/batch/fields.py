"""Fields of study by class: which of the fields that some text of law leaves out do these words touch?"""

from __future__ import annotations

from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.names import fold


class Fields:
    """The fields that texts on file exclude; all others mean the same to the law."""

    def __init__(self, kb: KnowledgeBase) -> None:
        excluded = {fold(name) for iid in kb.law for name in kb.instrument(iid).excluded_fields}
        self._words = {word for name in excluded for word in name.split()}
        self.touched: dict[str, bool] = {}

    def of(self, field: str, subject: str) -> str:
        """Return the words themselves where they touch an excluded field, else nothing."""
        if not (self.touches(field) or self.touches(subject)):
            return ""
        return fold(f"{field} {subject}")

    def touches(self, text: str) -> bool:
        """Say whether a text holds a word of any excluded field."""
        known = self.touched.get(text)
        if known is None:
            if len(self.touched) > 200_000:
                self.touched.clear()
            words = fold(text).split()
            known = not self._words.isdisjoint(words)
            if len(text) < 400:
                self.touched[text] = known
        return known
