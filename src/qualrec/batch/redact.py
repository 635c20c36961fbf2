"""Keyed pseudonyms: the same person keeps the same name through all files of one key, and nobody without it can tell.

What is replaced: the row's own id, and every column this program does not read, since nobody but its owner knows what
such a column holds.
"""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path
from typing import Any

from qualrec.batch.columns import INPUT, NESTED, OUTPUT
from qualrec.batch.hooks import Cells
from qualrec.io.tables.base import TableError

SHORTEST = 16  # bytes of a key
_KEPT = frozenset({*INPUT[1:], *NESTED, *OUTPUT})


class Redaction:
    """Replaces personal cells by pseudonyms."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __call__(self, cells: Cells) -> Cells:
        """Return the cells as they may be written."""
        return {column: value if column in _KEPT else self._pseudonym(value) for column, value in cells.items()}

    def _pseudonym(self, value: Any) -> str:
        text = str(value if value is not None else "").strip()
        if not text:
            return ""
        return "p-" + hmac.new(self._key, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:20]


def redaction(path: Path) -> Redaction:
    """Return the redaction by the key in a file.

    Raises:
        TableError: if it cannot be read or is too short to keep anything secret.
    """
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise TableError(f"{path}: {error.strerror}", "name a file that holds a secret key") from None
    if len(key) < SHORTEST:
        raise TableError(f"{path}: a key of {len(key)} bytes is too short", f"use {SHORTEST} random bytes or more")
    return Redaction(key)
