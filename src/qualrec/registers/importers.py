"""Register files to listed institutions: ECHE, DEQAR, Hipo-style, DfE, and own tables; told by their columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from qualrec.model.dates import PartialDate
from qualrec.registers.store import STATUSES, Listed

SCHEMES = ("erasmus", "schac", "pic", "oid", "deqar", "eter", "whed", "ror", "ukprn")
Row = dict[str, str]
Country = Callable[[str], str | None]  # a code or a name -> the ISO code
_OF_THE_UNION = {"EL": "GR", "UK": "GB"}  # the Union's own codes
_SYNONYMS = {
    "organisation_legal_name": "legal_name",
    "country_cd": "country_code",
    "webpage": "website",
    "website_url": "website",
    "deqarinst_id": "deqar_id",
    "deqar_institution_id": "deqar_id",
    "website_link": "url",
}
_MOST_BYTES = 200_000_000


class RegisterError(Exception):
    """A file that is no register, or a line of it that cannot be read."""

    def __init__(self, why: str, line: int = 0, do: str = "") -> None:
        self.why, self.line, self.do = why, line, do
        super().__init__(why)


def iso(name: str) -> str | None:
    """Return a country's code in capitals, the Union's own codes as those of ISO; names are not known here."""
    code = name.strip().upper()
    code = _OF_THE_UNION.get(code, code)
    return code if re.fullmatch("[A-Z]{2}", code) else None


def read(path: Path, country: Country = iso) -> tuple[str, Iterator[Listed]]:
    """Return the form of a register file and its institutions.

    Raises:
        RegisterError: if its columns are those of no known form, or a value cannot be read.
        OSError: if it cannot be opened.
        UnicodeDecodeError: if it is not UTF-8.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise RegisterError("it is larger than 200 MB", 0, "divide it")
    text = path.read_text(encoding="utf-8-sig")
    head = text.partition("\n")[0]
    delimiter = max(",;\t|", key=head.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        columns = {_column(name) for name in rows.fieldnames or ()}
    except csv.Error as error:
        raise RegisterError(str(error), 1) from None
    for form, (needed, take) in FORMS.items():
        if all(columns & set(options) for options in needed):
            return form, _each(rows, take, country)
    wanted = "; ".join(f"{form}: {', '.join(options[0] for options in needed)}" for form, (needed, _) in FORMS.items())
    raise RegisterError("its columns are those of no known register", 1, f"give it the columns of one ({wanted})")


def _column(name: str) -> str:
    bare = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
    return _SYNONYMS.get(bare, bare)


def _each(rows: csv.DictReader[str], take: Callable[[Row, int], Listed], country: Country) -> Iterator[Listed]:
    names = {key: _column(str(key)) for key in rows.fieldnames or ()}
    try:
        for raw in rows:
            row = {names.get(key, ""): value.strip() for key, value in raw.items() if isinstance(value, str)}
            found = take(row, rows.line_num)
            if not found.name:
                continue
            code = iso(found.country) or country(found.country)
            if code is None:
                raise RegisterError(f"{found.country!r} is no country", rows.line_num, "write an ISO code such as NO")
            yield Listed(code, found.name, found.names, found.identifiers, found.city, found.url, found.statuses)
    except csv.Error as error:
        raise RegisterError(str(error), rows.line_num) from None


def _ids(row: Row, **columns: str) -> tuple[tuple[str, str], ...]:
    return tuple((scheme, row[column]) for scheme, column in columns.items() if row.get(column))


def _eche(row: Row, _line: int) -> Listed:
    """An Erasmus charter shows that an institution takes part; it states no recognition."""
    ids = _ids(row, erasmus="erasmus_code", pic="pic", oid="oid")
    return Listed(row["country_code"], row["legal_name"], {}, ids, row.get("city", ""), row.get("website", ""))


def _deqar(row: Row, _line: int) -> Listed:
    """A listing with reports of external review; which of them are in force is to be looked up, so no status."""
    keys = ("name_primary", "name_official", "name", "name_english")
    name = next((row[key] for key in keys if row.get(key)), "")
    names = {"en": row["name_english"]} if row.get("name_english") else {}
    for number, key in enumerate(("name_official", "name_official_transliterated", "name_version", "acronym")):
        if row.get(key):
            names[f"x-{number}"] = row[key]
    ids = _ids(row, deqar="deqar_id", eter="eter_id", erasmus="erasmus_code", schac="schac", ror="ror", whed="whed")
    country = row.get("country_code") or row.get("country", "")
    return Listed(country, name, names, ids, row.get("city", ""), row.get("url", ""))


def _hipo(row: Row, _line: int) -> Listed:
    """A crowd's list of names and domains; presence is no proof of anything."""
    domains = tuple(("schac", domain) for domain in row["domains"].replace(";", "|").split("|"))
    return Listed(row["country_alpha2"], row["name"], {}, domains, "", row.get("web_pages", ""))


def _dfe(row: Row, _line: int) -> Listed:
    """Names that the English ministry takes for awarding institutions of the United Kingdom, with their synonyms."""
    other = "|".join((row.get("match_synonyms", ""), row.get("suggestion_synonyms", "")))
    names = {f"x-{number}": name.strip() for number, name in enumerate(filter(str.strip, other.split("|")))}
    return Listed("GB", row["name"], names, _ids(row, ukprn="ukprn"))


def _table(row: Row, line: int) -> Listed:
    """An own table: name and country, and as far as known identifiers, names by language, status and its dates."""
    status = row.get("status", "").lower()
    if status and status not in STATUSES:
        raise RegisterError(f"{status!r} is no status", line, "use one of " + ", ".join(STATUSES))
    start, end = (_date(row.get(key, ""), line) for key in ("from", "to"))
    names = {key[5:]: value for key, value in row.items() if key.startswith("name_") and value}
    ids = tuple((scheme, row[scheme]) for scheme in SCHEMES if row.get(scheme))
    statuses = ((status, start, end),) if status else ()
    return Listed(row["country"], row["name"], names, ids, row.get("city", ""), row.get("url", ""), statuses)


def _date(value: str, line: int) -> str:
    if not value:
        return ""
    try:
        return str(PartialDate.parse(value))
    except ValueError as error:
        raise RegisterError(str(error), line, "write 2003, 2003-10 or 2003-10-15") from None


# Form -> for each column that it needs, the names it may have; and what takes a row.
FORMS: dict[str, tuple[tuple[tuple[str, ...], ...], Callable[[Row, int], Listed]]] = {
    "eche": ((("erasmus_code",), ("legal_name",), ("country_code",)), _eche),
    "deqar": (
        (("deqar_id",), ("name_primary", "name_official", "name", "name_english"), ("country", "country_code")),
        _deqar,
    ),
    "hipo": ((("country_alpha2",), ("name",), ("domains",)), _hipo),
    "dfe": ((("ukprn",), ("name",), ("hesa_itt_code",)), _dfe),
    "table": ((("name",), ("country",)), _table),
}
