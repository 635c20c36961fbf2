"""Transcripts: own YAML, JSON or CSV, or the courses of an ELMO file or of an EWP transcript of records."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from qualrec.io.credentials import Unreadable, load, plain

MAX_COURSES = 5000
KEYS = ("name", "code", "credits", "unit", "grade", "scale", "status", "year", "term", "date", "level", "major")


def read_transcript(path: Path) -> dict[str, Any]:
    """Return a transcript as plain values: country, scale, unit and courses.

    Raises:
        Unreadable: if the file holds none.
    """
    raw = load(path)
    start = raw.lstrip(b"\xef\xbb\xbf\x00 \t\r\n")[:1]
    if start == b"<":
        return _elmo(raw)
    if path.suffix.lower() in {".yaml", ".yml", ".json"}:
        return _checked(plain(raw))
    return {"courses": _csv(raw.decode("utf-8-sig", "replace"))}


def _checked(value: Any) -> dict[str, Any]:
    from qualrec.knowledge.reader import Map
    from qualrec.knowledge.schemas import validator

    if not isinstance(value, dict):
        raise Unreadable("it holds no transcript", do="begin with country: and courses:")
    error = next(iter(sorted(validator("transcript").iter_errors(value), key=lambda e: list(map(str, e.path)))), None)
    if error:
        steps = list(error.absolute_path)
        at = ""
        if isinstance(value, Map) and steps and steps[0] in value.values_at:
            at = ":{}:{}".format(*value.values_at[str(steps[0])][:2])
        where = "/".join(map(str, steps))
        raise Unreadable(f"{where}: {error.message[:160]}", at=at, do="see qualrec schema transcript")
    return dict(value)


def _csv(text: str) -> list[dict[str, Any]]:
    try:
        dialect: Any = csv.Sniffer().sniff(text[:2000], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = list(csv.DictReader(io.StringIO(text), dialect=dialect))
    except csv.Error as error:
        raise Unreadable(f"it is no table ({error})") from None
    if not rows or "name" not in rows[0]:
        raise Unreadable("it has no column name", do="use the columns " + ", ".join(KEYS))
    return [{key: (row.get(key) or "").strip() for key in KEYS if (row.get(key) or "").strip()} for row in rows]


def _elmo(raw: bytes) -> dict[str, Any]:
    from qualrec.io.exchange import elmo

    reports = [report for report in elmo.read(raw) if report.items]
    if not reports:
        raise Unreadable("it holds no courses")
    courses = [_item(item) for report in reports for item in report.items]
    countries = {report.country for report in reports if report.country}
    found: dict[str, Any] = {"courses": courses}
    if len(countries) == 1:
        found["country"] = countries.pop()
    return found


def _item(item: Any) -> dict[str, Any]:
    from qualrec.io.exchange.elmo import amount_of, native

    credit = item.credits[0] if item.credits else None
    value = amount_of(credit.value) if credit else None
    status = {"in-progress": "in_progress"}.get(item.status, item.status)
    found: dict[str, Any] = {
        "name": native(item.title) or item.code or item.type or "untitled",
        "code": item.code,
        "credits": format(value.normalize(), "f") if value else "",
        "unit": "int-ects" if credit and credit.scheme.strip().lower() == "ects" else "",
        "grade": item.grade,
        "status": status or ("" if item.grade else "passed"),
        "term": item.term,
        "date": item.date[:10],
        "parts": [_item(part) for part in item.parts],
    }
    return {key: value for key, value in found.items() if value}
