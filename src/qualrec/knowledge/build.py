"""From plain data of a section to frameworks, types and links; what every fact has is read here."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qualrec.model.dates import ALWAYS, Interval, PartialDate
from qualrec.model.framework import Fit, Framework, Level, LevelLink, QualificationType, Workload
from qualrec.model.source import Citation, Confidence, Origin, Source, Text

Raw = Mapping[str, Any]
_MARKS = frozenset({"@", "@over", "@layer"})  # lines and layers: no fields


class File:
    """One data file while its facts are built: its path and its sources."""

    __slots__ = ("_sources", "doc", "layer", "path")

    def __init__(self, path: str, doc: Raw) -> None:
        self.path = path
        self.doc = doc
        self.layer: str = doc.get("@layer", "")
        self._sources: dict[str, Source] = {}

    def source(self, key: str) -> Source:
        """Return one source of the file.

        Raises:
            KeyError: if the file names no such source (the checker finds these, QR201).
        """
        if key not in self._sources:
            raw = self.doc["sources"][key]
            self._sources[key] = Source(
                id=key,
                title=raw["title"],
                publisher=raw["publisher"],
                url=raw["url"],
                kind=raw["kind"],
                copy=raw.get("copy"),
                published=date(raw.get("published")),
                accessed=date(raw.get("accessed")),
            )
        return self._sources[key]

    def fact(self, fid: str, raw: Raw, parent: Raw | None = None) -> dict[str, Any]:
        """Return what every fact has; *parent* gives sources and confidence where *raw* has none."""
        keys = [key for key in raw if key not in _MARKS]
        lines = dict(zip(keys, raw.get("@", ()), strict=False))
        cite = raw.get("cite", (parent or {}).get("cite", []))
        sure = raw.get("confidence", (parent or {}).get("confidence", "recalled"))
        fields = {k: v for k, v in cite.items() if k not in {"all", "@"}} if isinstance(cite, dict) else {}
        marks = {k: v for k, v in sure.items() if k not in {"all", "@"}} if isinstance(sure, dict) else {}
        return {
            "id": fid,
            "origin": Origin(self.path, min(lines.values(), default=1), lines, self.layer, self._over(raw)),
            "cites": self._cites(cite["all"] if isinstance(cite, dict) else cite),
            "field_cites": {k: self._cites(v) for k, v in fields.items()},
            "confidence": Confidence(sure["all"] if isinstance(sure, dict) else sure),
            "field_confidence": {k: Confidence(v) for k, v in marks.items()},
        }

    def _over(self, raw: Raw) -> str:
        """Return the layer whose record this one replaces; of the whole file where that is the record."""
        found: str = raw.get("@over") or self.doc.get("@over", "")
        return found

    def _cites(self, items: list[Any]) -> tuple[Citation, ...]:
        return tuple(
            _Cited(self, item, "") if isinstance(item, str) else _Cited(self, item["source"], item["at"])
            for item in items
        )


class _Cited(Citation):
    """A citation whose source is read when asked for: of a hundred that an answer touches it prints a dozen."""

    __slots__ = ("_file", "_key")
    _file: File
    _key: str

    def __init__(self, file: File, key: str, at: str) -> None:
        put = object.__setattr__
        put(self, "_file", file)
        put(self, "_key", key)
        put(self, "at", at)

    @property
    def source(self) -> Source:
        return self._file.source(self._key)

    def __reduce__(self) -> tuple[Any, ...]:
        return Citation, (self.source, self.at)


def date(raw: Any) -> PartialDate | None:
    """Return a date, or None where none is given."""
    return None if raw is None else PartialDate.parse(raw)


def interval(raw: Raw | None) -> Interval:
    """Return a time of validity; none given is always."""
    return Interval(date(raw.get("from")), date(raw.get("to"))) if raw else ALWAYS


def words(raw: Raw | None) -> Text:
    """Return a text in its languages."""
    return {tag: value for tag, value in (raw or {}).items() if tag != "@"}


def span(raw: Any) -> tuple[Decimal, Decimal] | None:
    """Return a number or a pair of numbers as a range."""
    if raw is None:
        return None
    low, high = raw if isinstance(raw, list) else (raw, raw)
    return Decimal(str(low)), Decimal(str(high))


def framework(file: File) -> Framework:
    """Build a framework with its levels."""
    doc = file.doc
    box = doc["levels"]
    levels = {
        item["code"]: Level(
            **file.fact(f"{doc['id']} {item['code']}", item, box),
            framework=doc["id"],
            code=item["code"],
            rank=item["rank"],
            sector=item.get("sector", "any"),
        )
        for item in box["items"]
    }
    return Framework(
        **file.fact(doc["id"], doc),
        country=doc["country"],
        name=words(doc["name"]),
        abbreviation=doc.get("abbreviation", doc["id"].partition("-")[2].upper()),
        type=doc["type"],
        levels=levels,
        valid=interval(doc.get("valid")),
        succeeded_by=doc.get("succeeded_by"),
    )


def qualification(file: File, raw: Raw) -> QualificationType:
    """Build one qualification type."""
    load = raw.get("workload")
    return QualificationType(
        **file.fact(raw["id"], raw),
        country=file.doc["country"],
        title=words(raw["title"]),
        kind=raw["kind"],
        level={k: tuple(v) if isinstance(v, list) else (v,) for k, v in (raw["level"] or {}).items() if k != "@"},
        gloss=words(raw.get("gloss")),
        level_note=raw.get("level_note", ""),
        region=tuple(raw.get("region", ())),
        aliases=tuple(raw.get("aliases", ())),
        abbreviations=tuple(raw.get("abbreviations", ())),
        completes_cycle=raw.get("completes_cycle", True),
        isced=raw.get("isced"),
        profile=raw.get("profile"),
        research_preparation=raw.get("research_preparation"),
        years=span(raw.get("years")),
        workload=_workload(load) if load else None,
        requires=tuple(raw.get("requires", ())),
        gives_access_to=tuple(raw.get("gives_access_to", ())),
        opens=frozenset(raw.get("opens", ())),
        does_not_open=frozenset(raw.get("does_not_open", ())),
        restriction=words(raw["restriction"]) if "restriction" in raw else None,
        awarded_by=tuple(raw.get("awarded_by", ())),
        awarded=interval(raw.get("awarded")),
        succeeded_by=raw.get("succeeded_by"),
        equated_to=raw.get("equated_to"),
        note=raw.get("note", ""),
    )


def _workload(raw: Raw) -> Workload:
    least = Decimal(str(raw["amount"]))
    return Workload(least, Decimal(str(raw.get("up_to", least))), raw["unit"])


def level_links(file: File) -> list[LevelLink]:
    """Build the links of one level mapping."""
    doc = file.doc
    return [
        LevelLink(
            **file.fact(f"{doc['from']} {raw['from']} -> {doc['to']} {raw['to']}", raw, doc),
            source=(doc["from"], raw["from"]),
            target=(doc["to"], raw["to"]),
            fit=Fit(raw["fit"]),
            status=doc["status"],
            valid=interval(doc.get("valid")),
        )
        for raw in doc["links"]
    ]
