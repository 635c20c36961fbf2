"""The knowledge as compiled into the wheel: made at build time, read as it is, with no walk over the files."""

from __future__ import annotations

from pathlib import Path

from qualrec.knowledge.locate import files, shipped
from qualrec.knowledge.snapshot import Snapshot, manifest, write

NAME = "knowledge.qrs"


def pack(root: Path, target: Path) -> None:
    """Compile the data files below *root* into one file.

    Raises:
        KnowledgeError: if a data file cannot be read or has a fault of shape.
    """
    from qualrec.knowledge.compile import compile_files

    found = files(root)
    made, stamps = manifest(found)
    write(target, {**compile_files(found.values()), "manifest": made, "files": stamps})


def packaged() -> Snapshot | None:
    """Return the compiled knowledge of an installed wheel; None in a checkout, or where it is damaged."""
    path = shipped() / NAME
    if path.parent.name != "data":
        return None
    try:
        return Snapshot(path)
    except (OSError, ValueError, KeyError):
        return None
