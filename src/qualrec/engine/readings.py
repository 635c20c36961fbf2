"""Ways of reading a title: as printed, without what stands around it, and its parts; each with the name of the way."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualrec.knowledge.names import fold

# What is printed behind an award and is no part of its name: class, distinction, mention.
_BEHIND = (
    "with distinction", "with merit", "with high distinction", "with honors", "cum laude", "magna cum laude",
    "summa cum laude", "first class", "second class", "upper second class", "lower second class", "third class",
    "first class honours",
    "upper second class honours", "lower second class honours", "third class honours", "first division",
    "second division", "third division", "mit auszeichnung", "mit gutem erfolg", "mention bien", "mention tres bien",
    "mention assez bien", "mention passable", "con lode", "e lode", "met lof", "med udmaerkelse", "z wyroznieniem",
)  # fmt: skip
# What is printed before it and names no award by itself.
_BEFORE = (
    "the", "a", "an", "degree of", "the degree of", "diploma", "title of", "the title of", "academic degree of",
    "il", "la", "le", "el", "der", "die", "das", "grad", "titre de", "grade de", "titulo de", "titolo di",
    "tytul", "tytul zawodowy",
)  # fmt: skip
_CELL = re.compile(r"\s+[/|]\s+|\s*;\s*|\n+")
_GLOSS_LETTERS = 10  # a bracket this long is a gloss; a shorter one (FH, Hons, Pass) may change the award


def trimmed(folded: str) -> Iterator[tuple[str, str]]:
    """Yield a folded title without a class behind it, and without words before it."""
    ends = sorted(_BEHIND, key=len, reverse=True)
    short = next((folded[: -len(end)].strip() for end in ends if folded.endswith(" " + end)), "")
    if short:
        yield short, "class_left_out"
    starts = [start + " " for start in sorted(_BEFORE, key=len, reverse=True)]
    for reading in filter(None, (folded, short)):
        bare = next((reading[len(start) :] for start in starts if reading.startswith(start)), "")
        if bare:
            yield bare, "words_before_left_out"


def parts(title: str) -> list[str]:
    """Return the parts of a title that name the same award twice: a gloss in brackets, two forms in one cell."""
    cells = [cell for cell in _CELL.split(title.strip()) if fold(cell)]
    if len(cells) > 1:
        return cells
    outside, inside = _last_bracket(title.strip())
    return [outside, inside] if fold(outside) and fold(inside) else []


def _last_bracket(title: str) -> tuple[str, str]:
    """Split a title at the bracket that ends it, brackets inside it counted."""
    if not title.endswith((")", "]")):
        return "", ""
    depth = 0
    for at in range(len(title) - 1, -1, -1):
        depth += (title[at] in ")]") - (title[at] in "([")
        if depth == 0:
            return title[:at], title[at + 1 : -1]
    return "", ""


def is_gloss(part: str) -> bool:
    """Say whether a part in brackets is long enough to be a gloss, not a mark that changes the award."""
    return len(fold(part)) >= _GLOSS_LETTERS


def near_start(known: str, title: str, most: int = 2) -> int | None:
    """Return with how few slips *known* begins *title*, blanks aside; None where it takes more than *most*.

    A slip is a letter changed, lost, added, or swapped with its neighbour.
    """
    a, b = known.replace(" ", ""), title.replace(" ", "")[: len(known) + most]
    if sum(letter not in b for letter in a) > most:
        return None  # cheap, and true of most
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        last, row = row, [i]
        for j, other in enumerate(b, 1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        if min(row) > most:
            return None
        before = last
    least = min(row)
    return least if least <= most else None
