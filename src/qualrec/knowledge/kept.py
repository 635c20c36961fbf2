"""Findings kept in the user's cache folder: where no file, rule, day or option differs, they are read, not sought.

What is kept is plain JSON under a hash of all that the findings hang on but the files' content; the files are told
by size and time, and by content where these are in doubt, as the compiled knowledge is.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

from qualrec.knowledge.snapshot import cache_folder, digest, replace_file, unchanged
from qualrec.model.problem import Place, Problem

KEPT = 8
PACKAGE = Path(__file__).resolve().parent.parent
Result = tuple[list[Problem], int]  # the findings, and how many files were asked for


def findings(files: Mapping[str, str], hangs_on: Iterable[object], seek: Callable[[], Result]) -> Result:
    """Return what *seek* finds, or what it found before where nothing has changed since.

    Args:
        files: name -> path of every file that is read.
        hangs_on: whatever else the findings hang on; its text tells it apart.
        seek: finds them.
    """
    folder = cache_folder()
    if folder is None:
        return seek()
    key = blake2b(repr([*hangs_on, list(files.items()), _program()]).encode("utf-8", "surrogatepass"), digest_size=12)
    kept = folder / f"findings-{key.hexdigest()}.json"
    if found := _read(kept, files):
        return found
    made = time.time_ns()  # before the files are read: what changes in between is in doubt
    stamps = _stamps(files)
    found = seek()
    _write(kept, {"made": made, "files": stamps, "problems": list(map(_plain, found[0])), "asked": found[1]})
    return found


def _program() -> list[list[Any]]:
    """Return what tells this program's rules from others: the interpreter, and the files of code and schemas."""
    told: list[list[Any]] = [[sys.version]]
    for part in ("knowledge", "knowledge/rules", "model", "schemas"):
        with os.scandir(PACKAGE / part) as entries:
            stats = [(e.name, e.stat()) for e in entries if e.name.endswith((".py", ".json"))]
        told += [[part, name, stat.st_size, stat.st_mtime_ns] for name, stat in sorted(stats)]
    return told


def _stamps(files: Mapping[str, str]) -> dict[str, list[Any]]:
    found = {}
    for name, path in files.items():
        stat = Path(path).stat()
        found[name] = [stat.st_size, stat.st_mtime_ns, digest(Path(path).read_bytes())]
    return found


def _read(kept: Path, files: Mapping[str, str]) -> Result | None:
    try:
        told = json.loads(kept.read_bytes())
        made = told["made"]
        for name, path in files.items():
            stat = os.stat(path)  # noqa: PTH116 - half the time of a path's own, sixteen hundred times
            if not unchanged(path, stat.st_size, stat.st_mtime_ns, told["files"][name], made):
                return None
        return [_problem(item) for item in told["problems"]], int(told["asked"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(kept: Path, told: dict[str, Any]) -> None:
    try:
        replace_file(kept, json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass"))
        old = sorted(kept.parent.glob("findings-*.json"), key=lambda p: p.stat().st_mtime_ns, reverse=True)
        for file in old[KEPT:]:
            file.unlink(missing_ok=True)
    except OSError as error:
        sys.stderr.write(f"qualrec: the findings were not kept: {error}\n")


def _plain(problem: Problem) -> list[Any]:
    values = {key: str(value) for key, value in problem.values.items()}
    return [problem.code, _place(problem.place), values, [_place(place) for place in problem.related]]


def _place(place: Place) -> list[Any]:
    return [place.path, place.line, place.column, place.end_column]


def _problem(told: list[Any]) -> Problem:
    code, place, values, related = told
    return Problem(code, Place(*place), values, tuple(Place(*other) for other in related))
