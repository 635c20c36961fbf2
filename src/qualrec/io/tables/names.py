"""Own column names: read from a map, or proposed for a person to confirm; never guessed in silence."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from qualrec.io.tables.base import TableError
from qualrec.knowledge.names import fold

# What tables of admissions offices call our columns, in some of their languages.
OTHER = {
    "id": "applicant id|application number|reference|candidate number|bewerbernummer|kandidatnummer",
    "country": "country of award|country of study|country of education|awarding country|land|pays|paese|pais|kraj",
    "title": "degree|degree title|qualification|qualification title|award|diploma|abschluss|diplome|titolo|titulo|grad",
    "field": "subject|field of study|major|programme|course|studienfach|discipline|fachrichtung",
    "institution": "university|awarding institution|school|college|hochschule|universite|universita|universidad",
    "institution_status": "institution recognised|recognition status|accreditation status",
    "programme_accredited": "accredited|programme accreditation",
    "awarded": "date of award|award date|year of award|graduation year|year|completion date|datum|jahr|annee|anno",
    "credits": "credit points|total credits|ects|number of credits|leistungspunkte",
    "credit_unit": "credit system|unit|credit type",
    "years": "duration|length|length of programme|study duration|dauer|regelstudienzeit",
    "grade": "final grade|gpa|overall grade|average|mark|result|note|gesamtnote|moyenne|voto",
    "grade_scale": "scale|grading scale|grading system|notensystem",
    "profile": "orientation",
    "purpose": "purpose of application",
    "target": "target qualification|programme applied for",
    "kind": "level|type of qualification",
    "language": "language of instruction",
}
LIKE = 84.0


def propose(columns: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Return our columns that the table seems to hold under names of its own: ours -> the table's."""
    from rapidfuzz import fuzz, process

    names = list(known)
    forms = {fold(form): ours for ours in names for form in (ours, *OTHER.get(ours, "").split("|")) if form}
    taken = {column for column in columns if column in names}
    scored = []
    for column in columns:
        best = process.extractOne(fold(column), list(forms), scorer=fuzz.ratio, score_cutoff=LIKE)
        if column not in taken and best and forms[best[0]] not in taken:
            scored.append((-best[1], column, forms[best[0]]))
    found: dict[str, str] = {}
    for _, column, ours in sorted(scored):
        if ours not in found and column not in found.values():
            found[ours] = column
    return {ours: found[ours] for ours in names if ours in found}


def as_map(names: Mapping[str, str]) -> str:
    """Return a map as the text of a file for ``--map``."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows([("qualrec", "table"), *names.items()])
    return buffer.getvalue()


def read_map(path: Path, columns: Iterable[str], known: Iterable[str]) -> dict[str, str]:
    """Read a map (CSV: our column, the table's): ours -> the table's.

    Raises:
        TableError: if it cannot be read, or names a column that is not there.
    """
    try:
        lines = list(csv.reader(path.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"{path}: the map cannot be read: {error}", "write it as CSV: qualrec,table") from None
    ours, own, found = set(known), set(columns), {}
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line]
        if not any(cells) or (number == 1 and cells == ["qualrec", "table"]):
            continue
        where = f"{path}:{number}"
        if len(cells) != 2:
            raise TableError(f"{where}: {len(cells)} cells where two are wanted", "write: title,Name of degree")
        if cells[0] not in ours:
            raise TableError(f"{where}: {cells[0]!r} is no column of ours", "use one of " + ", ".join(sorted(ours)))
        if cells[1] not in own:
            raise TableError(f"{where}: the table has no column {cells[1]!r}", "it has " + ", ".join(sorted(own)))
        if cells[0] in found:
            raise TableError(f"{where}: {cells[0]!r} stands twice", "keep one of the two")
        found[cells[0]] = cells[1]
    return found
