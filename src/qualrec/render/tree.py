"""The proof: a tree in the order of the checks, each leaf one reason, its sources, and with *where* its lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from qualrec.render import words as w
from qualrec.render.blocks import DIM, HEAD, Block, Branch, Gap, Part, Source
from qualrec.render.plain import References


def proof(record: dict[str, Any], name_of: Callable[[str], str], *, where: bool) -> Iterator[Block]:
    """Yield the whole trace of *record* with the texts that do not apply, then the sources."""
    refs = References(limit=12)
    award = record["credential"].get("title") or record["identified"]["id"] or ""
    title = f"{award} -> {name_of(record['host'])}: {record['outcome']}"
    steps = [_branch(step, refs, where=where) for step in record["trace"]["steps"]]
    yield Branch(((title, HEAD),), (*steps, *_law(record, name_of)))
    yield Gap()
    known = {source["id"]: source for source in record["sources"]}
    for sid in refs.used:
        source = known[sid]
        at = f", {'; '.join(source['at'])}" if source["at"] else ""
        yield Source(refs.number(sid), f"{source['publisher']}: {source['title']}{at}", source["url"])


def _branch(step: dict[str, Any], refs: References, *, where: bool) -> Branch:
    leaves = [_leaf(reason, refs, where=where) for reason in step["reasons"]]
    below = [_branch(child, refs, where=where) for child in step["steps"]]
    return Branch(((step["stage"], HEAD),), (*leaves, *below))


def _leaf(reason: dict[str, Any], refs: References, *, where: bool) -> Branch:
    facts = reason["facts"]
    check = f"{reason['check']}  " if reason.get("check") else ""
    sure = sorted({fact["confidence"] for fact in facts} - {"verified"})
    parts: list[Part] = [check + w.say(reason["code"], reason["values"])]
    if facts:
        parts.append((" " + refs(*[fact["sources"] for fact in facts]), DIM))
    if sure:
        parts.append(f" ({', '.join(sure)})")
    if where:
        places = dict.fromkeys(f"{fact['path']}:{fact['line']}" for fact in facts)
        parts.append(("  " + ", ".join(places) if places else "", DIM))
    parts.append((f"  {reason['code']}", DIM))
    return Branch(tuple(parts))


def _law(record: dict[str, Any], name_of: Callable[[str], str]) -> Iterator[Branch]:
    rest = [item for item in record["law"] if not item["applied"]]
    if not rest:
        return
    groups: dict[str, list[str]] = {}
    for item in rest:
        values = {k: name_of(v) if k == "country" else v for k, v in item["values"].items()}
        groups.setdefault(w.say(item["why"], values), []).append(item["id"])
    below = tuple(Branch((f"{why}: ", (", ".join(ids), DIM))) for why, ids in groups.items())
    yield Branch(((f"texts that do not apply: {len(rest)}", HEAD),), below)
