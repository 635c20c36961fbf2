"""A folder or a ZIP of credential files: each award one row, each file that cannot be read one row that says why."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualrec.io import credentials
from qualrec.io.credentials import MAX_BYTES, Unreadable
from qualrec.io.tables.base import Row, Table, TableError
from qualrec.io.text import whole

COLUMNS = tuple(
    "file item id country title field institution institution_status programme_accredited awarded credits credit_unit "
    "years grade grade_scale profile purpose target kind language".split()
)
ENDINGS = {".xml", ".elmo", ".yaml", ".yml", ".json", ".jsonld"}
MEMBERS = 1_000_000
TOTAL = 20_000_000_000  # bytes unpacked, of all members


def read(path: Path) -> Table:
    """Open a folder or a ZIP (see ``Reader``)."""
    if path.is_dir():
        return Table(COLUMNS, _rows(_files(path)))
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError) as error:
        raise TableError(f"it is no ZIP that can be read: {error}", "pack it again") from None
    members = [m for m in archive.infolist() if not m.is_dir() and _wanted(m.filename)]
    if len(members) > MEMBERS or sum(m.file_size for m in members) > TOTAL:
        raise TableError("it unpacks to more than can be meant", "give the files in a folder, or in several ZIPs")
    return Table(COLUMNS, _rows(_members(archive, members)))


def _wanted(name: str) -> bool:
    last = name.replace("\\", "/").rpartition("/")[2]
    return Path(last).suffix.lower() in ENDINGS and not last.startswith(".") and "__MACOSX" not in name


Part = tuple[str, bytes | None, str]  # the name, its bytes, or why there are none


def _files(folder: Path) -> Iterator[Part]:
    """Yield the files below a folder in the order of their names; a link that leads out of it is not followed."""
    top = folder.resolve()
    for path in sorted(p for p in folder.rglob("*") if _wanted(p.name)):
        name = whole(path.relative_to(folder).as_posix())
        if not path.resolve().is_relative_to(top):
            yield name, None, "it is a link that leads out of the folder"
        elif path.is_file():
            try:
                size = path.stat().st_size
                yield (name, None, _too_large()) if size > MAX_BYTES else (name, path.read_bytes(), "")
            except OSError as error:
                yield name, None, error.strerror or "it cannot be opened"


def _members(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> Iterator[Part]:
    """Yield the members of a ZIP; nothing is unpacked to disk, and no more is read than the limit."""
    for member in sorted(members, key=lambda m: m.filename):
        if member.file_size > MAX_BYTES:
            yield member.filename, None, _too_large()
            continue
        try:
            with archive.open(member) as file:
                raw = file.read(MAX_BYTES + 1)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
            yield member.filename, None, f"it cannot be unpacked: {error}"
            continue
        yield (member.filename, None, _too_large()) if len(raw) > MAX_BYTES else (member.filename, raw, "")


def _too_large() -> str:
    return f"it is larger than {MAX_BYTES // 1_000_000} MB"


def _rows(parts: Iterator[Part]) -> Iterator[Row]:
    number = 0
    for name, raw, why in parts:
        for item, cells, fault in _awards(raw, why):
            number += 1
            own = {**dict.fromkeys(COLUMNS, ""), "file": name, "item": str(item), "id": f"{name}#{item}"}
            yield Row(number, {**own, **cells}, ("FILE_UNREADABLE",) if fault else (), fault)


def _awards(raw: bytes | None, why: str) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Yield each award of a file: its number, its values, or why there are none."""
    if raw is None:
        yield 1, {}, why
        return
    try:
        for item, values in enumerate(_values(raw), 1):
            yield item, values, ""
    except Unreadable as error:
        yield 1, {}, f"{error.why}{f' (at {error.at[1:]})' if error.at else ''}"
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, LookupError) as error:
        yield 1, {}, f"it cannot be read: {type(error).__name__}"


def _values(raw: bytes) -> Iterator[dict[str, Any]]:
    if credentials.sniff(raw) != "elmo":
        yield credentials.parse(raw)
        return
    from qualrec.io.exchange import elmo

    reports = elmo.read(raw)
    for item in range(1, max(len(elmo.degrees(reports)), 1) + 1):
        yield elmo.credential(reports, item)
