"""The corpus as the rules see it: every document, and every definition with its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from qualrec.knowledge.reader import Document, Map, Mark, Seq
from qualrec.model.problem import Place

Hit = tuple[Document, str, Any, Place]


class Corpus:
    """Documents of good shape, indexed by what they define."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self.documents = list(documents)
        self.by_kind: dict[str, list[Document]] = defaultdict(list)
        self.levels: dict[str, dict[str, int]] = {}
        self.types: dict[str, tuple[Document, Map]] = {}
        self.units: dict[str, Map] = {}
        self.scales: dict[str, Map] = {}
        self.defined: dict[str, list[Place]] = defaultdict(list)
        for document in self.documents:
            self.by_kind[document.value["kind"]].append(document)
            self._define(document)

    def _define(self, document: Document) -> None:
        value = document.value
        kind = value["kind"]
        if kind in {"framework", "instrument", "comparability", "grade-mapping", "grade-thresholds", "policy"}:
            self._own(document, value)
        if kind == "framework":
            self.levels[value["id"]] = {item["code"]: item["rank"] for item in value["levels"]["items"]}
        for item in items(value, {"qualifications": "types", "credit-system": "units", "grading-scale": "scales"}):
            self._own(document, item)
            if kind == "qualifications":
                self.types[item["id"]] = (document, item)
            else:
                (self.units if kind == "credit-system" else self.scales)[item["id"]] = item
        if kind == "comparability":
            for item in value["claims"]:
                self._own(document, item)

    def _own(self, document: Document, item: Map) -> None:
        self.defined[item["id"]].append(at(document, item.values_at["id"]))

    def near(self, value: str, known: Iterable[str]) -> str:
        """Return a hint at what comes nearest, ready to append to a remedy."""
        found = get_close_matches(value, list(known), 1, 0.6)
        return f"; did you mean {found[0]}?" if found else ""


def items(value: Map, keys: dict[str, str]) -> list[Map]:
    """Return the list of items that a kind of file holds."""
    key = keys.get(value["kind"])
    return list(value[key]) if key else []


def at(document: Document, mark: Mark) -> Place:
    """Return a place in a document."""
    return Place(document.path, *mark)


def walk(document: Document) -> Iterator[tuple[Map, str, Any, Place]]:
    """Yield every key of a document with its mapping, value and the value's place.

    What stands inside ``cite`` and ``confidence`` names fields, not facts, and is not entered.
    """
    stack: list[Any] = [document.value]
    while stack:
        node = stack.pop()
        if isinstance(node, Map):
            for key, value in node.items():
                yield node, key, value, at(document, node.values_at[key])
                if key not in {"cite", "confidence"}:
                    stack.append(value)
        elif isinstance(node, Seq):
            stack.extend(node)


def each(document: Document, value: Any, place: Place) -> Iterator[tuple[str, Place]]:
    """Yield the words of a scalar or a list, each with its place."""
    if isinstance(value, Seq):
        for item, mark in zip(value, value.values_at, strict=True):
            if isinstance(item, str):
                yield item, at(document, mark)
    elif isinstance(value, str):
        yield value, place
