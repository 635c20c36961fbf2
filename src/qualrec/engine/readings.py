"""Ways of reading a title: as printed, without what stands around it, and its parts; each with the name of the way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from qualrec.knowledge.names import fold
from qualrec.knowledge.scripts import NOT_LATIN
from qualrec.model.patterns import Pattern

# What is printed behind an award and is no part of its name: class, distinction, mention, the word degree.
_BEHIND = (
    "with distinction", "with merit", "with credit", "with high distinction", "with highest distinction",
    "with great distinction", "with honors", "cum laude", "magna cum laude", "summa cum laude", "with first class",
    "distinction", "merit", "pass", "first class", "1st class", "second class", "2nd class", "upper second class",
    "lower second class", "second class upper", "second class lower", "second upper", "second lower", "third class",
    "3rd class", "2 1", "2 2", "2i", "2ii", "ii 1", "ii 2", "first division", "second division", "third division",
    "first class with distinction", "second class upper division", "second class lower division",
    "mit auszeichnung", "mit gutem erfolg", "mit sehr gutem erfolg", "mit pradikat", "sehr gut", "mention bien",
    "mention tres bien", "mention assez bien", "mention passable", "avec mention", "avec distinction",
    "avec grande distinction", "la plus grande distinction", "con lode", "e lode", "con mencion",
    "con mencion honorifica", "con honores", "com distincao", "com louvor", "met lof", "met onderscheiding",
    "met grote onderscheiding", "med udmaerkelse", "med utmarkelse", "z wyroznieniem", "s vyznamenanim",
    "с отличием", "з відзнакою", "с отличие", "degree",
)  # fmt: skip
_HONOURS = tuple(
    f" {klasse} {word}"
    for klasse in (
        "first class", "1st class", "second class", "2nd class", "upper second class", "lower second class",
        "second class upper", "second class lower", "third class", "3rd class", "first", "2 1", "2 2",
    )
    for word in ("honours", "honors", "hons")
)  # fmt: skip
_KOREAN = Pattern("[\u1100-\u11ff]")
# What is printed before it and names no award by itself.
_BEFORE = (
    "the", "a", "an", "degree", "degree of", "the degree of", "degree in", "diploma", "diploma of", "title of",
    "the title of", "title", "academic degree", "academic degree of", "academic title", "certificate of the degree of",
    "award of", "qualification of", "the diploma of", "professional title",
    "il", "la", "le", "lo", "el", "los", "un", "una", "une", "der", "die", "das", "den", "ein", "eine", "en", "et",
    "o", "os", "as", "het", "de", "grad", "akademischer grad", "der akademische grad", "den akademischen grad",
    "titre de", "titre d", "grade de", "grade d", "diplome de", "diplome d", "diplome national de", "le diplome de",
    "titulo", "titulo de", "el titulo de", "grado de", "o grau de", "grau de", "diploma de", "titolo di", "diploma di",
    "tytul", "tytul zawodowy", "stopien", "dyplom", "titul", "akademicky titul", "stupen", "graden", "titeln",
    "диплом", "диплом о", "степень", "академическая степень", "квалификация", "звание", "ступінь",
    "ступінь вищої освіти", "освітній ступінь", "кваліфікація", "степен", "диплома за",
    "درجة", "شهادة", "الدرجة", "الشهادة", "مدرك",
)  # fmt: skip
_CELL = Pattern(r"\s+[/|=]\s+|\s*[;|／]\s*|\t+|\n+|\s+[–—]\s+")
_TIGHT = Pattern(r"(?<=\w{4})/(?=\w{4})")
_BOTH = Pattern(
    r"(?<=\w{3})(?:\((?:in|innen|a|o|e|ra|ka|ne)\)|[/*:_·•](?:-?(?:innen|in|ra|ka|ne|trice|euse|ère)|[aoe]))(?!\w)"
)
# The papers that certify a degree, where no blank parts them from it.
_PAPERS = Pattern(r"(?:学位证书|學位證書|学位证|學位證|学位記|學位記|学位|學位|证书|證書)$")
_GLOSS_LETTERS = 10  # a bracket this long is a gloss; a shorter one (FH, Hons, Pass) may change the award
_MOST_PARTS = 6


@cache
def _ends() -> tuple[str, ...]:
    return tuple(" " + end for end in sorted(map(fold, _BEHIND), key=len, reverse=True))


@cache
def _starts() -> tuple[str, ...]:
    return tuple(start + " " for start in sorted(map(fold, _BEFORE), key=len))


def trimmed(folded: str) -> Iterator[tuple[str, str]]:
    """Yield a folded title without a class behind it, without words before it, and without either."""
    behind = list(_without_class(folded))
    for reading in behind:
        yield reading, "class_left_out"
    for reading in (folded, *behind):
        # As few words as will do: "the Diploma of Higher Education" is that diploma, not "Higher Education".
        for bare in _without_start(reading):
            yield bare, "words_before_left_out"
            for again in _without_start(bare):
                yield again, "words_before_left_out"


def _without_class(folded: str) -> Iterator[str]:
    if words := _end(folded, _HONOURS):
        # The class goes; that it was honours may tell two awards apart.
        honours, bare = words.rpartition(" ")[2], folded[: -len(words)].strip()
        yield f"{bare} {honours}"
        yield f"{bare} with {honours}"
        return
    if end := _end(folded, _ends()):
        short = folded[: -len(end)].strip()
        yield short
        if again := _end(short, _ends()):
            yield short[: -len(again)].strip()
    if not folded.isascii() and (paper := _PAPERS.search(folded)):
        yield folded[: paper.start()].strip()


def _end(folded: str, ends: tuple[str, ...]) -> str:
    """Return the longest of *ends* that stands behind something."""
    return next((end for end in ends if folded.endswith(end)), "") if folded.endswith(ends) else ""


def _without_start(folded: str) -> list[str]:
    """Return what stands behind the words before an award, the fewest words first; nothing where none is there."""
    starts = _starts()
    if not folded.startswith(starts):
        return []
    return [folded[len(start) :] for start in starts if folded.startswith(start)]


def one_gender(title: str) -> str:
    """Return a title that names both genders (``Licenciado/a``, ``Ingenieur:in``) as one that names one."""
    return _BOTH.sub("", title)


def parts(title: str) -> list[str]:
    """Return the parts of a title that name the same award twice: a gloss in brackets, two forms in one cell."""
    title = title.strip()
    outside, inside = _last_bracket(title)
    if fold(outside) and fold(inside) and not _CELL.search(outside.strip()):
        return [outside, inside]
    for divider in (_CELL, _TIGHT):
        cells = [cell for cell in divider.split(title) if fold(cell)]
        if 1 < len(cells) <= _MOST_PARTS:
            return cells
    return []


def _last_bracket(title: str) -> tuple[str, str]:
    """Split a title at the bracket that ends it, brackets inside it counted."""
    if not title.endswith((")", "]", "）", "】")):
        return "", ""
    depth = 0
    for at in range(len(title) - 1, -1, -1):
        depth += (title[at] in ")]）】") - (title[at] in "([（【")
        if depth == 0:
            return title[:at], title[at + 1 : -1]
    return "", ""


def is_gloss(part: str) -> bool:
    """Say whether a part in brackets is long enough to be a gloss, not a mark that changes the award."""
    return len(fold(part)) >= _GLOSS_LETTERS or bool(NOT_LATIN.search(part))


def syllables(folded: str) -> str:
    """Return folded text with Korean letters put together again: a slip there is a syllable of two or three letters."""
    if not _KOREAN.search(folded):
        return folded
    from unicodedata import normalize

    return normalize("NFC", folded)


def near_start(known: str, title: str, most: int = 2) -> int | None:
    """Return with how few slips *known* begins *title*, blanks aside; None where it takes more than *most*.

    A slip is a letter changed, lost, added, or swapped with its neighbour.
    """
    from rapidfuzz.distance import OSA

    a, b = known.replace(" ", ""), title.replace(" ", "")[: len(known) + most]
    # The start of the right length is at most as many slips further off than the best start is long or short.
    if OSA.distance(a, b[: len(a)], score_cutoff=2 * most) > 2 * most:
        return None
    least = most + 1
    for end in range(max(len(a) - most, 0), min(len(a) + most, len(b)) + 1):
        least = min(least, OSA.distance(a, b[:end], score_cutoff=most))
    return least if least <= most else None
