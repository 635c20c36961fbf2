"""Partial dates and three-valued containment."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualrec.engine.calendars import INSTALL, NEEDED, convert, ethiopian
from qualrec.engine.dating import read_date
from qualrec.engine.intake import read
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.dates import Answer, Interval, PartialDate

YEARS = st.integers(1900, 2030)
DATES = st.builds(PartialDate, YEARS) | st.builds(PartialDate, YEARS, st.integers(1, 12))


@pytest.mark.parametrize("raw", ["2003", "2003-10", "2003-10-15", 2003])
def test_a_date_comes_back_as_written(raw):
    assert str(PartialDate.parse(raw)) == str(raw)


@pytest.mark.parametrize("raw", ["", "03", "2003-13", "2003-02-30", "15.10.2003", "2003-1", "abc", "12003"])
def test_what_is_no_date_is_refused(raw):
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(raw)


@pytest.mark.parametrize(
    ("start", "end", "when", "answer"),
    [
        ("2003", None, "2004", "yes"),
        ("2003", None, "2002", "no"),
        ("2003", None, "2003", "unknown"),
        (None, "2003", "2003", "unknown"),
        ("2003-07", None, "2003", "unknown"),
        ("2003-07", None, "2003-08", "yes"),
        (None, None, "1066", "yes"),
        ("1999", "2001", "2000", "yes"),
    ],
)
def test_containment(start, end, when, answer):
    interval = Interval(PartialDate.parse(start) if start else None, PartialDate.parse(end) if end else None)
    assert interval.holds(PartialDate.parse(when)) == answer


@given(DATES, DATES, DATES)
def test_a_wider_interval_never_turns_yes_into_no(a, b, when):
    narrow = Interval(a, b)
    if narrow.holds(when) is Answer.YES:
        for wide in (Interval(a, None), Interval(None, b), Interval(None, None)):
            assert wide.holds(when) is Answer.YES


@given(DATES)
def test_first_is_never_after_last(date):
    assert date.first <= date.last


@pytest.mark.parametrize("raw", ["2018-04-14/2019-04-13", "2014/2015", "2018-04/2018-05-02"])
def test_a_span_comes_back_as_written(raw):
    date = PartialDate.parse(raw)
    assert str(date) == raw
    assert date.first < date.last


def test_a_span_is_inside_only_where_all_of_it_is():
    date = PartialDate.parse("2018-04-14/2019-04-13")
    assert Interval(PartialDate(2018)).holds(date) is Answer.UNKNOWN
    assert Interval(PartialDate(2017)).holds(date) is Answer.YES
    assert Interval(PartialDate(2020)).holds(date) is Answer.NO
    with pytest.raises(ValueError, match="before"):
        PartialDate.parse("2019/2018")


@pytest.mark.parametrize(
    ("raw", "country", "date", "calendar"),
    [
        ("15.10.2003", None, "2003-10-15", "gregorian"),
        ("15/10/2003", None, "2003-10-15", "gregorian"),
        ("10/15/2003", None, "2003-10-15", "gregorian"),
        ("04/04/2015", None, "2015-04-04", "gregorian"),
        ("06/2015", None, "2015-06", "gregorian"),
        ("2014/15", None, "2014/2015", "gregorian"),
        ("15th June 2015", None, "2015-06-15", "gregorian"),
        ("2015年6月30日", "CN", "2015-06-30", "gregorian"),
        ("2009-08-31Z", None, "2009-08-31", "gregorian"),
        ("\u202e2015\u202c", None, "2015", "gregorian"),
        ("พ.ศ. 2561", "TH", "2018", "buddhist"),
        ("2561", "TH", "2018", "buddhist"),
        ("2480", "TH", "1937-04-01/1938-03-31", "buddhist"),
        ("平成30年3月25日", "JP", "2018-03-25", "japanese"),
        ("平成30年度", "JP", "2018-04-01/2019-03-31", "japanese"),
        ("令和元年", None, "2019-05-01/2019-12-31", "japanese"),
        ("H30.3.25", "JP", "2018-03-25", "japanese"),
        ("民國107年6月", "TW", "2018-06", "minguo"),
        ("2010 E.C.", "ET", "2017-09-11/2018-09-10", "ethiopian"),
        ("30/10/2010 E.C.", "ET", "2018-07-07", "ethiopian"),
    ],
)
def test_dates_as_papers_print_them(raw, country, date, calendar):
    reading = read_date(raw, country)
    assert (str(reading.date), reading.calendar, reading.order_unsure) == (date, calendar, False)


@pytest.mark.parametrize(
    ("needs", "raw", "country", "date"),
    [
        ("nepali_datetime", "2075", "NP", "2018-04-14/2019-04-13"),
        ("nepali_datetime", "२०७५-०१-१५", "NP", "2018-04-28"),
        ("persiantools", "۱۳۹۷", "IR", "2018-03-21/2019-03-20"),
        ("persiantools", "1397/03/15 SH", None, "2018-06-05"),
        ("hijridate", "١٤٤٠هـ", "SA", "2018-09-11/2019-08-30"),
        ("hijridate", "1440", "EG", "2018-09-10/2019-08-31"),
        ("babel", "30 juin 2015", "FR", "2015-06-30"),
        ("babel", "listopad 2015", "HR", "2015-10"),
        ("babel", "listopad 2015", "PL", "2015-11"),
    ],
)
def test_dates_that_a_library_reads(needs, raw, country, date):
    pytest.importorskip(needs, reason='install "qualrec[dates]"')
    assert str(read_date(raw, country).date) == date


def test_day_and_month_that_cannot_be_told_apart_leave_the_year():
    reading = read_date("03/04/2015")
    assert (str(reading.date), reading.order_unsure) == ("2015", True)


@pytest.mark.parametrize(
    "raw", ["15.10.03", "31.02.2015", "abc", "9" * 200, "M 10", "0", "1397 AH", "2015-13", "昭和65年"]
)
def test_what_may_be_two_dates_or_none_is_asked_about(raw):
    with pytest.raises(ValueError, match=r"."):
        read_date(raw, "IR")


def test_a_missing_library_is_named(monkeypatch):
    monkeypatch.setattr("qualrec.engine.calendars.find_spec", lambda _name: None)
    for calendar in NEEDED:
        with pytest.raises(ValueError, match="qualrec") as error:
            convert(calendar, 1440, None, None)
        assert str(error.value) == INSTALL


@given(st.integers(1900, 2050), st.integers(1, 13))
def test_the_ethiopian_year_has_no_hole(year, month):
    last = 30 if month < 13 else 6 if year % 4 == 3 else 5
    after = (year, month + 1, 1) if month < 13 else (year + 1, 1, 1)
    assert (ethiopian(*after) - ethiopian(year, month, last)).days == 1


@given(st.text(max_size=40), st.sampled_from([None, "IR", "NP", "TH", "JP", "FR"]))
def test_no_text_breaks_the_reading_of_dates(raw, country):
    with contextlib.suppress(ValueError):
        date = read_date(raw, country).date
        assert date.first <= date.last


def test_a_date_of_another_calendar_reaches_the_record_with_its_reason(ask):
    found = ask(country="TH", title="Bachelor of Arts", awarded="2561")
    said = [reason["values"] for reason in found["reasons"] if reason["code"] == "AWARD_DATE_READ"]
    assert said == [{"given": "2561", "date": "2018", "calendar": "buddhist"}]
    credential, faults = read({"country": "FR", "awarded": "15.10.03"}, KnowledgeBase.open())
    assert credential.awarded is None
    assert [fault.code for fault in faults] == ["DATE_UNREADABLE"]
