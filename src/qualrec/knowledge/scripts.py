"""Titles of other scripts in Latin letters, and Latin ones as they may have been written down from another script."""

from __future__ import annotations

import re
from functools import lru_cache

from qualrec.model.patterns import Pattern

# Ways to write the same sound: GOST, BGN, ISO 9, scientific, pinyin, Hepburn and what papers make of them.
_SOUNDS = (
    ("shch", "sc"), ("sch", "s"), ("tch", "c"), ("zh", "z"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("gh", "g"),
    ("ph", "f"), ("th", "t"), ("dh", "d"), ("ts", "c"), ("tz", "c"), ("dz", "z"), ("ks", "x"), ("ou", "u"), ("oo", "u"),
    ("ee", "i"), ("w", "v"), ("q", "k"), ("y", "i"), ("j", "i"),
)  # fmt: skip
_TWICE = Pattern(r"(.)\1+")
_OTHER = Pattern(r"[^a-z0-9 ]+")
_VOWELS = Pattern(r"[aeiouvh']")
_ARTICLE = Pattern(r"\b(?:وال|ال)(?=\w{2})")
_ARTICLES = Pattern(r"\b(?:al|el|ul|ash|as|ath|at|ad|an|ar|az)\b ?")


class Letters(Pattern):
    """The letters of some scripts."""

    def search(self, text: str) -> re.Match[str] | None:
        """Return where one of them stands, as a pattern does."""
        return None if text.isascii() else super().search(text)


_WRITES_NO_VOWELS = Letters("[\u0590-\u08ff]")  # Hebrew, Arabic, Syriac
NOT_LATIN = Letters("[\u0370-\u1cff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufeff]")
# Scripts that set no blanks between words: Thai to Khmer, Chinese, Japanese.
UNSPACED = Letters("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff]")


def romanised(text: str) -> str:
    """Return a folded text in Latin letters, small, one word for each word."""
    return " ".join(map(_in_latin, text.split()))


@lru_cache(maxsize=50_000)
def _in_latin(word: str) -> str:
    from anyascii import anyascii

    return _OTHER.sub("", anyascii(word).lower())


def sound(text: str) -> str:
    """Return a folded text as it sounds, without blanks: the same key for the usual ways to write it."""
    return sounds(text).replace(" ", "")


def sounds(text: str) -> str:
    """Return a folded text as its words sound: the same key for the usual ways to write them in Latin letters."""
    key = romanised(text)
    for written, heard in _SOUNDS:
        key = key.replace(written, heard)
    return _TWICE.sub(r"\1", key)


def bones(text: str) -> list[str]:
    """Return the consonants of a folded text, all that scripts without vowels have in common with Latin letters.

    Articles are left out. The Arabic ending that is written ``a`` or ``at`` gives two keys.
    """
    bare = _ARTICLES.sub("", _ARTICLE.sub("", text))
    endings = ("", "ت") if "ة" in bare else ("ة",)
    keys = [_VOWELS.sub("", sound(bare.replace("ة", ending))) for ending in endings]
    return list(dict.fromkeys(_TWICE.sub(r"\1", key) for key in keys))


def writes_no_vowels(text: str) -> bool:
    """Say whether *text* is in a script that leaves most vowels out."""
    return bool(_WRITES_NO_VOWELS.search(text))
