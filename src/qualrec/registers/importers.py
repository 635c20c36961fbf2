"""Register files to listed institutions: ECHE, Hipo-style lists, and own tables; told by their columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from qualrec.model.dates import PartialDate
from qualrec.registers.store import STATUSES, Listed

SCHEMES = ("erasmus", "schac", "pic", "oid", "deqar", "eter", "whed", "ror", "ukprn")
Row = dict[str, str]


class RegisterError(Exception):
    """A file that is no register, or a line of it that cannot be read."""

    def __init__(self, why: str, line: int = 0, do: str = "") -> None:
        self.why, self.line, self.do = why, line, do
        super().__init__(why)


def read(path: Path) -> tuple[str, Iterator[Listed]]:
    """Return the form of a register file and its institutions.

    Raises:
        RegisterError: if its columns are those of no known form, or a value cannot be read.
        OSError: if it cannot be opened.
    """
    text = path.read_text(encoding="utf-8-sig")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    columns = {name.strip().lower() for name in rows.fieldnames or ()}
    for form, (needed, take) in FORMS.items():
        if needed <= columns:
            return form, _each(rows, take)
    wanted = "; ".join(f"{form}: {', '.join(sorted(needed))}" for form, (needed, _) in FORMS.items())
    raise RegisterError("its columns are those of no known register", 1, f"give it the columns of one ({wanted})")


def _each(rows: csv.DictReader[str], take: Callable[[Row, int], Listed]) -> Iterator[Listed]:
    for raw in rows:
        row = {str(key).strip().lower(): (value or "").strip() for key, value in raw.items() if isinstance(value, str)}
        found = take(row, rows.line_num)
        if found.name and found.country:
            yield found


def _eche(row: Row, _line: int) -> Listed:
    """An Erasmus charter shows that an institution takes part; it states no recognition."""
    ids = (("erasmus", row["erasmus_code"]), ("pic", row.get("pic", "")), ("oid", row.get("oid", "")))
    return Listed(row["country_code"].upper(), row["legal_name"], {}, ids, row.get("city", ""), row.get("website", ""))


def _hipo(row: Row, _line: int) -> Listed:
    """A crowd's list of names and domains; presence is no proof of anything."""
    domains = tuple(("schac", domain) for domain in row["domains"].replace(";", "|").split("|"))
    return Listed(row["country_alpha2"].upper(), row["name"], {}, domains, "", row.get("web_pages", ""))


def _table(row: Row, line: int) -> Listed:
    """An own table: name and country, and as far as known identifiers, names by language, status and its dates."""
    status = row.get("status", "").lower()
    if status and status not in STATUSES:
        raise RegisterError(f"{status!r} is no status", line, "use one of " + ", ".join(STATUSES))
    dates = tuple(_date(row.get(key, ""), line) for key in ("from", "to"))
    names = {key[5:]: value for key, value in row.items() if key.startswith("name_") and value}
    ids = tuple((scheme, row[scheme]) for scheme in SCHEMES if row.get(scheme))
    statuses = ((status, *dates),) if status else ()
    return Listed(
        row["country"].upper(),
        row["name"],
        names,
        ids,
        row.get("city", ""),
        row.get("url", ""),
        statuses,  # type: ignore[arg-type] # two dates
    )


def _date(value: str, line: int) -> str:
    if not value:
        return ""
    try:
        return str(PartialDate.parse(value))
    except ValueError as error:
        raise RegisterError(str(error), line, "write 2003, 2003-10 or 2003-10-15") from None


FORMS: dict[str, tuple[set[str], Callable[[Row, int], Listed]]] = {
    "eche": ({"erasmus_code", "legal_name", "country_code"}, _eche),
    "hipo": ({"country_alpha2", "name", "domains"}, _hipo),
    "table": ({"name", "country"}, _table),
}
