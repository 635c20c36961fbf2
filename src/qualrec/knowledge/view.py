"""Looking around: any fact by its id, search by words, two frameworks side by side. As plain values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.locate import SHIPPED
from qualrec.knowledge.names import fold
from qualrec.model.dates import Answer, Interval, PartialDate, of_day
from qualrec.model.framework import LevelLink
from qualrec.model.frozen import fields
from qualrec.model.source import Fact, code_of, native, text

EQF = "int-eqf"
_HIDDEN = {"id", "origin", "cites", "field_cites", "confidence", "field_confidence"}


def facts(kb: KnowledgeBase) -> Iterator[tuple[str, Fact]]:
    """Yield everything that has an id of its own, with what it is."""
    for country in kb.every_country():
        yield from (("framework", f) for f in country.frameworks.values())
        yield from (("qualification type", country.type(tid)) for tid in country.type_ids)
        yield from (("credit unit", u) for u in country.units.values())
        yield from (("grading scale", s) for s in country.scales.values())
        yield from (("grade rule", r) for r in country.grade_rules)
        system = country.system
        yield from (("recognition centre", b) for b in system.centres)
        yield from (("quality agency", b) for b in system.agencies)
        yield from (("register", b) for b in system.registers)
        yield from (("published view", c) for claims in country.claims.values() for c in claims)
    yield from (("instrument", kb.instrument(iid)) for iid in kb.law)


def index(kb: KnowledgeBase) -> list[str]:
    """Return every id."""
    return list(dict.fromkeys(fact.id for _, fact in facts(kb)))


def find(kb: KnowledgeBase, identifier: str) -> dict[str, Any] | None:
    """Return one fact by id, or a country by its code, as plain values with sources; None where there is none."""
    for what, fact in facts(kb):
        if fact.id == identifier:
            found = _shown(what, fact)
            if what == "instrument":
                found["fields"]["provisions"] = [f"{p.at}: {text(p.says)}" for p in kb.provisions(identifier)]
                found["fields"]["parties"] = _parties(kb, identifier)
            return found
    code = kb.country_code(identifier) if len(identifier) <= 60 else None
    return _country(kb, code) if code else None


def _country(kb: KnowledgeBase, code: str) -> dict[str, Any]:
    country = kb.country(code)
    system = country.system
    held = {
        "frameworks": list(country.frameworks),
        "qualification types": list(country.type_ids),
        "credit units": list(country.units),
        "grading scales": list(country.scales),
        "recognition centres": [native(b.name) for b in system.centres],
        "quality agencies": [native(b.name) for b in system.agencies],
        "registers": [native(b.name) for b in system.registers],
        "instruments": sorted(kb.bound(code)),
        "appeals": [f"{native(a.name)}, within {a.within}" for a in system.appeals],
        "traps": [trap.says for trap in system.traps],
    }
    return {"id": code, "what": "country", "name": kb.country_name(code), "fields": held, "facts": [], "sources": []}


def _parties(kb: KnowledgeBase, iid: str) -> list[str]:
    found = []
    for code in kb.country_codes_of_parties(iid):
        party = kb.party(iid, code)
        assert party
        since = str(party.in_force.start or "") if party.in_force else ""
        found.append(f"{code}{' ' + since if since else ''}{' (signed only)' if party.signed_only else ''}")
    return found


def _shown(what: str, fact: Fact) -> dict[str, Any]:
    values = {name: plain(getattr(fact, name)) for name in fields(fact) if name not in _HIDDEN}
    cited = {c.source.id: c for cites in (fact.cites, *fact.field_cites.values()) for c in cites}
    return {
        "id": fact.id,
        "what": what,
        "name": _name(fact),
        "fields": {key: value for key, value in values.items() if value not in (None, "", [], {})},
        "path": fact.origin.path,
        "line": fact.origin.line,
        "layer": fact.origin.layer or SHIPPED,
        "overrides": fact.origin.over or None,
        "confidence": {"all": str(fact.confidence), **{k: str(v) for k, v in fact.field_confidence.items()}},
        "cites": {
            "all": [c.source.id for c in fact.cites],
            **{k: [c.source.id for c in cites] for k, cites in fact.field_cites.items()},
        },
        "sources": [
            {
                "id": c.source.id,
                "publisher": c.source.publisher,
                "title": c.source.title,
                "url": c.source.url,
                "copy": c.source.copy,
                "accessed": str(c.source.accessed) if c.source.accessed else None,
                "at": c.at,
            }
            for c in cited.values()
        ],
    }


def _name(fact: Fact) -> str:
    words = getattr(fact, "title", None) or getattr(fact, "name", None) or getattr(fact, "says", None)
    return native(words) if isinstance(words, Mapping) else fact.id


def plain(value: Any) -> Any:
    """Return a value of the model as JSON can hold it."""
    if isinstance(value, Fact):
        return value.id
    if isinstance(value, Interval):
        return str(value) if value.start or value.end else ""
    if fields(value):
        return {name: plain(getattr(value, name)) for name in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list, set, frozenset)):
        items = [plain(item) for item in value]
        return sorted(items) if isinstance(value, (set, frozenset)) else items
    if isinstance(value, (Decimal, Fraction, PartialDate)):
        return str(value)
    return value


def search(kb: KnowledgeBase, text: str, country: str | None = None) -> list[dict[str, str]]:
    """Return what has every word of *text* in its id, names or aliases."""
    words = fold(text).split()
    hits = []
    for what, fact in facts(kb):
        if country and code_of(fact.id) != country:
            continue
        body = fold(" ".join([fact.id, *_written(fact)])) if words else ""
        if words and all(word in body for word in words):
            hits.append({"id": fact.id, "what": what, "name": _name(fact)})
    return hits


def _written(fact: Fact) -> Iterator[str]:
    for key in ("title", "name", "gloss", "short", "says", "by"):
        words = getattr(fact, key, None)
        if isinstance(words, Mapping):
            yield from words.values()
    for key in ("aliases", "abbreviations"):
        yield from getattr(fact, key, ())


def compare(kb: KnowledgeBase, first: str, second: str, on: dt.date) -> dict[str, Any]:
    """Line two frameworks up through EQF; what no published link reaches is said, not left blank."""
    when = of_day(on)
    rows = []
    links = {fid: _to_eqf(kb, fid, when) for fid in (first, second)}
    for eqf in ("8", "7", "6", "5", "4", "3", "2", "1"):
        row: dict[str, Any] = {"eqf": eqf}
        for side, fid in (("first", first), ("second", second)):
            own = [link for link in links[fid] if link.target[1] == eqf]
            row[side] = [{"code": link.source[1], "fit": str(link.fit), "types": _types(kb, link)} for link in own]
            if fid == EQF:
                row[side] = [{"code": eqf, "fit": "full", "types": []}]
        rows.append(row)
    direct = [
        {"from": " ".join(link.source), "to": " ".join(link.target), "fit": str(link.fit), "status": link.status}
        for link in kb.owner(first).level_links
        if {link.source[0], link.target[0]} == {first, second}
    ]
    unlinked = {fid: not links[fid] and fid != EQF for fid in (first, second)}
    return {"first": first, "second": second, "rows": rows, "direct": direct, "unlinked": unlinked}


def _to_eqf(kb: KnowledgeBase, fid: str, when: PartialDate) -> list[LevelLink]:
    return [
        link
        for link in kb.owner(fid).level_links
        if link.source[0] == fid and link.target[0] == EQF and link.valid.holds(when) is not Answer.NO
    ]


def _types(kb: KnowledgeBase, link: LevelLink) -> list[str]:
    country = kb.owner(link.source[0])
    fid, code = link.source
    return [tid for tid in country.type_ids if code in country.type(tid).level.get(fid, ())]
