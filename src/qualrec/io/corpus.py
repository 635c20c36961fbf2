"""What a user keeps to ask again: files of worked cases, stored records, credential files; one or a folder of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qualrec.engine.cases import load_cases, pose
from qualrec.engine.posed import NoRecord, Posed, of_credential, of_record
from qualrec.io.credentials import MAX_BYTES, Unreadable, parse
from qualrec.model.frozen import frozen

ENDINGS = (".yaml", ".yml", ".json", ".jsonl", ".xml", ".jsonld")


@frozen
class LeftOut:
    """A file, or a part of it, that asks nothing that can be understood: where and why."""

    path: str
    line: int
    why: str


def read_corpus(paths: list[Path], hosts: list[str], today: dt.date) -> Iterator[Posed | LeftOut]:
    """Yield what the files ask, in order; *hosts* for credentials that name none, *today* where no day is given.

    Raises:
        FileNotFoundError: if a path does not exist.
    """
    for path in paths:
        if path.is_dir():
            for file in sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file()):
                yield from _file(file, hosts, today)
        elif path.is_file():
            yield from _file(path, hosts, today)
        else:
            raise FileNotFoundError(path)


def _file(path: Path, hosts: list[str], today: dt.date) -> Iterator[Posed | LeftOut]:
    name = path.as_posix()
    try:
        if path.stat().st_size > MAX_BYTES:
            yield LeftOut(name, 1, f"it is larger than {MAX_BYTES // 1_000_000} MB")
            return
        raw = path.read_bytes()
    except OSError as error:
        yield LeftOut(name, 1, error.strerror or "it cannot be opened")
        return
    if _is_cases(raw):
        for case in load_cases(name, raw):
            if case.faults:
                yield LeftOut(name, case.faults[0].line, case.faults[0].got)
            elif case.assesses:
                yield pose(case, today)
        return
    records = list(stored(raw)) if path.suffix.lower() in {".json", ".jsonl"} else []
    for line, value in records:
        try:
            yield of_record(name, line, value)
        except NoRecord as error:
            yield LeftOut(name, line, str(error))
    if not records:
        yield from _credential(name, raw, hosts, today)


def _credential(name: str, raw: bytes, hosts: list[str], today: dt.date) -> Iterator[Posed | LeftOut]:
    try:
        asked = list(of_credential(name, parse(raw), hosts, today))
    except Unreadable as error:
        line = error.at.split(":")[1] if error.at.startswith(":") else "1"
        yield LeftOut(name, int(line) if line.isdigit() else 1, error.why)
        return
    for posed in asked:
        yield posed if posed.host else LeftOut(name, 1, "it names no host country")


def _is_cases(raw: bytes) -> bool:
    return any(line.split(b"#")[0].split() == [b"kind:", b"cases"] for line in raw[:4096].splitlines())


def stored(raw: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the result records in JSON or JSON lines with the line each begins at; none where it holds none."""
    text = raw.decode("utf-8-sig", "replace")
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError):
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except (ValueError, RecursionError):
                return
            yield from _records(value, number)
        return
    yield from _records(whole, 1)


def _records(value: Any, line: int) -> Iterator[tuple[int, dict[str, Any]]]:
    inside = value.get("assessments") if isinstance(value, dict) else value
    if isinstance(inside, list):
        yield from ((line, item) for item in inside if isinstance(item, dict) and "record" in item)
    elif isinstance(value, dict) and "record" in value:
        yield line, value
