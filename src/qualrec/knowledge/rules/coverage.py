"""QR7: what is on file of a country has not shrunk or swollen unnoticed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from qualrec.knowledge.reader import Map
from qualrec.knowledge.rules.corpus import Corpus, found
from qualrec.knowledge.rules.rule import Found, rule

_COUNTED = {"qualifications": "types", "credit-system": "units", "grading-scale": "scales", "cases": "cases"}


def counts(corpus: Corpus) -> defaultdict[str, Counter[str]]:
    """Return how many types, units, scales, frameworks and cases each country has."""
    told: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for sheet in corpus.sheets:
        value = sheet.document.value
        country = value.get("country")
        if sheet.kind == "cases":  # the only file of a country that does not name it
            country = sheet.document.path.split("/")[-2].upper() if "/" in sheet.document.path else None
        if not isinstance(country, str):
            continue
        told[country]["frameworks"] += sheet.kind == "framework"
        if sheet.kind in _COUNTED:
            told[country][_COUNTED[sheet.kind]] += len(value[_COUNTED[sheet.kind]])
    return told


@rule(
    "QR701",
    "count-out-of-range",
    "error",
    "{country} has {count} {what} on file, declared are {low} to {high}",
    "find what was lost or doubled, or change the range with the data",
)
def out_of_range(corpus: Corpus) -> Iterator[Found]:
    """A country whose number of awards, units, scales, frameworks or cases is outside the range that its system file declares.

    Why it matters: A file that was cut short, or read twice by a converter, is still good YAML.
    """
    have = counts(corpus)
    for document in corpus.by_kind["system"]:
        country = document.value["country"]
        declared = document.value.get("counts")
        for what, pair in declared.items() if isinstance(declared, Map) else ():
            low, high = pair
            count = have[country][what]
            if not low <= count <= high:
                values = {"country": country, "count": count, "what": what, "low": low, "high": high}
                yield found(document, declared.values_at[what], **values)


@rule(
    "QR702",
    "country-half-told",
    "note",
    "{country} has awards on file and no {what}",
    "add frameworks/{folder}/{file}",
)
def half_told(corpus: Corpus) -> Iterator[Found]:
    """A country with awards on file, and with no file on its system, its credits or its grades.

    Why it matters: Its papers would be judged with nobody named who answers for them, or with no way to read their numbers.
    """
    files = {"system": "system", "credit-system": "credits", "grading-scale": "grades"}
    have = {kind: {d.value["country"] for d in corpus.by_kind[kind]} for kind in files}
    for document in corpus.by_kind["qualifications"]:
        country = document.value["country"]
        for kind, name in files.items():
            if country and country not in have[kind]:
                values = {"country": country, "what": kind, "folder": country.lower(), "file": f"{name}.yaml"}
                yield found(document, document.value.values_at["country"], **values)
