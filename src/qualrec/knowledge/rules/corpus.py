"""The corpus as the rules see it: each document walked once, each definition with its place."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from qualrec.knowledge.names import fold
from qualrec.knowledge.reader import Document, Map, Mark, Seq
from qualrec.knowledge.rules.rule import Found
from qualrec.model.problem import Place

OWN_ID = frozenset({"framework", "instrument", "comparability", "grade-mapping", "grade-thresholds", "policy"})
LISTS = {
    "qualifications": ("types",),
    "credit-system": ("units",),
    "grading-scale": ("scales", "weightings"),
    "comparability": ("claims",),
}


class Ages(Protocol):
    """Days since a source was read after which it is a warning, and an error."""

    @property
    def warn(self) -> int:
        """Days until a warning."""

    @property
    def error(self) -> int:
        """Days until an error."""


class Hit(NamedTuple):
    """A key of a mapping wherever it stands."""

    document: Document
    node: Map
    key: str
    value: Any

    @property
    def mark(self) -> Mark:
        """The place of the value."""
        return self.node.values_at[self.key]

    @property
    def place(self) -> Place:
        """The place of the value, in its file."""
        return Place(self.document.path, *self.mark)


class Item(NamedTuple):
    """Something with an id, and the document that defines it."""

    document: Document
    value: Map

    def place(self, key: str) -> Place:
        """The place of one of its values; of the whole where it has none such."""
        return Place(self.document.path, *self.value.values_at.get(key, self.value.mark))


class Sheet:
    """One document, walked once: where each key stands.

    What stands inside ``cite`` and ``confidence`` names fields, not facts, and is not entered.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.kind: str = document.value["kind"]
        self.hits: dict[str, list[Hit]] = defaultdict(list)
        stack: list[Any] = [document.value]
        while stack:
            node = stack.pop()
            if isinstance(node, Map):
                for key, value in node.items():
                    self.hits[key].append(Hit(document, node, key, value))
                    if isinstance(value, (Map, Seq)) and key not in {"cite", "confidence"}:
                        stack.append(value)
            else:
                stack.extend(item for item in node if isinstance(item, (Map, Seq)))


class Corpus:
    """Documents of good shape, indexed by what they define; what a rule needs is worked out when first asked for."""

    def __init__(self, sheets: Iterable[Sheet], today: dt.date, ages: Ages) -> None:
        self.sheets = list(sheets)
        self.today = today
        self.ages = ages
        self.by_kind: dict[str, list[Document]] = defaultdict(list)
        for sheet in self.sheets:
            self.by_kind[sheet.kind].append(sheet.document)

    def hits(self, *keys: str, but: tuple[str, ...] = ()) -> Iterator[Hit]:
        """Yield every place of some keys, leaving out kinds of file."""
        for sheet in self.sheets:
            if sheet.kind not in but:
                for key in keys:
                    yield from sheet.hits.get(key, ())

    def items(self, kind: str, key: str) -> Iterator[Item]:
        """Yield what a list of all files of a kind holds."""
        for document in self.by_kind[kind]:
            for value in document.value.get(key, ()):
                yield Item(document, value)

    def _by_id(self, kind: str, key: str) -> dict[str, Item]:
        return {item.value["id"]: item for item in self.items(kind, key)}

    @cached_property
    def types(self) -> dict[str, Item]:
        """Qualification types by id."""
        return self._by_id("qualifications", "types")

    @cached_property
    def former(self) -> dict[str, str]:
        """Ids of types that were given up, with the present one; none that a type has again."""
        listed = ((old, item.value["id"]) for item in self.types.values() for old in item.value.get("former_ids", ()))
        return {old: new for old, new in listed if old not in self.types}

    @cached_property
    def units(self) -> dict[str, Item]:
        """Credit units by id."""
        return self._by_id("credit-system", "units")

    @cached_property
    def scales(self) -> dict[str, Item]:
        """Grading scales by id."""
        return self._by_id("grading-scale", "scales")

    @cached_property
    def frameworks(self) -> dict[str, Item]:
        """Frameworks by id."""
        return {d.value["id"]: Item(d, d.value) for d in self.by_kind["framework"]}

    @cached_property
    def instruments(self) -> dict[str, Item]:
        """Instruments by id."""
        return {d.value["id"]: Item(d, d.value) for d in self.by_kind["instrument"]}

    @cached_property
    def levels(self) -> dict[str, dict[str, int]]:
        """The rank of each level by framework and code."""
        return {
            fid: {level["code"]: level["rank"] for level in item.value["levels"]["items"]}
            for fid, item in self.frameworks.items()
        }

    @cached_property
    def mappings(self) -> dict[tuple[str, str], Document]:
        """Level mappings by the pair of frameworks."""
        return {(d.value["from"], d.value["to"]): d for d in self.by_kind["level-mapping"]}

    @cached_property
    def countries(self) -> frozenset[str]:
        """Country codes on file."""
        return frozenset(item.value["code"] for item in self.items("countries", "countries"))

    @cached_property
    def defined(self) -> dict[str, list[Place]]:
        """Every id with the places that define it."""
        found: dict[str, list[Place]] = defaultdict(list)
        for sheet in self.sheets:
            value = sheet.document.value
            own = [value] if sheet.kind in OWN_ID else []
            for item in (*own, *(item for key in LISTS.get(sheet.kind, ()) for item in value.get(key, ()))):
                found[item["id"]].append(at(sheet.document, item.values_at["id"]))
        return found

    @cached_property
    def _linked(self) -> dict[tuple[str, str], dict[str, frozenset[str]]]:
        found: dict[tuple[str, str], dict[str, frozenset[str]]] = {}
        for pair, document in self.mappings.items():
            links: dict[str, set[str]] = defaultdict(set)
            for link in document.value["links"]:
                links[link["from"]].add(link["to"])
            found[pair] = {code: frozenset(codes) for code, codes in links.items()}
        return found

    def reached(self, framework: str, code: str, hub: str) -> frozenset[str]:
        """Return the levels of *hub* that a level is linked to by a mapping of its own; empty where there is none."""
        return self._linked.get((framework, hub), {}).get(code, frozenset())

    @cached_property
    def titles(self) -> dict[tuple[str, str], list[tuple[Item, str, Mark, str]]]:
        """Country and folded form -> each type that prints it, as what (title, alias, abbreviation), where, how."""
        found: dict[tuple[str, str], list[tuple[Item, str, Mark, str]]] = defaultdict(list)
        for item in self.items("qualifications", "types"):
            country = item.document.value["country"] or "int"
            for by, form, mark in forms(item.value):
                found[country, fold(form)].append((item, by, mark, form))
        return found


def forms(item: Map) -> Iterator[tuple[str, str, Mark]]:
    """Yield what a type's papers print: titles, aliases, abbreviations, each with its place."""
    for form, mark in zip(item["title"].values(), item["title"].values_at.values(), strict=True):
        yield "title", form, mark
    for key, by in (("aliases", "alias"), ("abbreviations", "abbreviation")):
        listed = item.get(key)
        if listed:
            yield from ((by, form, mark) for form, mark in zip(listed, listed.values_at, strict=True))


def near(value: str, known: Iterable[str]) -> str:
    """Return a hint at what comes nearest, ready to append to a remedy."""
    from rapidfuzz import fuzz, process

    best = process.extractOne(value, list(known), scorer=fuzz.ratio, score_cutoff=60)
    return f"; did you mean {best[0]}?" if best else ""


def at(document: Document, mark: Mark) -> Place:
    """Return a place in a document."""
    return Place(document.path, *mark)


def found(document: Document, mark: Mark, *related: Place, **values: object) -> Found:
    """Say that a rule does not hold at a mark of a document."""
    return Found(Place(document.path, *mark), values, related)


def each(document: Document, value: Any, place: Place) -> Iterator[tuple[str, Place]]:
    """Yield the words of a scalar or a list, each with its place."""
    if isinstance(value, Seq):
        for item, mark in zip(value, value.values_at, strict=True):
            if isinstance(item, str):
                yield item, at(document, mark)
    elif isinstance(value, str):
        yield value, place
