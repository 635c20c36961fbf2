"""Grade tables: how often each grade was given, from own CSV or YAML, an ELMO file or an EWP transcript of records."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from qualrec.io.credentials import Unreadable, load

MAX_ROWS = 5000
Counts = list[tuple[str, Decimal]]


def read_table(path: Path, choose: str | None = None) -> tuple[Counts, str]:
    """Return the grades of one table with their counts or percentages, and what the table is of.

    *choose* picks one of several: an ISCED-F code of an EWP table, or the code or title of a course of an ELMO file.

    Raises:
        Unreadable: if there is none, or several and none is chosen.
    """
    raw = load(path)
    start = raw.lstrip(b"\xef\xbb\xbf\x00 \t\r\n")[:1]
    if start == b"<":
        return _one(_xml(raw), choose)
    text = raw.decode("utf-8-sig", "replace")
    if path.suffix.lower() in {".yaml", ".yml", ".json"}:
        return _yaml(raw), path.name
    return _csv(text), path.name


def _one(tables: list[tuple[str, Counts]], choose: str | None) -> tuple[Counts, str]:
    if choose:
        wanted = choose.casefold()
        found = [table for table in tables if wanted in {part.casefold() for part in table[0].split(" | ")}]
    else:
        found = tables
    if len(found) == 1:
        return found[0][1], found[0][0].replace(" | ", " ").strip()
    named = "; ".join(name.replace(" | ", " ").strip() for name, _ in tables[:12])
    if not tables:
        raise Unreadable("it holds no distribution of grades", do="give a table of grades and counts")
    raise Unreadable(f"it holds {len(tables)} grade tables", do=f"choose one by its code or title: {named}")


def _xml(raw: bytes) -> list[tuple[str, Counts]]:
    from qualrec.io.exchange import elmo

    root = elmo.tree(raw)
    found: list[tuple[str, Counts]] = []
    for element in root.iter():
        if str(element.tag).rpartition("}")[2] == "iscedTable":
            rows = [
                ((child.get("label") or "").strip(), (child.get("percentage") or "").strip())
                for child in element
                if str(child.tag).rpartition("}")[2] == "gradeFrequency"
            ]
            found.append((element.get("iscedCode") or "", _counts(rows)))
    if any(str(element.tag).rpartition("}")[2] == "report" for element in root.iter()):
        for report in elmo.read(raw):
            for item in (part for top in report.items for part in top.walk()):
                if item.distribution:
                    title = next((text for _, text in item.title if text), "")
                    found.append((f"{item.code} | {title}", _counts(item.distribution)))
    return found


def _yaml(raw: bytes) -> Counts:
    from qualrec.io.credentials import plain

    value: Any = plain(raw)
    shares = value.get("grades") if isinstance(value, dict) else None
    if not isinstance(shares, dict):
        raise Unreadable("it holds no grade table", do='write grades: {"A": 12, "B": 30}')
    return _counts((str(grade), str(count)) for grade, count in shares.items())


def _csv(text: str) -> Counts:
    try:
        dialect: Any = csv.Sniffer().sniff(text[:2000], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        rows = [row for row in csv.reader(io.StringIO(text), dialect) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unreadable(f"it is no table ({error})") from None
    if rows and len(rows[0]) > 1 and _amount(rows[0][1]) is None:
        rows = rows[1:]
    return _counts((row[0].strip(), row[1].strip() if len(row) > 1 else "") for row in rows)


def _counts(rows: Iterable[tuple[str, str]]) -> Counts:
    found: Counts = []
    for number, (grade, count) in enumerate(rows, 1):
        amount = _amount(count)
        if amount is None or not grade:
            raise Unreadable(f"row {number} ({grade[:20]!r}, {count[:20]!r}) is no grade with a number")
        if number > MAX_ROWS:
            raise Unreadable(f"it has more than {MAX_ROWS} rows")
        found.append((grade, amount))
    return found


def _amount(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip().removesuffix("%").strip().replace(",", ".")) if len(text) <= 24 else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and 0 <= value < 10**12 else None
