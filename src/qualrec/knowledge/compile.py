"""YAML files to sections of plain JSON, so that one assessment opens only what it needs.

Every mapping keeps the line of each of its keys, in the order of the keys, under ``@``. A document of an own folder
keeps the name of its layer under ``@layer``; a record of it that stands over another keeps the layer of that under
``@over``.
"""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from qualrec.knowledge import shape
from qualrec.knowledge.locate import File, KnowledgeError
from qualrec.knowledge.names import fold, slot
from qualrec.knowledge.reader import Document, Map, read
from qualrec.model.source import code_of

Sections = dict[str, Any]


def compile_files(files: Iterable[File], known: MutableMapping[tuple[str, bytes], Document] | None = None) -> Sections:
    """Read, check and divide all data files; *known* holds documents read and checked before.

    Raises:
        KnowledgeError: if a file cannot be read or does not have the shape of its kind.
    """
    collecting = gc.isenabled()
    gc.disable()  # composing with the collector on costs four times as much
    try:
        # Cases are no knowledge: a faulty one fails its test and stops nothing else.
        knowledge = [file for file in files if not file.name.endswith("cases.yaml")]
        known = {} if known is None else known
        documents = [_document(file.name, Path(file.path).read_bytes(), known) for file in knowledge]
        layered = any(file.layer for file in knowledge)
        return divide(_laid(documents, knowledge) if layered else documents)
    finally:
        if collecting:
            gc.enable()


def _document(name: str, raw: bytes, known: MutableMapping[tuple[str, bytes], Document]) -> Document:
    if (name, raw) in known:
        return known[name, raw]
    document = read(name, raw)
    problems = [p for p in document.problems if p.code != "QR004"] or shape.check(document)
    if problems:
        first = problems[0]
        raise KnowledgeError(
            f"{first.place.path}:{first.place.line}:{first.place.column}: {first.code} "
            f"{first.values.get('why', 'the file cannot be used')}; qualrec validate shows all of it"
        )
    known[name, raw] = document
    return document


def _laid(documents: list[Document], files: list[File]) -> list[Document]:
    from qualrec.knowledge.layers import overlay

    return overlay(replace(document, layer=file.layer) for document, file in zip(documents, files, strict=True))


def divide(documents: Iterable[Document]) -> Sections:
    """Sort the facts of all documents into sections by the country they belong to."""
    division = _Division()
    for document in documents:
        add: Callable[[str, dict[str, Any]], None] = division.parts[document.value["kind"]]
        doc = plain(document.value)
        add(document.path, {**doc, "@layer": document.layer} if document.layer else doc)
    return division.sections()


def plain(value: Any) -> Any:
    """Return *value* as JSON can hold it, each mapping with the lines of its keys and the layer it replaces."""
    if isinstance(value, Map):
        found: dict[str, Any] = {key: plain(item) for key, item in value.items()}
        found["@"] = [value.keys_at[key][0] for key in value]
        if value.over:
            found["@over"] = value.over
        return found
    if isinstance(value, list):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def _owners(*identifiers: str) -> set[str]:
    """Return the countries that a link concerns; ``int`` only where no country is."""
    found = {code_of(identifier) for identifier in identifiers}
    return found - {"int"} or {"int"}


class _Division:
    """Sections in the making."""

    def __init__(self) -> None:
        self.countries: dict[str, dict[str, Any]] = defaultdict(lambda: {"docs": [], "titles": {}, "patterns": []})
        self.instruments: dict[str, Any] = {}
        self.parties: dict[str, list[Any]] = defaultdict(list)
        self.law: dict[str, Any] = {}
        self.titles: dict[str, list[Any]] = defaultdict(list)
        self.policies: dict[str, list[Any]] = defaultdict(list)
        self.patterns: list[list[str]] = []
        self.names: dict[str, Any] = {"by_name": {}, "names": {}, "former": {}}
        self.fields: dict[str, Any] = {"by_name": {}, "names": {}}
        self.former: dict[str, str] = {}
        self.parts: dict[str, Callable[[str, dict[str, Any]], None]] = {
            "framework": self._national,
            "system": self._national,
            "credit-system": self._national,
            "grading-scale": self._national,
            "qualifications": self._qualifications,
            "level-mapping": self._link,
            "credit-mapping": self._credit_links,
            "grade-mapping": self._grade_rule,
            "grade-thresholds": self._thresholds,
            "instrument": self._instrument,
            "comparability": self._claims,
            "policy": self._policy,
            "countries": self._countries,
            "fields": self._fields,
        }

    def sections(self) -> Sections:
        """Return all sections by name."""
        found: Sections = {f"c:{code}": body for code, body in sorted(self.countries.items())}
        found |= {f"i:{iid}": body for iid, body in sorted(self.instruments.items())}
        found |= {f"p:{pid}": body for pid, body in sorted(self.policies.items())}
        found |= {f"l:{country}": entries for country, entries in sorted(self.parties.items())}
        found["law"] = dict(sorted(self.law.items()))
        found["titles"] = dict(sorted(self.titles.items()))
        found["patterns"] = sorted(self.patterns)
        found["countries"] = self.names
        found["fields"] = self.fields
        found["former"] = dict(sorted(self.former.items()))
        return found

    def _put(self, owners: Iterable[str], path: str, doc: dict[str, Any]) -> None:
        for code in owners:
            self.countries[code]["docs"].append([path, doc])

    def _national(self, path: str, doc: dict[str, Any]) -> None:
        self.former |= dict.fromkeys(doc.get("former_ids", ()), doc.get("id", ""))
        self._put([doc["country"] or "int"], path, doc)

    def _qualifications(self, path: str, doc: dict[str, Any]) -> None:
        code = doc["country"] or "int"
        self._put([code], path, doc)
        body = self.countries[code]
        for item in doc["types"]:
            self.former |= dict.fromkeys(item.get("former_ids", ()), item["id"])
            for form, by in _forms(item):
                ends = slot(form)
                if ends:
                    body["patterns"].append([*ends, item["id"], form])
                    self.patterns.append([code, *ends, item["id"], form])
                    continue
                folded = fold(form)
                entry = [item["id"], form, by]
                known = body["titles"].setdefault(folded, [])
                if all(other[0] != item["id"] for other in known):
                    known.append(entry)
                    self.titles[folded].append([code, *entry])

    def _link(self, path: str, doc: dict[str, Any]) -> None:
        self._put(_owners(doc["from"], doc["to"]), path, doc)

    def _credit_links(self, path: str, doc: dict[str, Any]) -> None:
        self._by_owner(path, doc, "links", lambda link: _owners(link["from"], link["to"]))

    def _grade_rule(self, path: str, doc: dict[str, Any]) -> None:
        named = filter(None, (doc["to"], doc["from"].get("scale")))
        self._put(_owners(*named), path, doc)

    def _thresholds(self, path: str, doc: dict[str, Any]) -> None:
        """Every claim stands with the country of its marks, and all of them with the receiver's country."""
        self._by_owner(path, doc, "claims", lambda claim: {code_of(claim["from"]), code_of(doc["to"])})

    def _claims(self, path: str, doc: dict[str, Any]) -> None:
        self._by_owner(path, doc, "claims", lambda claim: {code_of(claim["of"])})

    def _by_owner(self, path: str, doc: dict[str, Any], key: str, owners: Callable[[Any], set[str]]) -> None:
        shares: dict[str, list[Any]] = defaultdict(list)
        for item in doc[key]:
            for code in owners(item):
                shares[code].append(item)
        for code, items in shares.items():
            self._put([code], path, {**doc, key: items})

    def _instrument(self, path: str, doc: dict[str, Any]) -> None:
        iid = doc["id"]
        parties = doc["parties"]
        self.instruments[iid] = [path, {**doc, "parties": {**parties, "items": []}}]
        self.law[iid] = [doc["rank"], doc["effect"], doc["short"], doc["applies_to"].get("awards", [])]
        for item in parties["items"]:
            self.parties[item["country"]].append([iid, item])

    def _policy(self, path: str, doc: dict[str, Any]) -> None:
        self.policies[doc["id"]].append([path, doc])

    def _countries(self, _path: str, doc: dict[str, Any]) -> None:
        by_name: dict[str, str] = {}
        for item in doc["countries"]:
            for name in (item["code"], item.get("iso3", ""), item["name"], *item.get("also", ())):
                if fold(name):
                    by_name.setdefault(fold(name), item["code"])
        former = {
            fold(name): [item["name"], item["today"]]
            for item in doc.get("former", {"items": ()})["items"]
            for name in (item["name"], *item["also"])
        }
        names = {item["code"]: item["name"] for item in doc["countries"]}
        for part, own in (("by_name", by_name), ("names", names), ("former", former)):
            self.names[part] |= own

    def _fields(self, _path: str, doc: dict[str, Any]) -> None:
        for item in doc["fields"]:
            self.fields["names"][item["code"]] = item["name"]
            for name in (item["name"], *item["also"]):
                self.fields["by_name"][fold(name)] = item["code"]


def _forms(item: dict[str, Any]) -> Iterable[tuple[str, str]]:
    yield from ((form, "title") for tag, form in item["title"].items() if tag != "@")
    yield from ((form, "alias") for form in item.get("aliases", ()))
    yield from ((form, "abbreviation") for form in item.get("abbreviations", ()))
    yield from ((form, "gloss") for tag, form in item.get("gloss", {}).items() if tag != "@")
