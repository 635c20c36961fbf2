"""Years, months and days of other calendars as the days they were; exact where the day is given, else a span."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from qualrec.model.dates import PartialDate, of_days

Day = Callable[[int, int, int], dt.date]

# Eras of Japan since Gregorian dates, with their first day; letters and names as papers write them.
ERAS = {
    "明治": dt.date(1873, 1, 1), "大正": dt.date(1912, 7, 30), "昭和": dt.date(1926, 12, 25),
    "平成": dt.date(1989, 1, 8), "令和": dt.date(2019, 5, 1),
}  # fmt: skip
ERA_YEAR_ONE = {**{era: start.year for era, start in ERAS.items()}, "明治": 1868}
ERA_NAMES = {
    "meiji": "明治", "taisho": "大正", "showa": "昭和", "heisei": "平成", "reiwa": "令和",
    "m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和",
}  # fmt: skip
NEEDED = {"bikram_sambat": "nepali_datetime", "solar_hijri": "persiantools", "lunar_hijri": "hijridate"}
INSTALL = 'pip install "qualrec[dates]" reads dates of this calendar'
_MEISKEREM_1 = 1_724_221 - 1_721_425  # first day of the Ethiopian year 1, counted as Python counts days
_THAI_YEAR_FROM_JANUARY = 2484
_DAY = dt.timedelta(days=1)


def convert(calendar: str, year: int, month: int | None, day: int | None, country: str | None = None) -> PartialDate:
    """Return the date that a year, month or day of another calendar was.

    Raises:
        ValueError: if the calendar has no such day, or its extra is not installed.
    """
    needed = NEEDED.get(calendar)
    if needed and not find_spec(needed):
        raise ValueError(INSTALL)
    if calendar == "minguo":
        return PartialDate.parse("-".join(f"{part:02d}" for part in (year + 1911, month, day) if part))
    if calendar == "buddhist":
        return _buddhist(year, month, day, country)
    try:
        first, last = _span(_DAYS[calendar], year, month, day)
    except (ValueError, OverflowError, IndexError, KeyError, TypeError) as error:
        raise ValueError(f"no such day in this calendar ({error})") from None
    if calendar == "lunar_hijri" and country != "SA":
        first, last = first - _DAY, last + _DAY  # elsewhere the moon is sighted, not reckoned
    return of_days(first, last)


def _span(on: Day, year: int, month: int | None, day: int | None) -> tuple[dt.date, dt.date]:
    if month and day:
        return on(year, month, day), on(year, month, day)
    if month:
        try:
            after = on(year, month + 1, 1)
        except (ValueError, IndexError, KeyError):
            after = on(year + 1, 1, 1)
        return on(year, month, 1), after - _DAY
    return on(year, 1, 1), on(year + 1, 1, 1) - _DAY


def ethiopian(year: int, month: int, day: int) -> dt.date:
    """Return the day of an Ethiopian date: twelve months of thirty days and one of five or six."""
    if not (1 <= month <= 13 and 1 <= day <= (30 if month < 13 else 6 if year % 4 == 3 else 5)):
        raise ValueError("no such day in this calendar")
    return dt.date.fromordinal(_MEISKEREM_1 + 365 * (year - 1) + year // 4 + 30 * (month - 1) + day - 1)


def _bikram_sambat(year: int, month: int, day: int) -> dt.date:
    import nepali_datetime

    found: dt.date = nepali_datetime.date(year, month, day).to_datetime_date()
    return found


def _solar_hijri(year: int, month: int, day: int) -> dt.date:
    from persiantools.jdatetime import JalaliDate

    made: Any = JalaliDate  # the library states no types
    found: dt.date = made(year, month, day).to_gregorian()
    return found


def _lunar_hijri(year: int, month: int, day: int) -> dt.date:
    from hijridate import Hijri

    found = Hijri(year, month, day).to_gregorian()
    return dt.date(found.year, found.month, found.day)


_DAYS: dict[str, Day] = {
    "ethiopian": ethiopian,
    "bikram_sambat": _bikram_sambat,
    "solar_hijri": _solar_hijri,
    "lunar_hijri": _lunar_hijri,
}


def _buddhist(year: int, month: int | None, day: int | None, country: str | None) -> PartialDate:
    """Thailand: 543 years ahead; until 1940 its year began on 1 April. Elsewhere one or the other of two years."""
    ours = year - 543
    if country not in {None, "TH"}:
        return of_days(dt.date(ours - 1, 1, 1), dt.date(ours, 12, 31))
    if year < _THAI_YEAR_FROM_JANUARY:
        if not month:
            end = dt.date(ours, 12, 31) if year == _THAI_YEAR_FROM_JANUARY - 1 else dt.date(ours + 1, 3, 31)
            return of_days(dt.date(ours, 4, 1), end)
        ours += month < 4
    return PartialDate.parse("-".join(f"{part:02d}" for part in (ours, month, day) if part))


def japanese(era: str, number: int, month: int | None, day: int | None, *, fiscal: bool = False) -> PartialDate:
    """Return the date of a year of an era; years of study (``年度``) run from April to March.

    Raises:
        ValueError: if the era has no such year or day.
    """
    start = ERAS[era]
    year = ERA_YEAR_ONE[era] + number - 1
    later = [first for first in ERAS.values() if first > start]
    end = min(later) - _DAY if later else dt.date.max
    if fiscal and not month:
        date = of_days(dt.date(year, 4, 1), dt.date(year + 1, 3, 31))
    else:
        date = PartialDate.parse("-".join(f"{part:02d}" for part in (year, month, day) if part))
    first, last = max(date.first, start), date.last if fiscal else min(date.last, end)
    if number < 1 or first > last:
        raise ValueError(f"{era} has no such year or day")
    return of_days(first, last)
