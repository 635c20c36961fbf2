"""QR2: everything that is named exists, once, and sources mean one document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from qualrec.knowledge.reader import Document, Map, Seq
from qualrec.knowledge.rules.corpus import Corpus, at, each, walk
from qualrec.model.problem import Place, Problem

_TYPES = frozenset({"requires", "gives_access_to", "succeeded_by", "equated_to", "of", "comparable_to", "about"})
_TYPES_OF_INSTRUMENT = frozenset({"awards", "excluded_awards"})


def sources(corpus: Corpus) -> Iterator[Problem]:
    """QR201, QR202 and QR208: citations name a source of their file; keys mean one document everywhere."""
    meant: dict[str, tuple[tuple[str, ...], Place]] = {}
    for document in corpus.documents:
        own = document.value.get("sources")
        if not isinstance(own, Map):
            continue
        cited: set[str] = set()
        for _, key, value, _place in walk(document):
            if key == "cite":
                for name, spot in _cited(document, value):
                    cited.add(name)
                    if name not in own:
                        yield Problem("QR201", spot, {"key": name, "near": corpus.near(name, own)})
        for key, source in own.items():
            spot = at(document, own.keys_at[key])
            if key not in cited:
                yield Problem("QR202", spot, {"key": key})
            same = (source["title"], source["publisher"], source["url"])
            first = meant.setdefault(key, (same, spot))
            if first[0] != same:
                yield Problem("QR208", spot, {"key": key, "other": first[1].path}, (first[1],))


def _cited(document: Document, value: object) -> Iterator[tuple[str, Place]]:
    for cites in value.values() if isinstance(value, Map) else [value]:
        if not isinstance(cites, Seq):
            continue
        for item, mark in zip(cites, cites.values_at, strict=True):
            if isinstance(item, Map):
                yield item["source"], at(document, item.values_at["source"])
            else:
                yield str(item), at(document, mark)


def ids(corpus: Corpus) -> Iterator[Problem]:
    """QR207: one id, one thing; both places are shown."""
    for identifier, places in corpus.defined.items():
        for place in places[1:]:
            yield Problem("QR207", place, {"id": identifier}, (places[0],))


def named(corpus: Corpus) -> Iterator[Problem]:
    """QR203-QR206 and QR209: levels, qualifications, units, scales and frameworks that are named exist."""
    for document in corpus.documents:
        kind = document.value["kind"]
        if kind in {"cases", "conversion-cases", "countries", "fields", "policy"}:
            continue
        for node, key, value, place in walk(document):
            if key in _TYPES or (kind == "instrument" and (key in _TYPES_OF_INSTRUMENT or _in_schedule(node, key))):
                if key == "succeeded_by" and kind in {"framework", "credit-system", "grading-scale"}:
                    continue
                yield from _unknown("QR204", corpus, corpus.types, document, value, place)
            elif key == "unit":
                yield from _unknown("QR205", corpus, corpus.units, document, value, place)
            elif key == "level" and isinstance(value, Map):
                yield from _levels(corpus, document, value)
        yield from _links(corpus, document)


def _in_schedule(node: Map, key: str) -> bool:
    return key in {"from", "to"} and "cite" in node and "country" not in node


def _unknown(
    code: str, corpus: Corpus, known: Mapping[str, object], document: Document, value: object, place: Place
) -> Iterator[Problem]:
    for name, spot in each(document, value, place):
        if name not in known:
            yield Problem(code, spot, {"id": name, "near": corpus.near(name, known)})


def _levels(corpus: Corpus, document: Document, value: Map) -> Iterator[Problem]:
    for framework, code in value.items():
        if framework not in corpus.levels:
            near = corpus.near(framework, corpus.levels)
            yield Problem("QR209", at(document, value.keys_at[framework]), {"id": framework, "near": near})
            continue
        for name, place in each(document, code, at(document, value.values_at[framework])):
            if name not in corpus.levels[framework]:
                yield _no_level(corpus, framework, name, place)


def _no_level(corpus: Corpus, framework: str, code: str, place: Place) -> Problem:
    known = ", ".join(corpus.levels[framework])
    return Problem("QR203", place, {"framework": framework, "code": code, "known": known})


def _links(corpus: Corpus, document: Document) -> Iterator[Problem]:
    value = document.value
    if value["kind"] == "level-mapping":
        for side in ("from", "to"):
            framework = value[side]
            if framework not in corpus.levels:
                near = corpus.near(framework, corpus.levels)
                yield Problem("QR209", at(document, value.values_at[side]), {"id": framework, "near": near})
                continue
            for link in value["links"]:
                if link[side] not in corpus.levels[framework]:
                    yield _no_level(corpus, framework, link[side], at(document, link.values_at[side]))
    elif value["kind"] == "credit-mapping":
        for link in value["links"]:
            for side in ("from", "to"):
                yield from _unknown(
                    "QR205", corpus, corpus.units, document, link[side], at(document, link.values_at[side])
                )
    elif value["kind"] == "grade-mapping":
        known = corpus.scales
        yield from _unknown("QR206", corpus, known, document, value["to"], at(document, value.values_at["to"]))
        source = value["from"]
        if "scale" in source:
            yield from _unknown(
                "QR206", corpus, known, document, source["scale"], at(document, source.values_at["scale"])
            )
    elif value["kind"] == "grade-thresholds":
        known = corpus.scales
        yield from _unknown("QR206", corpus, known, document, value["to"], at(document, value.values_at["to"]))
        for claim in value["claims"]:
            yield from _unknown("QR206", corpus, known, document, claim["from"], at(document, claim.values_at["from"]))
