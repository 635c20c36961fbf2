"""Which folders hold the knowledge: a checkout, else what the wheel carries; then the user's own on top."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

FOLDERS = ("frameworks", "mappings")
WHOLE = frozenset({"frameworks/countries.yaml", "mappings/policies/default.yaml"})  # what no own folder holds
SHIPPED = "shipped"  # the knowledge that comes with the program, by name


class KnowledgeError(Exception):
    """The knowledge cannot be loaded."""


class File(NamedTuple):
    """A data file: its path as printed and as opened, what tells whether it changed, and the layer it belongs to."""

    name: str
    path: str
    size: int
    mtime_ns: int
    layer: str = ""

    @property
    def tail(self) -> str:
        """Its path below the folder of its layer."""
        return self.name.removeprefix(f"{self.layer}/") if self.layer else self.name


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


def layered(extra: Iterable[Path] = ()) -> dict[str, File]:
    """Return the files of the shipped knowledge, then those of each folder of *extra*, the last on top.

    The word ``shipped`` in *extra* names what lies below anyway.

    Raises:
        KnowledgeError: if a folder of *extra* holds neither frameworks/ nor mappings/.
    """
    return lay(files(shipped()), own_folders(extra))


def own_folders(extra: Iterable[Path]) -> list[Path]:
    """Leave out the word ``shipped``, where it is no folder."""
    return [folder for folder in extra if str(folder) != SHIPPED or folder.is_dir()]


def lay(below: Mapping[str, File], folders: Iterable[Path], name: str = "") -> dict[str, File]:
    """Lay folders over files; a layer is called by its folder's name, or by *name*, and its files begin with that.

    Raises:
        KnowledgeError: if a folder holds neither frameworks/ nor mappings/.
    """
    found = dict(below)
    for root in folders:
        own = files(root)
        if not own:
            raise KnowledgeError(f"{root} has no data files below frameworks/ or mappings/")
        layer = _called(name or root.absolute().resolve().name or "data", {SHIPPED, *(f.layer for f in found.values())})
        for path, file in own.items():
            found[f"{layer}/{path}"] = file._replace(name=f"{layer}/{path}", layer=layer)
    return found


def _called(name: str, taken: set[str]) -> str:
    """Return a name for a layer that no other has."""
    number = 1
    while (name if number == 1 else f"{name} ({number})") in taken:
        number += 1
    return name if number == 1 else f"{name} ({number})"
