"""Work on a list shared with a second process, a copy of this one; results come back, nothing goes out."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def shared(work: Callable[[T], R], items: list[T], *, away: float, worth: bool) -> list[R]:
    """Return what *work* makes of each item, in order; some are worked on by a forked process.

    What the second process could not do, it leaves undone: its share is worked on here, so that a fault in *work* is
    raised here too.

    Args:
        work: makes of one item a result, which must be fit for pickling.
        items: all of them.
        away: how much of them goes to the second process, from 0 to 1; less than half where results are heavy.
        worth: False to do everything here.
    """
    if not worth or not sys.platform.startswith("linux") or len(os.sched_getaffinity(0)) < 2:
        return [work(item) for item in items]
    goes = [int((n + 1) * away) > int(n * away) for n in range(len(items))]
    there = [item for item, far in zip(items, goes, strict=True) if far]
    receive, send = os.pipe()
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        _answer(lambda: [work(item) for item in there], send)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        here = [work(item) for item, far in zip(items, goes, strict=True) if not far]
        told = pipe.read()
    _, status = os.waitpid(child, 0)
    came = pickle.loads(told) if status == 0 else [work(item) for item in there]  # noqa: S301 - from our own process
    near, other = iter(here), iter(came)
    return [next(other) if far else next(near) for far in goes]


def _answer(work: Callable[[], object], send: int) -> None:
    """Send the results and end the process without taking it down: it is a copy, and its exit is nobody's exit."""
    code = 1
    try:
        with os.fdopen(send, "wb") as pipe:
            pickle.dump(work(), pipe, pickle.HIGHEST_PROTOCOL)
        code = 0
    finally:
        os._exit(code)
