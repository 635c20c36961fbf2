"""Work shared with a second process: the same results in the same order, whatever becomes of that process."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualrec.knowledge.shared_work import shared

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="shared by fork")
HERE = os.getpid()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(), max_size=40), st.floats(0, 1))
def test_every_item_has_its_result_at_its_place(items: list[int], away: float) -> None:
    assert shared(lambda n: (n, n * 2), items, away=away, worth=True) == [(n, n * 2) for n in items]


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="one core: nothing is shared")
def test_some_of_it_is_done_elsewhere() -> None:
    assert len(set(shared(lambda _: os.getpid(), [1, 2, 3, 4], away=1 / 2, worth=True))) == 2
    assert set(shared(lambda _: os.getpid(), [1, 2, 3, 4], away=1 / 2, worth=False)) == {HERE}


def test_a_second_process_that_is_killed_costs_time_only() -> None:
    def work(n: int) -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return n

    assert shared(work, [1, 2, 3, 4, 5], away=1 / 2, worth=True) == [1, 2, 3, 4, 5]


def test_a_fault_is_raised_here_wherever_it_came_up() -> None:
    def work(n: int) -> int:
        return 1 // (n - 4)

    with pytest.raises(ZeroDivisionError):
        shared(work, [1, 2, 3, 4], away=1 / 2, worth=True)


def test_what_cannot_be_sent_is_worked_out_here() -> None:
    def work(n: int) -> Callable[[], int]:
        return lambda: n

    assert [found() for found in shared(work, [1, 2, 3, 4], away=1 / 2, worth=True)] == [1, 2, 3, 4]
