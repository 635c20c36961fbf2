"""Folding of titles and names, so that what is printed and what is on file can meet."""

from __future__ import annotations

from functools import lru_cache

from qualrec.model.patterns import Pattern

# Letters that Unicode does not take apart, and what Latin papers print for them; then signs printed in many ways.
_WHOLE = {
    "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ħ": "h", "ŧ": "t",
    "ŋ": "n", "ĸ": "k", "ə": "a", "ɛ": "e", "ɔ": "o", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɖ": "d", "ƒ": "f",
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "ʻ": "'", "ʿ": "'", "ʾ": "'", "ʹ": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
    "ς": "σ", "ـ": "", "ی": "ي", "ى": "ي", "ک": "ك", "ۀ": "ه", "ە": "ه", "ھ": "ه",
}  # fmt: skip
# Signs that part words, as blanks do.
_SIGNS = frozenset(".,;:/()[]{}<>\"'«»‹›&+*_|\\·•・、。「」『』《》〈〉【】،؛؟՝։…~=!?#%^$@-")
# Scripts whose marks are letters of their own (Indic to Burmese, Khmer, kana); everywhere else a mark is an accent.
_LETTER_MARKS = ((0x0900, 0x1AAF), (0x1B00, 0x1DBF), (0x3099, 0x309A), (0xA800, 0xABFF), (0x11000, 0x11FFF))


class _Table(dict[int, str]):
    """A translation table that fills itself as letters are met; signs become blanks."""

    def __missing__(self, code: int) -> str:
        letter = chr(code).lower()
        if code < 128 and letter > " ":  # most titles are all of these, and need no table of Unicode
            whole = _WHOLE.get(letter, letter)
            self[code] = found = " " if whole in _SIGNS else whole
            return found
        import unicodedata

        out = []
        for part in unicodedata.normalize("NFKD", "".join(_WHOLE.get(c, c) for c in letter)):
            category = unicodedata.category(part)
            if category in {"Cf", "Cc", "Cn", "Co", "Cs"} or (category in {"Mn", "Me"} and not _is_letter(part)):
                out.append(" " if part in "\t\n\r" else "")
            elif category == "Nd":
                out.append(str(unicodedata.digit(part)))
            else:
                out.append(_WHOLE.get(part, part))
        self[code] = found = "".join(" " if sign in _SIGNS else sign for sign in "".join(out))
        return found


def _is_letter(mark: str) -> bool:
    return any(first <= ord(mark) <= last for first, last in _LETTER_MARKS)


_TABLE = _Table()
_GAPS = Pattern("[\\s" + "".join("\\" + sign for sign in sorted(_SIGNS)) + "]+")
# "B.Tech", "L. L. M.", "B. Tech": letters that follow a dot, with a blank between only where the abbreviation goes on:
# before another single letter with its dot, or behind its first letter. The "i" of "B.A. i historie" is a word.
_DOTS = Pattern(r"(?<=\w)\.(?=\w)|(?<=\b\w)\.\s(?=\w(?:\.|$))|(?<!\.\w)(?<!\.\s\w)(?<=\b\w)\.\s(?=\w\w)")
MAX_LENGTH = 400


def fold(title: str) -> str:
    """Return *title* without case, accents, punctuation and double blanks. Idempotent.

    Only the first 400 characters count: no diploma prints a longer title.
    """
    return _folded(title[:MAX_LENGTH])


@lru_cache(16_384)
def _folded(title: str) -> str:
    return " ".join(title.translate(_TABLE).split())


def undotted(title: str) -> str:
    """Return a folded title with abbreviations drawn together: ``B.Tech.`` is ``btech``, ``L. L. M.`` is ``llm``."""
    return fold(_DOTS.sub("", title[:MAX_LENGTH])) if "." in title[:MAX_LENGTH] else fold(title)


def words_of(title: str) -> list[tuple[int, int]]:
    """Return where each word of the folded title stands in *title* itself, in the order of ``fold(title).split()``."""
    text, found, start = title[:MAX_LENGTH], [], 0
    for gap in [*_GAPS.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if fold(text[start:end]):
            found.append((start, end))
        start = gap.end() if gap else end
    return found


def slot(form: str) -> tuple[str, str] | None:
    """Split ``Bachelor i {subject}`` at its slot into folded ends, or return None where it has none."""
    before, found, after = form.partition("{subject}")
    return (fold(before), fold(after)) if found else None
