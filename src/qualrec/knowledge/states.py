"""States of the knowledge by name: a folder, a wheel, a git revision, or what is shipped.

A state that lacks the country names or the default policy is somebody's own folder and lies over the shipped
knowledge. Files of a wheel or a revision are kept in the cache folder under the hash of what they came from.
"""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from qualrec.knowledge.locate import FOLDERS, SHIPPED, WHOLE, File, files, lay, layered, own_folders, shipped
from qualrec.knowledge.snapshot import cache_folder
from qualrec.model.digest import sha256
from qualrec.model.frozen import frozen

MAX_BYTES = 200_000_000  # of one state, unpacked
MAX_FILES = 20_000
KEPT = 4


class StateError(Exception):
    """A state that cannot be had: why, and what to do."""

    def __init__(self, why: str, do: str = "") -> None:
        super().__init__(why)
        self.why, self.do = why, do


@frozen
class State:
    """One state: the name given, what it is (folder, wheel, revision, shipped), which exactly, and its files.

    *laid_over* says that it is an own folder, with the shipped knowledge under it.
    """

    name: str
    what: str
    exact: str
    laid_over: bool
    files: Mapping[str, File]


def state(name: str, data: tuple[Path, ...] = ()) -> State:
    """Find a state by its name, with the folders of *data* laid over it.

    Raises:
        StateError: if there is none of that name, or it cannot be read.
        KnowledgeError: if a folder of *data* holds no data files.
    """
    what, exact, root = _root(name)
    own = files(root)
    if not own:
        raise StateError("it holds no data files", "name a state with frameworks/ or mappings/ in it")
    laid_over = not own.keys() >= WHOLE
    found = lay(layered(), [root], Path(name).absolute().name) if laid_over else own
    return State(name, what, exact, laid_over, lay(found, own_folders(data)))


def _root(name: str) -> tuple[str, str, Path]:
    path = Path(name)
    if name == SHIPPED:
        return SHIPPED, "", shipped()
    if path.is_dir():
        return "folder", "", path
    if path.is_file():
        if not zipfile.is_zipfile(path):
            raise StateError("it is neither a folder nor a wheel", "name a folder, a .whl file or a git revision")
        return "wheel", "", _kept(sha256(path.read_bytes())[:24], lambda: _from_zip(path))
    commit, tree, top = _revision(name.removeprefix("git:"))
    return "revision", commit, _kept(tree[:24], lambda: _from_git(tree, top))


def _revision(name: str) -> tuple[str, str, Path]:
    """Return the commit, the tree that holds the data, and the repository; from here, else from its top."""
    if name.startswith("-") or not name.isprintable():
        raise StateError("a revision does not begin with a hyphen and holds no control characters")
    found = _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if found is None:
        raise StateError(
            "there is no such folder, file or git revision here", "name a folder, a wheel, main~3 ..., or shipped"
        )
    commit = found.decode().strip()
    top = Path((_git("rev-parse", "--show-toplevel") or b".").decode().strip())
    here = (_git("rev-parse", "--show-prefix") or b"").decode().strip().rstrip("/")
    for place in dict.fromkeys((here, "")):
        tree = (_git("rev-parse", "--verify", "--quiet", f"{commit}:{place}") or b"").decode().strip()
        names = (_git("ls-tree", "--full-tree", "--name-only", tree) or b"").decode().split()
        if tree and set(names) & set(FOLDERS):
            return commit, tree, top
    raise StateError("the revision holds no frameworks/ or mappings/", "run it where these folders stand")


def _git(*arguments: str) -> bytes | None:
    """Run git and return what it printed, or None where it failed."""
    git = shutil.which("git")
    if git is None:
        raise StateError("git is not installed", "name a folder or a wheel instead of a revision")
    done = subprocess.run([git, *arguments], capture_output=True, check=False)  # noqa: S603 - no shell, git's own words
    return done.stdout if done.returncode == 0 else None


def _from_git(tree: str, top: Path) -> Iterator[tuple[str, bytes]]:
    present = [
        name
        for name in (_git("ls-tree", "--full-tree", "--name-only", tree) or b"").decode().split()
        if name in FOLDERS
    ]
    packed = _git("-C", str(top), "archive", "--format=tar", tree, *present)
    if packed is None:
        raise StateError("git could not read the revision")
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        members = [member for member in archive if member.isfile() and _wanted(member.name)]
        for member in members:
            opened: IO[bytes] | None = archive.extractfile(member)
            if opened:
                yield member.name, opened.read()


def _from_zip(path: Path) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                name = info.filename.removeprefix("qualrec/data/")
                if _wanted(name) and not info.is_dir():
                    with archive.open(info) as opened:
                        yield name, opened.read(MAX_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise StateError(f"the wheel cannot be read ({error})") from None


def _wanted(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parts[:1] in {(folder,) for folder in FOLDERS} and path.suffix == ".yaml" and ".." not in path.parts


def _kept(key: str, unpack: Callable[[], Iterable[tuple[str, bytes]]]) -> Path:
    """Return the folder with the files of *key*, unpacked once."""
    cache = cache_folder()
    base = cache / "states" if cache else Path(tempfile.mkdtemp(prefix="qualrec-"))
    base.mkdir(mode=0o700, exist_ok=True)
    target = base / key
    if not target.is_dir():
        _unpack(unpack(), base, target)
        for old in sorted(base.iterdir(), key=lambda p: p.stat().st_mtime_ns, reverse=True)[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)
    return target


def _unpack(items: Iterable[tuple[str, bytes]], base: Path, target: Path) -> None:
    """Write the files whole or not at all; one that grows past all measure is refused."""
    fresh = Path(tempfile.mkdtemp(dir=base, prefix=".new-"))
    try:
        size = 0
        for count, (name, raw) in enumerate(items):
            size += len(raw)
            if size > MAX_BYTES or count >= MAX_FILES:
                raise StateError(f"it unpacks to more than {MAX_BYTES // 1_000_000} MB or {MAX_FILES} files")
            file = fresh / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(raw)
        if not target.is_dir():
            fresh.replace(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
