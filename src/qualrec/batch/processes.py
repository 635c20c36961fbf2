"""How a batch starts other processes, and how these end with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from typing import Any

FORKS = sys.platform.startswith("linux")  # a forked process has the open knowledge from the start


def context() -> Any:
    """Return what makes processes here."""
    return multiprocessing.get_context("fork" if FORKS else "spawn")


def attend(parent: int) -> None:
    """In the new process: leave Ctrl-C to the first one, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)
