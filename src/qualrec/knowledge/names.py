"""Folding of titles and names, so that what is printed and what is on file can meet."""

from __future__ import annotations

import re

# Letters that Unicode does not take apart, and what Latin papers print for them.
_WHOLE = {
    "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t",
    "ŋ": "n", "ĸ": "k", "ə": "a", "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"',
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-", "\u00a0": " ", "\u00ad": "", "\u200b": "", "\u200e": "",
    "\u200f": "", "\ufeff": "", "ς": "σ",
}  # fmt: skip


class _Table(dict[int, str]):
    """A translation table that fills itself as letters are met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code).lower()
        if code < 128 and letter > " ":  # most titles are all of these, and need no table of Unicode
            self[code] = found = _WHOLE.get(letter, letter)
            return found
        import unicodedata

        out = []
        for part in unicodedata.normalize("NFKD", "".join(_WHOLE.get(c, c) for c in letter)):
            if unicodedata.category(part) in {"Mn", "Cf", "Cc"}:
                out.append(" " if part in "\t\n\r" else "")
            else:
                out.append(_WHOLE.get(part, part))
        self[code] = found = "".join(out)
        return found


_TABLE = _Table()
_GAPS = re.compile(r"[\s.,;:/()\[\]{}\"'«»&+*_|\\-]+")
MAX_LENGTH = 400


def fold(title: str) -> str:
    """Return *title* without case, accents, punctuation and double blanks. Idempotent.

    Only the first 400 characters count: no diploma prints a longer title.
    """
    return _GAPS.sub(" ", title[:MAX_LENGTH].translate(_TABLE)).strip()


def slot(form: str) -> tuple[str, str] | None:
    """Split ``Bachelor i {subject}`` at its slot into folded ends, or return None where it has none."""
    before, found, after = form.partition("{subject}")
    return (fold(before), fold(after)) if found else None
