"""Which encoding a text file has: UTF-8, UTF-16 and Windows Latin-1 told apart, anything else refused."""

from __future__ import annotations

import codecs
from pathlib import Path

from qualrec.io.tables.base import TableError

_BLOCK = 1 << 20
# Bytes that stand for no letter in Windows Latin-1, and control bytes no table holds.
_NO_LETTERS = bytes({*range(9), *range(14, 27), *range(28, 32), 0x81, 0x8D, 0x8F, 0x90, 0x9D})


def encoding_of(path: Path) -> tuple[str, str]:
    """Return a file's encoding, and a note where nothing in the file proves it.

    Raises:
        TableError: if it is no text.
    """
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8-sig", ""
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", ""
        if len(start) == 4 and start[1] == 0 == start[3]:
            return "utf-16-le", ""
        if len(start) == 4 and start[0] == 0 == start[2]:
            return "utf-16-be", ""
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            for block in iter(lambda: file.read(_BLOCK), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return _latin(path)
    return "utf-8", ""


def _latin(path: Path) -> tuple[str, str]:
    with path.open("rb") as file:
        for block in iter(lambda: file.read(_BLOCK), b""):
            if len(block) != len(block.translate(None, _NO_LETTERS)):
                raise TableError(
                    "it is neither UTF-8, UTF-16 nor Windows Latin-1 text", "save it as UTF-8 and run it again"
                )
    return "cp1252", f"{path.name} is not UTF-8; read as Windows Latin-1"
