"""Which folders hold the knowledge: a checkout, else what the wheel carries; then the user's own on top."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

FOLDERS = ("frameworks", "mappings")


class KnowledgeError(Exception):
    """The knowledge cannot be loaded."""


class File(NamedTuple):
    """A data file: its path as printed and as opened, and what tells whether it changed."""

    name: str
    path: str
    size: int
    mtime_ns: int


def shipped() -> Path:
    """Return the folder that holds ``frameworks/`` and ``mappings/``.

    An editable install copies data files into site-packages once, where they go stale; so a checkout goes first.

    Raises:
        KnowledgeError: if neither a checkout nor packaged data is there.
    """
    package = Path(__file__).resolve().parent.parent
    checkout = package.parent.parent
    if package.parent.name == "src" and (checkout / "frameworks").is_dir():
        return checkout
    if (package / "data" / "frameworks").is_dir():
        return package / "data"
    raise KnowledgeError(f"no frameworks/ folder beside {package}: install qualrec again, or name one with --data")


def files(root: Path) -> dict[str, File]:
    """Return the YAML files below *root*'s two folders by their printed name, sorted."""
    root = root.absolute()
    found: dict[str, File] = {}
    stack = [str(root / folder) for folder in FOLDERS if (root / folder).is_dir()]
    cut = len(str(root)) + 1
    while stack:
        with os.scandir(stack.pop()) as entries:
            for entry in entries:
                if entry.is_dir():
                    stack.append(entry.path)
                elif entry.name.endswith(".yaml"):
                    stat = entry.stat()
                    name = entry.path[cut:].replace(os.sep, "/")
                    found[name] = File(name, entry.path, stat.st_size, stat.st_mtime_ns)
    return dict(sorted(found.items()))


def layered(extra: tuple[Path, ...] = ()) -> dict[str, File]:
    """Return the files of the shipped knowledge with each folder of *extra* laid over it, the last on top.

    Raises:
        KnowledgeError: if a folder of *extra* holds neither frameworks/ nor mappings/.
    """
    found = files(shipped())
    for root in extra:
        own = files(root)
        if not own:
            raise KnowledgeError(f"{root} has no data files below frameworks/ or mappings/")
        found.update(own)
    return dict(sorted(found.items()))
