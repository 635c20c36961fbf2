"""QR2: everything that is named exists, and once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qualrec.knowledge.reader import Map
from qualrec.knowledge.rules.corpus import Corpus, Hit, at, each, found, near
from qualrec.knowledge.rules.rule import Found, rule
from qualrec.model.problem import Place
from qualrec.model.source import code_of

_TYPES = ("requires", "gives_access_to", "equated_to", "of", "comparable_to", "about")
_NO_FACTS = ("cases", "conversion-cases", "countries", "fields", "policy", "requirements")


@rule("QR203", "unknown-level", "error", "{framework} has no level {code}", "use one of {known}")
def unknown_level(corpus: Corpus) -> Iterator[Found]:
    """A level that its framework does not have.

    Why it matters: A level that does not exist places nothing.
    """
    for hit in corpus.hits("level", but=_NO_FACTS):
        if isinstance(hit.value, Map):
            for framework, code in hit.value.items():
                if framework in corpus.levels:
                    place = at(hit.document, hit.value.values_at[framework])
                    yield from _levels(corpus, framework, each(hit.document, code, place))
    for document in corpus.by_kind["level-mapping"]:
        for side in ("from", "to"):
            if document.value[side] in corpus.levels:
                places = ((link[side], at(document, link.values_at[side])) for link in document.value["links"])
                yield from _levels(corpus, document.value[side], places)


def _levels(corpus: Corpus, framework: str, codes: Iterable[tuple[str, Place]]) -> Iterator[Found]:
    known = corpus.levels[framework]
    for code, place in codes:
        if code not in known:
            yield Found(place, {"framework": framework, "code": code, "known": ", ".join(known)})


@rule("QR204", "unknown-qualification", "error", "no qualification type {id} is on file", "mend the id{near}")
def unknown_type(corpus: Corpus) -> Iterator[Found]:
    """A qualification type that is named and not on file.

    Why it matters: A right or link to nothing helps nobody.
    """
    for hit in corpus.hits(*_TYPES, but=_NO_FACTS):
        yield from _unknown_type(corpus, hit)
    for document in corpus.by_kind["qualifications"]:
        for item in document.value["types"]:
            if "succeeded_by" in item:
                yield from _unknown_type(corpus, Hit(document, item, "succeeded_by", item["succeeded_by"]))
    for document in corpus.by_kind["instrument"]:
        value = document.value
        named = [(value["applies_to"], key) for key in ("awards", "excluded_awards")]
        named += [(row, key) for row in value.get("schedule", ()) for key in ("from", "to")]
        for node, key in named:
            if key in node:
                yield from _unknown_type(corpus, Hit(document, node, key, node[key]))
    for hit in corpus.hits("expect"):
        for key in ("identified", "comparator", "alternative"):
            if isinstance(hit.value, Map) and hit.value.get(key):
                yield from _unknown_type(corpus, Hit(hit.document, hit.value, key, hit.value[key]))


def _unknown_type(corpus: Corpus, hit: Hit) -> Iterator[Found]:
    """Yield ids of no type; of one that was given up, with what it is called now."""
    for name, place in each(hit.document, hit.value, hit.place):
        if name in corpus.former:
            now = f"; it is called {corpus.former[name]} now, and qualrec migrate renames it"
            yield Found(place, {"id": name, "near": now})
        elif name not in corpus.types:
            yield Found(place, {"id": name, "near": near(name, corpus.types)})


def _unknown(known: Mapping[str, object], hit: Hit) -> Iterator[Found]:
    for name, place in each(hit.document, hit.value, hit.place):
        if name not in known:
            yield Found(place, {"id": name, "near": near(name, known)})


@rule("QR205", "unknown-unit", "error", "no credit unit {id} is on file", "mend the id{near}")
def unknown_unit(corpus: Corpus) -> Iterator[Found]:
    """A credit unit that is named and not on file.

    Why it matters: Credits without a unit cannot be converted.
    """
    for hit in corpus.hits("unit", but=_NO_FACTS):
        yield from _unknown(corpus.units, hit)
    for item in corpus.items("credit-mapping", "links"):
        for side in ("from", "to"):
            yield from _unknown(corpus.units, Hit(item.document, item.value, side, item.value[side]))
    yield from _succession(corpus, "credit-system", "units")


@rule("QR206", "unknown-scale", "error", "no grading scale {id} is on file", "mend the id{near}")
def unknown_scale(corpus: Corpus) -> Iterator[Found]:
    """A grading scale that is named and not on file.

    Why it matters: A rule between scales that do not exist never fires.
    """
    for kind in ("grade-mapping", "grade-thresholds"):
        for document in corpus.by_kind[kind]:
            value = document.value
            ends: list[tuple[Map, str]] = [(value, "to")]
            if isinstance(value.get("from"), Map):
                ends.append((value["from"], "scale"))
                ends += [(value["from"]["except"], "scales")] if "except" in value["from"] else []
            ends += [(claim, "from") for claim in value.get("claims", ())]
            for node, key in ends:
                if node.get(key) is not None:
                    yield from _unknown(corpus.scales, Hit(document, node, key, node[key]))
    yield from _succession(corpus, "grading-scale", "scales")


def _succession(corpus: Corpus, kind: str, key: str) -> Iterator[Found]:
    known: Mapping[str, Any] = getattr(corpus, key)
    for item in corpus.items(kind, key):
        if "succeeded_by" in item.value:
            yield from _unknown(known, Hit(item.document, item.value, "succeeded_by", item.value["succeeded_by"]))


@rule("QR207", "id-used-twice", "error", "the id {id} is used twice", "give one of them another id")
def used_twice(corpus: Corpus) -> Iterator[Found]:
    """One id that names two things.

    Why it matters: Results cite ids for years; one id means one thing.
    """
    for identifier, places in corpus.defined.items():
        for place in places[1:]:
            yield Found(place, {"id": identifier}, (places[0],))


@rule("QR209", "unknown-framework", "error", "no framework {id} is on file", "mend the id{near}")
def unknown_framework(corpus: Corpus) -> Iterator[Found]:
    """A framework that is named and not on file.

    Why it matters: A level of an unknown framework cannot be compared.
    """
    for hit in corpus.hits("level", but=_NO_FACTS):
        if isinstance(hit.value, Map):
            for framework, mark in hit.value.keys_at.items():
                if framework not in corpus.levels:
                    yield found(hit.document, mark, id=framework, near=near(framework, corpus.levels))
    for document in corpus.by_kind["level-mapping"]:
        for side in ("from", "to"):
            yield from _unknown(corpus.levels, Hit(document, document.value, side, document.value[side]))
    for document in corpus.by_kind["framework"]:
        if "succeeded_by" in document.value:
            yield from _unknown(
                corpus.levels, Hit(document, document.value, "succeeded_by", document.value["succeeded_by"])
            )


@rule("QR210", "unknown-country", "error", "{code} is no country code of ISO 3166", "mend the code")
def unknown_country(corpus: Corpus) -> Iterator[Found]:
    """A country code that is neither on the list of countries nor among those that ISO leaves to its users.

    Why it matters: A treaty binds a state; a slip of one letter binds another.
    """
    if not corpus.countries:
        return
    for hit in corpus.hits("country", but=("cases", "conversion-cases")):
        if isinstance(hit.value, str) and hit.value not in corpus.countries and not _free(hit.value):
            yield Found(hit.place, {"code": hit.value})
    for hit in corpus.hits("except"):
        for code, place in each(hit.document, hit.value.get("countries", ()), hit.place):
            if code not in corpus.countries and not _free(code):
                yield Found(place, {"code": code})
    for hit in corpus.hits("directions"):
        for row in hit.value:
            for side in ("from", "to"):
                if row[side] not in corpus.countries and not _free(row[side]):
                    yield found(hit.document, row.values_at[side], code=row[side])


def _free(code: str) -> bool:
    """Say whether ISO 3166-1 leaves a code to its users (AA, QM to QZ, XA to XZ, ZZ)."""
    return code in {"AA", "ZZ"} or code[0] == "X" or (code[0] == "Q" and code[1] >= "M")


@rule("QR211", "unknown-instrument", "error", "no instrument {id} is on file", "mend the id{near}")
def unknown_instrument(corpus: Corpus) -> Iterator[Found]:
    """An instrument that another one amends and that is not on file.

    Why it matters: What is amended is law only together with what amends it.
    """
    for hit in corpus.hits("amends"):
        yield from _unknown(corpus.instruments, hit)


@rule("QR212", "circle", "error", "{key} leads round in a circle: {path}", "break the circle at the wrong link")
def circles(corpus: Corpus) -> Iterator[Found]:
    """Awards that succeed, equal or require each other in a circle.

    Why it matters: What follows a successor or an entry award would never come to an end, and one of the links is wrong.
    """
    for key in ("succeeded_by", "equated_to", "requires"):
        yield from _circles(corpus, key)


def _circles(corpus: Corpus, key: str) -> Iterator[Found]:
    done: set[str] = set()
    for start in corpus.types:
        path: list[str] = []
        stack = [(start, 0)]
        while stack:
            here, depth = stack.pop()
            del path[depth:]
            if here in path:
                item = corpus.types[path[-1]]
                shown = " > ".join([*path[path.index(here) :], here])
                yield Found(item.place(key), {"key": key, "path": shown})
            elif here not in done and here in corpus.types:
                path.append(here)
                value = corpus.types[here].value.get(key, ())
                names = [value] if isinstance(value, str) else value
                stack.extend((name, depth + 1) for name in names)
        done.add(start)


@rule(
    "QR213",
    "id-of-another-country",
    "error",
    "the id {id} begins with another country than the file's, {country}",
    "begin it with {prefix}-",
)
def prefixes(corpus: Corpus) -> Iterator[Found]:
    """An award, unit, scale or framework whose id begins with another country than that of its file.

    Why it matters: The first part of an id says whose it is, and an assessment looks for it there.
    """
    for known in (corpus.types, corpus.units, corpus.scales, corpus.frameworks):
        for identifier, item in known.items():
            country = item.document.value["country"] or "int"
            if code_of(identifier) != country:
                values = {"id": identifier, "country": country, "prefix": country.lower()}
                yield Found(item.place("id"), values)
