"""Partial dates and three-valued containment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
