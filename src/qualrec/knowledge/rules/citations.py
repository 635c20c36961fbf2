"""Citations: each names a source of its file, for a field that is there, and one key means one document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualrec.knowledge.reader import Document, Map, Seq
from qualrec.knowledge.rules.corpus import Corpus, Hit, at, found, near
from qualrec.knowledge.rules.rule import Found, rule
from qualrec.model.problem import Place

_ABOUT_ALL = frozenset({"all", "note", "says"})


@rule(
    "QR201",
    "unknown-source",
    "error",
    "no source {key} stands in this file",
    "add it under sources:, or mend the key{near}",
)
def unknown_source(corpus: Corpus) -> Iterator[Found]:
    """A citation whose key is not among the sources of its file.

    Why it matters: A fact without its source cannot be used.
    """
    for hit in corpus.hits("cite"):
        own = hit.document.value.get("sources", {})
        for key, place in cited(hit):
            if key not in own:
                yield Found(place, {"key": key, "near": near(key, own)})


@rule(
    "QR202",
    "source-never-cited",
    "warning",
    "the source {key} is never cited",
    "cite it where it supports a fact, or remove it",
)
def never_cited(corpus: Corpus) -> Iterator[Found]:
    """A source that no fact of its file cites.

    Why it matters: A list of documents that support nothing misleads.
    """
    for sheet in corpus.sheets:
        own = sheet.document.value.get("sources")
        if own:
            used = {key for hit in sheet.hits.get("cite", ()) for key, _ in cited(hit)}
            yield from (found(sheet.document, own.keys_at[key], key=key) for key in own if key not in used)


@rule(
    "QR208",
    "source-key-two-documents",
    "error",
    "the source key {key} means another document in {other}",
    "use another key, or make title, publisher and url the same",
)
def two_documents(corpus: Corpus) -> Iterator[Found]:
    """One source key that stands for different documents in two files.

    Why it matters: One key means one document, so that a page never cites the wrong one.
    """
    meant: dict[str, tuple[tuple[str, ...], Place]] = {}
    for sheet in corpus.sheets:
        own = sheet.document.value.get("sources")
        for key, source in (own or {}).items():
            spot = at(sheet.document, own.keys_at[key])
            same = (source["title"], source["publisher"], source["url"])
            first = meant.setdefault(key, (same, spot))
            if first[0] != same:
                yield Found(spot, {"key": key, "other": first[1].path}, (first[1],))


@rule(
    "QR403",
    "law-without-place",
    "note",
    "{key} is a {kind} and is cited with no place in it",
    'cite it as {{source: {key}, at: "Article .."}}',
)
def no_place(corpus: Corpus) -> Iterator[Found]:
    """A treaty or a law that a file cites, and never with an article, section or page.

    Why it matters: Nobody finds one sentence in a law without its number.
    """
    for sheet in corpus.sheets:
        bare: dict[str, Any] = {}
        placed: set[str] = set()
        for hit in sheet.hits.get("cite", ()):
            for cites in hit.value.values() if isinstance(hit.value, Map) else [hit.value]:
                for item, mark in zip(cites, cites.values_at, strict=True):
                    if isinstance(item, Map):
                        placed.add(item["source"])
                    else:
                        bare.setdefault(item, mark)
        for key, mark in bare.items():
            kind = source_of(sheet.document, key).get("kind")
            if kind in {"law", "treaty"} and key not in placed:
                yield found(sheet.document, mark, key=key, kind=kind)


@rule(
    "QR406",
    "cites-an-absent-field",
    "error",
    "{field} is not a field of this record",
    "mend the name{near}, or write the field it speaks of",
)
def absent_field(corpus: Corpus) -> Iterator[Found]:
    """A citation or a confidence for a field that neither the record has nor, where it holds a list, any item of it.

    Why it matters: It supports nothing; the field it was meant for goes by the sources and the confidence of the whole.
    """
    for hit in corpus.hits("cite", "confidence"):
        if isinstance(hit.value, Map):
            known = {key for key in hit.node if key not in {"cite", "confidence", "sources"}}
            for listed in map(hit.node.get, ("items", "links", "claims", "fields")):
                known.update(key for item in listed or () for key in item)
            for field, mark in hit.value.keys_at.items():
                if field not in known and field not in _ABOUT_ALL:
                    yield found(hit.document, mark, field=field, near=near(field, known))


@rule("QR409", "one-document-two-keys", "warning", "{key} is the same document as {other}", "keep one of the two keys")
def two_keys(corpus: Corpus) -> Iterator[Found]:
    """Two sources of one file with the same title and address.

    Why it matters: Two keys look like two witnesses; a fact that cites both seems better founded than it is.
    """
    for sheet in corpus.sheets:
        seen: dict[tuple[str, str], str] = {}
        own = sheet.document.value.get("sources")
        for key, source in own.items() if own else ():
            first = seen.setdefault((source["url"].rstrip("/"), source["title"].casefold()), key)
            if first != key:
                yield found(
                    sheet.document, own.keys_at[key], at(sheet.document, own.keys_at[first]), key=key, other=first
                )


def cited(hit: Hit) -> Iterator[tuple[str, Place]]:
    """Yield the keys that a ``cite`` names, each with its place."""
    for cites in hit.value.values() if isinstance(hit.value, Map) else [hit.value]:
        if not isinstance(cites, Seq):
            continue
        for item, mark in zip(cites, cites.values_at, strict=True):
            if isinstance(item, Map):
                yield item["source"], at(hit.document, item.values_at["source"])
            else:
                yield str(item), at(hit.document, mark)


def keys_for(node: Map, field: str) -> list[str]:
    """Return the keys of the sources that a record cites for a field, or for the whole."""
    cites = node["cite"]
    if isinstance(cites, Map):
        cites = cites.get(field, cites["all"])
    return [item["source"] if isinstance(item, Map) else item for item in cites] if isinstance(cites, Seq) else []


def source_of(document: Document, key: str) -> Map | dict[str, Any]:
    """Return a source of a file; an empty one where the key means none."""
    source: Any = document.value.get("sources", {}).get(key)
    return source if isinstance(source, Map) else {}
