"""What the knowledge covers and how well it is sourced: counts and shares by country, from the facts themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.country import Country
from qualrec.model.framework import QualificationType
from qualrec.model.source import Confidence, Fact

# Fields of an award that a verdict can turn on.
LOAD_BEARING = (
    "title",
    "kind",
    "level",
    "years",
    "workload",
    "opens",
    "does_not_open",
    "gives_access_to",
    "awarded",
    "equated_to",
)
OFFICIAL = frozenset({"treaty", "law", "official", "official-translation"})
_EMPTY: tuple[object, ...] = (None, "", (), frozenset(), {})


def coverage(kb: KnowledgeBase) -> dict[str, Any]:
    """Return counts and shares for every country on file and in all; shares are None where there is nothing."""
    countries = {country.code: of_country(kb, country) for country in kb.every_country()}
    kinds = ("types", "links", "scales", "units")
    total = {kind: _share(_sum(c["facts"][kind] for c in countries.values())) for kind in kinds}
    every = _sum(c["facts"][kind] for c in countries.values() for kind in kinds)
    members = {code for code in countries if "ehea" in kb.bound(code)}
    groups = {"ehea": members, "others": countries.keys() - members - {"int"}}
    return {
        "countries": countries,
        "total": {
            "countries": len([code for code in countries if code != "int"]),
            "types": sum(c["types"] for c in countries.values()),
            "instruments": len(kb.law),
            "claims": sum(c["claims"] for c in countries.values()),
            "verified": {**total, "all": _share(every)},
            "official": _ratio(every["official"], every["verified"]),
            "groups": {
                name: _group([countries[code]["facts"] for code in sorted(codes)]) for name, codes in groups.items()
            },
            "fields": _by_field(kb),
        },
    }


def _group(facts: list[dict[str, dict[str, int]]]) -> dict[str, Any]:
    """Return the counts of several countries together."""
    every = _sum(count for one in facts for count in one.values())
    return {"countries": len(facts), **_shown(every), "share": _share(every)}


def _by_field(kb: KnowledgeBase) -> dict[str, Any]:
    """Return the counts by what the facts are about: a title, a level, a pass mark; and the share by confidence."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for country in kb.every_country():
        for fact, name in facts_of(country):
            found[name]["all"] += 1
            found[name][str(fact.confidence_of(name))] += 1
    return {
        name: {**{key: counts[key] for key in ("all", *Confidence)}, "share": _share(counts)}
        for name, counts in sorted(found.items())
    }


def of_country(kb: KnowledgeBase, country: Country) -> dict[str, Any]:
    """Return what is on file of one country, how well it is sourced, and what is missing."""
    types = [country.type(tid) for tid in country.type_ids]
    facts = {
        "types": _count(pair for kind in types for pair in _fields(kind)),
        "links": _count((link, "to") for link in country.level_links),
        "scales": _count((scale, "lowest_pass") for scale in country.scales.values()),
        "units": _count((unit, "full_time_year") for unit in country.units.values()),
    }
    every = _sum(facts.values())
    found: dict[str, Any] = {
        "frameworks": len(country.frameworks),
        "links": len(country.level_links),
        "types": len(types),
        "access": sum(kind.kind in {"access", "access_restricted"} for kind in types),
        "legacy": sum(kind.awarded.end is not None for kind in types),
        "scales": len(country.scales),
        "units": len(country.units),
        "instruments": len(kb.bound(country.code)),
        "claims": sum(len(claims) for claims in country.claims.values()),
        "centres": len(country.system.centres),
        "registers": len(country.system.registers),
    }
    verified = {kind: _share(count) for kind, count in facts.items()}
    said = {_SAID[kind] for kind in country.without}
    may_lack = found.keys() if country.code == "int" else _MAY_LACK | said
    missing = [name for name, size in found.items() if size == 0 and name not in may_lack]
    return {
        **found,
        "facts": {kind: _shown(count) for kind, count in facts.items()},
        "verified": {**verified, "all": _share(every)},
        "official": _ratio(every["official"], every["verified"]),
        "oldest_reading": min(_read(facts_of(country)), default=None),
        "missing": missing,
    }


_SAID = {"credit-system": "units", "grading-scale": "scales"}  # where the country's own file says that there is none
_MAY_LACK = frozenset({"frameworks", "links", "legacy", "instruments", "claims"})


def facts_of(country: Country) -> Iterator[tuple[Fact, str]]:
    """Yield every load-bearing fact of a country with the field it is about."""
    for tid in country.type_ids:
        yield from _fields(country.type(tid))
    yield from ((link, "to") for link in country.level_links)
    yield from ((scale, "lowest_pass") for scale in country.scales.values())
    yield from ((unit, "full_time_year") for unit in country.units.values())


def _fields(kind: QualificationType) -> Iterator[tuple[Fact, str]]:
    for name in LOAD_BEARING:
        value = getattr(kind, name)
        empty = value in _EMPTY or (name == "awarded" and not (kind.awarded.start or kind.awarded.end))
        if not empty:
            yield kind, name


def _count(facts: Iterable[tuple[Fact, str]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for fact, name in facts:
        found["all"] += 1
        if fact.confidence_of(name) is Confidence.VERIFIED:
            found["verified"] += 1
            found["official"] += any(cite.source.kind in OFFICIAL for cite in fact.cites_for(name))
    return found


def _shown(count: Mapping[str, int]) -> dict[str, int]:
    return {key: count.get(key, 0) for key in ("all", "verified", "official")}


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return total


def _share(count: Mapping[str, int]) -> float | None:
    return _ratio(count.get("verified", 0), count.get("all", 0))


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _read(facts: Iterable[tuple[Fact, str]]) -> Iterator[str]:
    """Yield the days on which the sources of facts were read."""
    for fact, name in facts:
        for cite in fact.cites_for(name):
            if cite.source.accessed:
                yield str(cite.source.accessed)
