"""Dates as papers print them: other orders, other calendars, months in words; what may be two dates is not guessed."""

from __future__ import annotations

import re
import unicodedata

from qualrec.engine.calendars import ERA_NAMES, ERAS, convert, japanese
from qualrec.knowledge.names import fold
from qualrec.model.dates import PartialDate, between
from qualrec.model.frozen import frozen

WRITE = "write 2015, 2015-06 or 2015-06-30"
_MARKS = (
    ("bikram_sambat", r"\bb\.?\s?s\b\.?|वि\.?\s?(?:सं|स)\.?|विक्रम\s?(?:संवत्|सम्वत्)?"),
    ("buddhist", r"\bb\.?\s?e\b\.?|พ\.?\s?ศ\.?"),
    ("ethiopian", r"\be\.?\s?c\b\.?|ዓ\.?\s?ም\.?|አ\.?\s?ም\.?"),
    ("solar_hijri", r"\bs\.?\s?h\b\.?|\ba\.?\s?h\.?\s?s\b\.?|\ba\.?p\b\.?|هـ?\.?\s?ش\.?"),
    ("lunar_hijri", r"\ba\.?\s?h\b\.?|\bh\b\.?|هـ?\.?(?:\s?ق\.?)?"),
    ("minguo", r"\broc\b|民國|民国"),
)
# Countries whose papers count years in their own way, and the years that can be no others.
_OWN = {
    "NP": ("bikram_sambat", 2030, 2100), "TH": ("buddhist", 2400, 2600), "TW": ("minguo", 38, 200),
    **dict.fromkeys(("IR", "AF"), ("solar_hijri", 1300, 1450)),
    **dict.fromkeys("SA AE BH DZ EG IQ JO KW LB LY MA OM PS QA SD SY TN YE".split(), ("lunar_hijri", 1300, 1500)),
}  # fmt: skip
_ERA = re.compile(
    r"(明治|大正|昭和|平成|令和|meiji|taisho|showa|heisei|reiwa|\b[mtshr])\s*\.?\s*(元|\d{1,2})\s*年?(度)?"
    r"(?:\D*(\d{1,2})\s*月?(?:\D*(\d{1,2})\s*日?)?)?",
    re.IGNORECASE,
)
_ENGLISH = "january february march april may june july august september october november december".split()
_FILLERS = {"de", "del", "le", "el", "den", "the", "of", "st", "nd", "rd", "th", "er", "r", "g", "год", "года", "do"}


@frozen
class Reading:
    """A date as read: what it was, from which calendar, and whether day and month could not be told apart."""

    date: PartialDate
    calendar: str = "gregorian"
    order_unsure: bool = False


def read_date(text: str, country: str | None = None) -> Reading:
    """Read a date as papers of *country* print it.

    Raises:
        ValueError: with what to write instead, where it cannot be read or may mean dates of two calendars.
    """
    if len(text) > 80:
        raise ValueError(WRITE)
    plain = _plain(text)
    marked = _marked(plain, country)
    if marked:
        return marked
    own = _OWN.get(country or "")
    parts = _numbers(plain)
    if own and parts and own[1] <= parts[0] <= own[2]:
        return Reading(_converted(own[0], parts, country), own[0])
    try:
        return Reading(PartialDate.parse(plain))
    except ValueError:
        pass
    return _ordered(plain) or _study_year(plain) or _in_words(plain, country) or _refuse()


def _refuse() -> Reading:
    raise ValueError(WRITE)


def _plain(text: str) -> str:
    """Return *text* with digits of every script as ours, without marks of direction, times and zones."""
    kept = "".join(c for c in text if unicodedata.category(c) != "Cf")
    digits = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in kept)
    shown = unicodedata.normalize("NFKC", digits).strip()
    stamp = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[T ]\d\d:[\d:.]+)?(?:Z|[+-]\d\d:?\d\d)?", shown)
    return stamp[1] if stamp else shown


def _marked(text: str, country: str | None) -> Reading | None:
    era = _ERA.fullmatch(text.replace(" ", ""))
    if era:
        name = ERA_NAMES.get(era[1].lower(), era[1])
        if name in ERAS and (len(era[1]) > 1 or country == "JP"):
            year = 1 if era[2] == "元" else int(era[2])
            month, day = (int(part) if part else None for part in era.group(4, 5))
            return Reading(japanese(name, year, month, day, fiscal=bool(era[3])), "japanese")
    for calendar, mark in _MARKS:
        rest, count = re.subn(mark, " ", text, flags=re.IGNORECASE)
        if not count:
            continue
        parts = _numbers(rest.strip())
        if not parts:
            continue
        if calendar == "lunar_hijri" and country in {"IR", "AF"}:
            raise ValueError("write SH for the solar and the Gregorian date for the lunar year: AH may be either here")
        return Reading(_converted(calendar, parts, country), calendar)
    return None


def _numbers(text: str) -> list[int]:
    """Return year, month and day where *text* is nothing but these, the year first."""
    bare = text.strip(" ,.()")
    found = re.fullmatch(r"(\d{2,4})(?:\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?)?\s*[年月日]?", bare)
    if found:
        return [int(part) for part in found.groups() if part]
    turned = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", bare)
    if turned and int(turned[2]) <= 13:
        return [int(turned[3]), int(turned[2]), int(turned[1])]
    return []


def _converted(calendar: str, parts: list[int], country: str | None) -> PartialDate:
    year, month, day = (*parts, None, None)[:3]
    assert year is not None
    return convert(calendar, year, month, day, country)


def _ordered(text: str) -> Reading | None:
    """Read day, month and year in numbers: told apart by what can be no month, by dots, or left as the year."""
    if found := re.fullmatch(r"(\d{4})\s*[./年]\s*(\d{1,2})(?:\s*[./月]\s*(\d{1,2})\s*日?|\s*月)?", text):
        if found[3] or int(found[2]) <= 12:
            return Reading(_date(*(int(part) if part else None for part in found.groups())))
        return None
    if found := re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text):
        return Reading(_date(*map(int, found.groups())))
    if found := re.fullmatch(r"(\d{1,2})[-/.](\d{4})", text):
        return Reading(_date(int(found[2]), int(found[1])))
    found = re.fullmatch(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*[-/.]\s*(\d{4})", text)
    if not found:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if found[2] == "." or first > 12 or first == second:
        return Reading(_date(year, second, first))
    if second > 12:
        return Reading(_date(year, first, second))
    return Reading(PartialDate(year), order_unsure=True)


def _study_year(text: str) -> Reading | None:
    found = re.fullmatch(r"(\d{4})\s*[-/–]\s*(\d{4}|\d{2})", text)
    if not found:
        return None
    start = int(found[1])
    end = int(found[2]) if len(found[2]) == 4 else start - start % 100 + int(found[2])
    return Reading(between(PartialDate.parse(start), PartialDate.parse(end))) if end == start + 1 else None


def _in_words(text: str, country: str | None) -> Reading | None:
    """Read a month in words: English, or a language of the country where the extra is installed."""
    words = fold(text).split()
    numbers = [int(word) for word in words if word.isdigit()] + [
        int(found[1]) for word in words if (found := re.fullmatch(r"(\d{1,2})(?:st|nd|rd|th|er)", word))
    ]
    names = [word for word in words if not word[0].isdigit() and word not in _FILLERS]
    years = [number for number in numbers if number > 31]
    days = [number for number in numbers if number <= 31]
    if len(years) != 1 or len(days) > 1 or len(names) != 1:
        return None
    months = _months(names[0], country)
    return Reading(_date(years[0], months.pop(), *days)) if len(months) == 1 else None


def _months(name: str, country: str | None) -> set[int]:
    found = {number for number, month in enumerate(_ENGLISH, 1) if name in {month, month[:3], month[:4]}}
    if found or not country:
        return found
    try:
        from babel import Locale, UnknownLocaleError
        from babel.languages import get_official_languages
    except ImportError:
        raise ValueError(f'{WRITE}; pip install "qualrec[dates]" reads months in the words of the country') from None
    for language in get_official_languages(country, de_facto=True, regional=True):
        try:
            locale = Locale.parse(language)
        except (UnknownLocaleError, ValueError):
            continue
        for form in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                months = locale.months[form][width]
                found |= {number for number, month in months.items() if fold(month) == name}
    return found


def _date(year: int | None, month: int | None = None, day: int | None = None) -> PartialDate:
    return PartialDate.parse("-".join(f"{part:02d}" for part in (year, month, day) if part))
