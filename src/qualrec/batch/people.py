"""Several applications of one person, and rows that stand twice: noted, never merged."""

from __future__ import annotations

from hashlib import blake2b

from qualrec.batch.columns import INPUT
from qualrec.batch.hooks import Cells


class People:
    """Notes in each row whether its id, or all that it states, stood in an earlier one.

    It keeps sixteen bytes a row: a million rows take some hundred megabytes, so it works where a review is asked for.
    """

    def __init__(self) -> None:
        self._ids: dict[bytes, int] = {}
        self._rows: dict[bytes, int] = {}

    def after(self, number: int, cells: Cells, answer: Cells) -> Cells:
        """Return the answer with SAME_PERSON or DUPLICATE_ROW and the first such row."""
        notes = []
        stated = "\x1f".join(str(cells.get(column) or "").strip() for column in INPUT)
        first = self._rows.setdefault(_hash(stated), number)
        if first != number:
            notes.append(f"DUPLICATE_ROW:{first}")
        name = str(cells.get("id") or "").strip()
        if name:
            first = self._ids.setdefault(_hash(name), number)
            if first != number and not notes:
                notes.append(f"SAME_PERSON:{first}")
        if not notes:
            return answer
        return {**answer, "q_reasons": "|".join([*notes, *filter(None, [answer["q_reasons"]])])}


def _hash(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
