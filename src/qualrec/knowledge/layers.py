"""Layers of data by record: one of a later folder stands in the place of the record of the same id below it.

A framework, a level mapping, an instrument, a grade rule and a receiver's thresholds are one record each: their
parts hold only together (the ranks of a framework, the links of one referencing, the parties of one treaty).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from qualrec.knowledge.locate import SHIPPED
from qualrec.knowledge.reader import Document, Map, Seq

Key = tuple[Hashable, ...]
_WHOLE = {
    "framework": ("id",),
    "level-mapping": ("from", "to"),
    "instrument": ("id",),
    "grade-mapping": ("id",),
    "grade-thresholds": ("id",),
}
# kind -> where its records stand, and what makes the id of each
_LISTS: dict[str, dict[str, tuple[str, ...]]] = {
    "qualifications": {"types": ("id",)},
    "system": {
        "centres": ("id",),
        "agencies": ("id",),
        "registers": ("id",),
        "appeals": ("id",),
        "traps": ("says",),
    },
    "credit-system": {"units": ("id",)},
    "grading-scale": {"scales": ("id",), "weightings": ("id",)},
    "credit-mapping": {"links": ("from", "to")},
    "comparability": {"claims": ("id",)},
    "countries": {"countries": ("code",), "former.items": ("name",)},
    "fields": {"fields": ("code",)},
}
# one record of each in a country
_SINGLE = {
    "system": ("ehea", "programme_accreditation", "counts", "note"),
    "credit-system": ("none",),
    "grading-scale": ("none",),
}
_NONE_OF = {"credit-system": "units", "grading-scale": "scales"}  # what ``none`` says is missing


def overlay(documents: Iterable[Document]) -> list[Document]:
    """Leave out of each document the records that a later layer replaces, and mark those with the layer they replace.

    The layers stand in the order in which their first document comes. Documents that nothing touches are returned as
    they are; the others are copies.
    """
    given = list(documents)
    order = list(dict.fromkeys(document.layer for document in given))
    if len(order) < 2:
        return given
    marked = _marked(given, order)
    taken: set[Key] = set()
    kept: dict[str, list[Document]] = {}
    for layer in reversed(order):
        own = [document for document in marked if document.layer == layer]
        kept[layer] = [left for document in own if (left := _without(document, taken))]
        taken |= {key for document in own for key in _claimed(document.value)}
    return list(chain.from_iterable(kept[layer] for layer in order))


def _marked(documents: list[Document], order: list[str]) -> list[Document]:
    """Mark each record that stands over one of a layer below."""
    below: dict[Key, str] = {}
    found = []
    for layer in order:
        own = [document for document in documents if document.layer == layer]
        found += [_mark(document, below) for document in own] if below else own
        below |= {key: layer or SHIPPED for document in own for key, _ in _records(document.value)}
    return found


def _mark(document: Document, below: dict[Key, str]) -> Document:
    over = {id(record): below[key] for key, record in _records(document.value) if key in below}
    return replace(document, value=_copied(document.value, over)) if over else document


def _copied(node: Any, over: dict[int, str]) -> Any:
    """Return a copy of the lists and mappings that lead to records, with the marks on the copies."""
    if isinstance(node, Map):
        copy = node.like({key: _copied(value, over) for key, value in node.items()})
        copy.over = over.get(id(node), "")
        return copy
    return node.like((_copied(item, over), mark) for item, mark in node.placed) if isinstance(node, Seq) else node


def _claimed(value: Any) -> Iterator[Key]:
    """Yield the ids of a document, and of what it contradicts: units on file end the word that there are none."""
    yield from (key for key, _ in _records(value))
    kind = value.get("kind")
    if value.get(_NONE_OF.get(kind, "")):
        yield kind, value.get("country"), "none"


def _records(value: Any) -> Iterator[tuple[Key, Any]]:
    """Yield the records of a document, each with its id; a faulty part is none."""
    kind = value.get("kind")
    if kind in _WHOLE:
        yield (kind, *(value.get(name) for name in _WHOLE[kind])), value
    for place, names in _LISTS.get(kind, {}).items():
        for item in _at(value, place):
            if isinstance(item, Map):
                yield (kind, place, *(item.get(name) for name in names)), item
    for name in _SINGLE.get(kind, ()):
        if name in value:
            yield (kind, value.get("country"), name), value[name]
    if kind == "policy":
        yield from (((kind, value.get("id"), name), number) for name, number in _at(value, "numbers", Map).items())


def _at(value: Any, place: str, kind: type = Seq) -> Any:
    for step in place.split("."):
        value = value.get(step) if isinstance(value, Map) else None
    return value if isinstance(value, kind) else kind((1, 1, 1))


def _without(document: Document, taken: set[Key]) -> Document | None:
    """Return the document without the records in *taken*; None where nothing is left of it."""
    gone = {id(record) for key, record in _records(document.value) if key in taken and isinstance(record, (Map, Seq))}
    bare = {key[-1] for key, record in _records(document.value) if key in taken and isinstance(record, str)}
    if id(document.value) in gone:
        return None
    return replace(document, value=_left(document.value, gone, bare)) if gone or bare else document


def _left(node: Any, gone: set[int], bare: set[Hashable]) -> Any:
    if isinstance(node, Map):
        kept = {k: _left(v, gone, set()) for k, v in node.items() if id(v) not in gone and k not in bare}
        return node.like(kept)
    if isinstance(node, Seq):
        return node.like((_left(item, gone, set()), mark) for item, mark in node.placed if id(item) not in gone)
    return node
