"""A side file of a batch, such as the review queue: there whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from qualrec.io.tables.base import TableError


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """Open *path* for writing so that it appears once it is complete.

    Raises:
        TableError: if it cannot be written.
    """
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise TableError(f"{path}: {error.strerror or 'it cannot be written'}", "check its folder and room") from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
