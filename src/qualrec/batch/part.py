"""An output under way: it grows beside its final name, is marked from time to time, and appears whole or not at all.

``out.csv`` grows as ``.out.csv.part``; ``.out.csv.mark`` says how much of it stands safely on the disk and for which
run. A run that was killed is taken up at its last mark by ``--resume``; the bytes are those of a run never broken off.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from qualrec.io.tables.base import TableError

EVERY = 2.0  # seconds between marks
_ROOM = "free some room, then run it again with --resume"


class Part:
    """One output file under way."""

    def __init__(self, path: Path, run: Mapping[str, str]) -> None:
        self.path = path
        self.part = path.with_name(f".{path.name}.part")
        self.mark_file = path.with_name(f".{path.name}.mark")
        self.run = dict(run)
        self.rows = self.bytes = 0
        self.counts: dict[str, int] = {}
        self.file: IO[bytes] | None = None
        self._marked = time.monotonic()

    def begin(self, *, resume: bool) -> None:
        """Open the part: at its last mark to go on, else from nothing.

        Raises:
            TableError: if it cannot be written, another run writes it, or the run to go on with was another.
        """
        try:
            self.file = os.fdopen(os.open(self.part, os.O_RDWR | os.O_CREAT, 0o644), "r+b")
            self._lock()
            at = self._last_mark() if resume else 0
            if not at:
                self.mark_file.unlink(missing_ok=True)
            self.file.truncate(at)
            self.file.seek(at)
            self.bytes = at
        except OSError as error:
            raise TableError(error.strerror or "it cannot be written", "check the folder of -o") from None

    def _last_mark(self) -> int:
        try:
            mark = json.loads(self.mark_file.read_text(encoding="utf-8"))
            size = self.part.stat().st_size
        except (OSError, ValueError):
            return 0
        other = [name for name, value in self.run.items() if mark.get("run", {}).get(name) != value]
        if other:
            what = ", ".join(other)
            raise TableError(f"the run that was broken off differs in: {what}", "run it again without --resume")
        if size < mark["bytes"]:
            return 0
        self.rows, self.counts = mark["rows"], mark["counts"]
        return int(mark["bytes"])

    def _lock(self) -> None:
        """Keep a second run off the same output."""
        if sys.platform == "win32":
            return
        import fcntl

        assert self.file
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise TableError("another run is writing it", "wait for its end, or name another file") from None

    def write(self, text: bytes, rows: int, counts: Mapping[str, int]) -> None:
        """Write what *rows* rows came to; *counts* are those of all rows so far.

        Raises:
            TableError: if there is no room.
        """
        assert self.file
        try:
            self.file.write(text)
            self.rows, self.bytes = self.rows + rows, self.bytes + len(text)
            self.counts = dict(counts)
            if time.monotonic() - self._marked > EVERY:
                self.mark()
        except OSError as error:
            raise TableError(error.strerror or "it cannot be written", _ROOM) from None

    def mark(self) -> None:
        """Put what was written onto the disk and say how far it reaches."""
        assert self.file
        self.file.flush()
        os.fsync(self.file.fileno())
        mark: dict[str, Any] = {"run": self.run, "rows": self.rows, "bytes": self.bytes, "counts": self.counts}
        new = self.mark_file.with_suffix(".new")
        new.write_text(json.dumps(mark), encoding="utf-8")
        new.replace(self.mark_file)
        self._marked = time.monotonic()

    def finish(self) -> None:
        """Let the output appear under its name.

        Raises:
            TableError: if there is no room.
        """
        assert self.file
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.part.replace(self.path)
            self.file.close()
        except OSError as error:
            raise TableError(error.strerror or "it cannot be written", _ROOM) from None
        self.mark_file.unlink(missing_ok=True)

    def close(self) -> None:
        """Stop before the end: what stands at the last mark can be gone on with; without a mark nothing is left."""
        if self.file:
            try:
                self.mark()
                self.file.close()
            except OSError:
                pass  # no room: the last mark stands
        if not self.rows:
            self.part.unlink(missing_ok=True)
            self.mark_file.unlink(missing_ok=True)
