"""The compiled knowledge: one file of JSON sections with an index, opened section by section.

Layout: magic, length of the index, index (section -> offset, length, crc32), sections in UTF-8. Plain JSON
cannot run code, but a planted file could change a verdict: the folder must belong to the user and be closed to
others, else it is not used. Files are named by the hash of what they were made from and never overwritten.
"""

from __future__ import annotations

import json
import os
import sys
import time
import zlib
from collections.abc import Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Protocol

from qualrec.knowledge.folded import folded, unfolded
from qualrec.knowledge.locate import File, layered

MAGIC = b"QRS1\n"
KEPT = 4
VERSION = 10  # raise it when the sections change: older snapshots are then not read
SETTLED_NS = 2_000_000_000  # a file younger than this when it was read may have been written again since
Known = MutableMapping[tuple[str, bytes], Any]  # name and content of a file -> the document read from it


class Store(Protocol):
    """Sections of knowledge by name."""

    version: str

    def section(self, name: str) -> Any:
        """Return one section.

        Raises:
            KeyError: if there is none of that name.
        """

    def folded(self, name: str) -> Any:
        """Return one section with its documents folded (``knowledge.folded``).

        Raises:
            KeyError: if there is none of that name.
        """

    def names(self) -> list[str]:
        """Return the names of all sections."""


class Memory:
    """Sections held in memory, where no folder can be written."""

    def __init__(self, version: str, sections: Mapping[str, Any]) -> None:
        self.version = version
        self._sections = sections

    def section(self, name: str) -> Any:
        """Return one section."""
        return self._sections[name]

    def folded(self, name: str) -> Any:
        """Return one section with its documents folded."""
        return folded(name, self._sections[name])

    def names(self) -> list[str]:
        """Return the names of all sections."""
        return list(self._sections)


class Snapshot:
    """An open snapshot file.

    Raises:
        ValueError: if the file is not a whole snapshot.
    """

    def __init__(self, path: Path) -> None:
        self._rebuild: Callable[[], Store] | None = None
        self._other: Store | None = None
        self._file = path.open("rb")
        head = self._file.read(len(MAGIC) + 8)
        size = os.fstat(self._file.fileno()).st_size
        length = int.from_bytes(head[len(MAGIC) :], "big")
        if head[: len(MAGIC)] != MAGIC or len(head) + length > size:
            raise ValueError(f"{path} is not a snapshot")
        self._base = len(head) + length
        self._index: dict[str, list[int]] = json.loads(self._file.read(length))
        if any(self._base + at + count > size for at, count, _ in self._index.values()):
            raise ValueError(f"{path} is cut short")
        self._manifest: dict[str, Any] = self.section("manifest")
        self.version: str = self._manifest["version"]

    def section(self, name: str) -> Any:
        """Return one section, its checksum tested; a damaged file is made again, once, with a note."""
        return unfolded(name, self.folded(name))

    def folded(self, name: str) -> Any:
        """Return one section as it stands in the file: with its documents folded."""
        if self._other:
            return self._other.folded(name)
        at, count, checksum = self._index[name]
        raw = self._bytes(self._base + at, count)
        if zlib.crc32(raw) == checksum:
            return json.loads(raw)
        if not self._rebuild:
            raise ValueError(f"section {name} is damaged")
        print("qualrec: the compiled knowledge was damaged and is made again", file=sys.stderr)
        self._other = self._rebuild()
        return self._other.folded(name)

    def _bytes(self, at: int, count: int) -> bytes:
        """Read without moving the place in the file: a forked process shares that place, and reads too."""
        if hasattr(os, "pread"):
            return os.pread(self._file.fileno(), count, at)
        self._file.seek(at)
        return self._file.read(count)

    def or_else(self, rebuild: Callable[[], Store]) -> Snapshot:
        """Return this snapshot, which *rebuild* replaces where a section turns out to be damaged."""
        self._rebuild = rebuild
        return self

    def names(self) -> list[str]:
        """Return the names of all sections."""
        return [name for name in self._index if name not in {"manifest", "files"}]

    def fresh(self, files: Mapping[str, File]) -> bool:
        """Say whether the files are the ones this was made from: by size and time, by content where in doubt."""
        known: dict[str, list[Any]] = self.section("files")
        if known.keys() != files.keys():
            return False
        made = self._manifest["made_ns"]
        for name, file in files.items():
            path, *stamp = known[name]
            if file.path != path or not unchanged(path, file.size, file.mtime_ns, stamp, made):
                return False
        return True


def unchanged(path: str, size: int, mtime_ns: int, stamp: list[Any], made_ns: int) -> bool:
    """Say whether a file is what it was when it was read, at *made_ns*; *stamp* is its size, time and content then."""
    known_size, known_mtime, content = stamp
    if size != known_size:
        return False
    doubtful = mtime_ns != known_mtime or made_ns - known_mtime < SETTLED_NS
    return not doubtful or digest(Path(path).read_bytes()) == content


def open_store(extra: tuple[Path, ...] = (), *, cache: bool = True) -> Store:
    """Return the knowledge, compiled again only where a file changed.

    Raises:
        KnowledgeError: if the data files cannot be read or have faults of shape.
    """
    return open_files(layered(extra), cache=cache)


def open_files(found: Mapping[str, File], *, cache: bool = True, known: Known | None = None) -> Store:
    """Return the knowledge of *found*; *known* holds documents read before, where several states share most files.

    Raises:
        KnowledgeError: if the data files cannot be read or have faults of shape.
    """
    folder = cache_folder() if cache else None
    head = (
        folder / f"head-{zlib.crc32(repr([VERSION, *(f.path for f in found.values())]).encode()):08x}"
        if folder
        else None
    )
    if head and (snapshot := _current(head, found)):
        return snapshot.or_else(lambda: _compiled(found, folder, head))
    return _compiled(found, folder, head, known)


def _current(head: Path, files: Mapping[str, File]) -> Snapshot | None:
    """Return the snapshot that *head* names if it is whole and fresh."""
    try:
        snapshot = Snapshot(head.parent / head.read_text(encoding="utf-8"))
        return snapshot if snapshot.fresh(files) else None
    except (OSError, ValueError, KeyError):
        return None


def _compiled(files: Mapping[str, File], folder: Path | None, head: Path | None, known: Known | None = None) -> Store:
    from qualrec.knowledge.compile import compile_files

    made, known_files = manifest(files)  # before the compile, which may take longer than a file needs to settle
    sections = compile_files(files.values(), known)
    version = made["version"]
    if folder and head:
        name = f"{version}-{head.name.removeprefix('head-')}.qrs"
        try:
            write(folder / name, {**sections, "manifest": made, "files": known_files})
            replace_file(head, name.encode())
            _forget_old(folder)
        except OSError as error:
            print(f"qualrec: the compiled knowledge was not kept: {error}", file=sys.stderr)
    return Memory(version, sections)


def manifest(files: Mapping[str, File]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a snapshot was made from: a hash of all; then each file's path, size, time and content hash."""
    digests = {name: digest(Path(file.path).read_bytes()) for name, file in files.items()}
    version = digest(json.dumps([VERSION, list(digests.items())]).encode())[:16]
    stamps = {name: [file.path, file.size, file.mtime_ns, digests[name]] for name, file in files.items()}
    return {"version": version, "made_ns": time.time_ns()}, stamps


def write(path: Path, sections: Mapping[str, Any]) -> None:
    """Write a snapshot whole or not at all."""
    index: dict[str, list[int]] = {}
    bodies: list[bytes] = []
    at = 0
    for name, body in sections.items():
        raw = json.dumps(folded(name, body), ensure_ascii=False, separators=(",", ":")).encode()
        index[name] = [at, len(raw), zlib.crc32(raw)]
        bodies.append(raw)
        at += len(raw)
    head = json.dumps(index, separators=(",", ":")).encode()
    replace_file(path, b"".join([MAGIC, len(head).to_bytes(8, "big"), head, *bodies]))


def replace_file(path: Path, raw: bytes, mode: int | None = None) -> None:
    """Write a file whole or not at all; with *mode* where others than its owner are to read it."""
    import tempfile

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        if mode is not None:
            Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _forget_old(folder: Path) -> None:
    kept = sorted(folder.glob("*.qrs"), key=lambda p: p.stat().st_mtime_ns, reverse=True)
    for old in kept[KEPT:]:
        old.unlink(missing_ok=True)


def cache_folder() -> Path | None:
    """Return the user's own cache folder, or None where it cannot be made or others could write to it."""
    base = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(base) if base else Path("~/.cache").expanduser()) / "qualrec"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        stat = folder.stat()
        if hasattr(os, "getuid") and (stat.st_uid != os.getuid() or stat.st_mode & 0o077):
            print(f"qualrec: {folder} is open to others and is not used", file=sys.stderr)
            return None
    except (OSError, RuntimeError):
        return None
    return folder


def digest(raw: bytes) -> str:
    """Return what tells one content from others."""
    from hashlib import blake2b

    return blake2b(raw, digest_size=16).hexdigest()
