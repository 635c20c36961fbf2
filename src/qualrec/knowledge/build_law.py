"""From plain data to instruments, claims, systems and policies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from qualrec.knowledge.build import File, Raw, date, interval, words
from qualrec.model.instrument import (
    Appeal,
    Body,
    Claim,
    Instrument,
    Party,
    PolicyNumber,
    ProgrammeAccreditation,
    Provision,
    ScheduleRow,
    TimeLimit,
    Trap,
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
        at_award=bool(scope.get("at_award", False)),
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
        time_limits=tuple(
            TimeLimit(**file.fact(f"{doc['id']} {raw['what']}", raw), what=raw["what"], months=raw["months"])
            for raw in doc.get("time_limits", ())
        ),
        valid=interval(doc.get("valid")),
    )


def provisions(file: File, about: frozenset[str] | None = None) -> list[Provision]:
    """Build the provisions of an instrument, then its conditions; with *about* (a kind, modes) only those for it."""
    found = [*file.doc["provisions"], *file.doc.get("conditions", ())]
    return [_provision(file, raw) for raw in found if about is None or about & set(raw.get("duty_for", ()))]


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
        completes_cycle=bool(raw.get("completes_cycle", True)),
        conditional=bool(raw.get("conditional", False)),
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


def appeals(file: File) -> tuple[Appeal, ...]:
    """Build the appeal bodies of a system."""
    return tuple(
        Appeal(**file.fact(raw["id"], raw), name=words(raw["name"]), within=raw["within"], url=raw["url"])
        for raw in file.doc.get("appeals", ())
    )


def programme_accreditation(file: File) -> ProgrammeAccreditation | None:
    """Build the rule on programme accreditation, where a system states one."""
    raw = file.doc.get("programme_accreditation")
    if not raw:
        return None
    fid = f"{file.doc['country'].lower()}-programme-accreditation"
    return ProgrammeAccreditation(
        **file.fact(fid, raw),
        required=raw["required"],
        since=date(raw.get("since")),
        kinds=frozenset(raw.get("kinds", ())),
    )


def traps(files: list[File]) -> tuple[Trap, ...]:
    """Build the false friends of a system, numbered through all its files."""
    listed = [(file, raw) for file in files for raw in file.doc.get("traps", ())]
    return tuple(
        Trap(
            **file.fact(f"{file.doc['country'].lower()}-trap-{number}", raw),
            about=tuple(raw.get("about", ())),
            says=raw["says"],
        )
        for number, (file, raw) in enumerate(listed, 1)
    )


def policy_numbers(file: File) -> Mapping[str, PolicyNumber]:
    """Build the numbers of a policy file."""
    numbers = file.doc["numbers"]
    return {
        name: PolicyNumber(
            **file.fact(f"{file.doc['id']} {name}", raw), value=Decimal(raw["value"]), says=words(raw["says"])
        )
        for name, raw in numbers.items()
        if name[0] != "@"
    }
