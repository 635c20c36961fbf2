"""From plain data of a section to the frozen types; one function a kind of fact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qualrec.model.dates import ALWAYS, Interval, PartialDate
from qualrec.model.framework import Fit, Framework, Level, LevelLink, QualificationType, Workload
from qualrec.model.instrument import (
    Body,
    Claim,
    Instrument,
    Party,
    PolicyNumber,
    ProgrammeAccreditation,
    Provision,
    ScheduleRow,
    Trap,
)
from qualrec.model.measure import Band, CreditLink, CreditUnit, GradeRule, GradingScale, Rounding, Row
from qualrec.model.source import Citation, Confidence, Origin, Source, Text

Raw = Mapping[str, Any]


class File:
    """One data file while its facts are built: its path and its sources."""

    __slots__ = ("_sources", "doc", "path")

    def __init__(self, path: str, doc: Raw) -> None:
        self.path = path
        self.doc = doc
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
        keys = [key for key in raw if key != "@"]
        lines = dict(zip(keys, raw.get("@", ()), strict=False))
        cite = raw.get("cite", (parent or {}).get("cite", []))
        sure = raw.get("confidence", (parent or {}).get("confidence", "recalled"))
        fields = {k: v for k, v in cite.items() if k not in {"all", "@"}} if isinstance(cite, dict) else {}
        marks = {k: v for k, v in sure.items() if k not in {"all", "@"}} if isinstance(sure, dict) else {}
        return {
            "id": fid,
            "origin": Origin(self.path, min(lines.values(), default=1), lines),
            "cites": self._cites(cite["all"] if isinstance(cite, dict) else cite),
            "field_cites": {k: self._cites(v) for k, v in fields.items()},
            "confidence": Confidence(sure["all"] if isinstance(sure, dict) else sure),
            "field_confidence": {k: Confidence(v) for k, v in marks.items()},
        }

    def _cites(self, items: list[Any]) -> tuple[Citation, ...]:
        return tuple(
            Citation(self.source(item)) if isinstance(item, str) else Citation(self.source(item["source"]), item["at"])
            for item in items
        )


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


def credit_unit(file: File, raw: Raw) -> CreditUnit:
    """Build one credit unit."""
    return CreditUnit(
        **file.fact(raw["id"], raw),
        country=file.doc["country"],
        name=words(raw["name"]),
        aliases=tuple(raw.get("aliases", ())),
        full_time_year=span(raw["full_time_year"]),
        hours=span(raw.get("hours")),
        scope=raw.get("scope", "any"),
        valid=interval(raw.get("valid")),
    )


def credit_link(file: File, raw: Raw) -> CreditLink:
    """Build one stated factor between credit units."""
    return CreditLink(
        **file.fact(f"{raw['from']} -> {raw['to']}", raw),
        source=raw["from"],
        target=raw["to"],
        factor=Fraction(raw["factor"]),
        factor_up_to=Fraction(raw.get("factor_up_to", raw["factor"])),
    )


def grading_scale(file: File, raw: Raw) -> GradingScale:
    """Build one grading scale."""
    return GradingScale(
        **file.fact(raw["id"], raw),
        country=file.doc["country"],
        name=words(raw["name"]),
        scope=raw["scope"],
        type=raw["type"],
        aliases=tuple(raw.get("aliases", ())),
        kinds=tuple(raw.get("kinds", ())),
        use=raw.get("use", "both"),
        institution=raw.get("institution", ""),
        best=_decimal(raw.get("best")),
        worst=_decimal(raw.get("worst")),
        lowest_pass=raw["lowest_pass"],
        step=_decimal(raw.get("step")),
        best_first=tuple(raw.get("best_first", ())),
        labels={k: words(v) for k, v in raw.get("labels", {}).items() if k != "@"},
        bands=tuple(_band(band) for band in raw.get("bands", ())),
        valid=interval(raw.get("valid")),
    )


def _band(raw: Raw) -> Band:
    ends = sorted((Decimal(raw["from"]), Decimal(raw["to"])))
    return Band(raw["label"], ends[0], ends[1], words(raw.get("name")))


def _decimal(raw: str | None) -> Decimal | None:
    return None if raw is None else Decimal(raw)


def grade_rule(file: File) -> GradeRule:
    """Build one grade conversion rule."""
    doc = file.doc
    ends, rounding = doc.get("ends"), doc["rounding"]
    return GradeRule(
        **file.fact(doc["id"], doc),
        by=doc["by"],
        source=doc["from"].get("scale"),
        target=doc["to"],
        method=doc["method"],
        ends=(Decimal(ends["best"]), Decimal(ends["lowest_pass"])) if ends else None,
        table=tuple(_row(row) for row in doc.get("table", ())),
        rounding=Rounding(rounding["places"], rounding["mode"]) if rounding else None,
        binding=doc["binding"],
        valid=interval(doc.get("valid")),
        note=doc.get("note", ""),
    )


def _row(raw: Raw) -> Row:
    high = raw.get("up_to", raw.get("below"))
    return Row(
        raw.get("grade"),
        _decimal(raw.get("from")),
        _decimal(high),
        "up_to" in raw,
        raw["to"],
        raw.get("to_up_to", raw["to"]),
    )


def instrument(file: File) -> Instrument:
    """Build one instrument without its parties and provisions."""
    doc, scope = file.doc, file.doc["applies_to"]
    return Instrument(
        **file.fact(doc["id"], doc),
        title=words(doc["title"]),
        short=words(doc["short"]),
        rank=doc["rank"],
        effect=doc["effect"],
        kinds=frozenset(scope["kinds"]),
        purposes=frozenset(scope["purposes"]),
        awards=frozenset(scope.get("awards", ())),
        excluded_fields=tuple(scope.get("excluded_fields", ())),
        excluded_awards=frozenset(scope.get("excluded_awards", ())),
        awarded=interval(scope.get("awarded")),
        directions=tuple((d["from"], d["to"]) for d in scope.get("directions", ())),
        schedule=tuple(
            ScheduleRow(
                **file.fact(f"{doc['id']} schedule {number}", raw),
                source=raw.get("from"),
                target=raw.get("to"),
                kind=raw.get("kind"),
            )
            for number, raw in enumerate(doc.get("schedule", ()), 1)
        ),
        valid=interval(doc.get("valid")),
    )


def provisions(file: File, kind: str | None = None) -> list[Provision]:
    """Build the provisions of an instrument, then its conditions; of *kind*, only those that lay a duty on it."""
    found = [*file.doc["provisions"], *file.doc.get("conditions", ())]
    return [_provision(file, raw) for raw in found if kind is None or kind in raw.get("duty_for", ())]


def _provision(file: File, raw: Raw) -> Provision:
    return Provision(
        **file.fact(raw["id"], raw),
        at=raw.get("at", ""),
        says=words(raw["says"]),
        duty_for=frozenset(raw.get("duty_for", ())),
    )


def party(file: File, raw: Raw) -> Party:
    """Build one party; *file* is the instrument's."""
    dates = raw.get("in_force")
    return Party(
        **file.fact(f"{file.doc['id']} {raw['country']}", raw, file.doc["parties"]),
        country=raw["country"],
        in_force=interval(dates) if dates else None,
        signed_only=raw.get("signed_only", False),
    )


def claim(file: File, raw: Raw) -> Claim:
    """Build one published claim."""
    return Claim(
        **file.fact(raw["id"], raw),
        by=words(file.doc["by"]),
        centre_country=file.doc["country"],
        of=raw["of"],
        says=words(raw["says"]),
        comparable_to=tuple(raw.get("comparable_to", ())),
        kind=raw.get("kind"),
        eqf=tuple(raw.get("eqf", ())),
        level={k: v for k, v in raw.get("level", {}).items() if k != "@"},
    )


def bodies(file: File, key: str) -> tuple[Body, ...]:
    """Build the recognition centres, agencies or registers of a system."""
    return tuple(
        Body(
            **file.fact(raw["id"], raw),
            name=words(raw["name"]),
            abbreviation=raw.get("abbreviation", ""),
            url=raw["url"],
            role=raw.get("role", ""),
            valid=interval(raw.get("valid")),
        )
        for raw in file.doc[key]
    )


def programme_accreditation(file: File) -> ProgrammeAccreditation | None:
    """Build the rule on programme accreditation, where a system states one."""
    raw = file.doc.get("programme_accreditation")
    if not raw:
        return None
    fid = f"{file.doc['country'].lower()}-programme-accreditation"
    return ProgrammeAccreditation(**file.fact(fid, raw), required=raw["required"])


def traps(file: File) -> tuple[Trap, ...]:
    """Build the false friends of a system."""
    country = file.doc["country"].lower()
    return tuple(
        Trap(**file.fact(f"{country}-trap-{number}", raw), about=tuple(raw.get("about", ())), says=raw["says"])
        for number, raw in enumerate(file.doc.get("traps", ()), 1)
    )


def policy_numbers(file: File) -> Mapping[str, PolicyNumber]:
    """Build the numbers of a policy file."""
    numbers = file.doc["numbers"]
    return {
        name: PolicyNumber(
            **file.fact(f"{file.doc['id']} {name}", raw), value=Decimal(raw["value"]), says=words(raw["says"])
        )
        for name, raw in numbers.items()
        if name != "@"
    }


Builder = Callable[[File], Any]
