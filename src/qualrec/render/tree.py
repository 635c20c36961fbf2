"""The proof: a tree in the order of the checks, each leaf one reason, its sources, and with *where* its lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.tree import Tree

from qualrec.render import words as w
from qualrec.render.screen import DIM, HEAD, References, words


def show(record: dict[str, Any], console: Console, *, where: bool, name_of: Callable[[str], str]) -> None:
    """Print the whole trace of *record*, then the texts that do not apply, then the sources."""
    refs = References(limit=12)
    award = record["credential"].get("title") or record["identified"]["id"] or ""
    title = f"{award} -> {name_of(record['host'])}: {record['outcome']}"
    tree = Tree(words((title, HEAD)), guide_style=DIM)
    for step in record["trace"]["steps"]:
        _branch(tree, step, refs, where=where)
    _law(tree, record, name_of)
    console.print(tree)
    console.print()
    known = {source["id"]: source for source in record["sources"]}
    for sid in refs.used:
        source = known[sid]
        at = f", {'; '.join(source['at'])}" if source["at"] else ""
        console.print(words(f"[{refs.number(sid)}] {source['publisher']}: {source['title']}{at}. {source['url']}"))


def _branch(tree: Tree, step: dict[str, Any], refs: References, *, where: bool) -> None:
    branch = tree.add(words((step["stage"], HEAD)))
    for reason in step["reasons"]:
        branch.add(_leaf(reason, refs, where=where))
    for child in step["steps"]:
        _branch(branch, child, refs, where=where)


def _leaf(reason: dict[str, Any], refs: References, *, where: bool) -> Any:
    facts = reason["facts"]
    check = f"{reason['check']}  " if reason.get("check") else ""
    sure = sorted({fact["confidence"] for fact in facts} - {"verified"})
    parts: list[str | tuple[str, str]] = [check + w.say(reason["code"], reason["values"])]
    if facts:
        parts.append((" " + refs(*[fact["sources"] for fact in facts]), DIM))
    if sure:
        parts.append(f" ({', '.join(sure)})")
    if where:
        places = dict.fromkeys(f"{fact['path']}:{fact['line']}" for fact in facts)
        parts.append(("  " + ", ".join(places) if places else "", DIM))
    parts.append((f"  {reason['code']}", DIM))
    return words(*parts)


def _law(tree: Tree, record: dict[str, Any], name_of: Callable[[str], str]) -> None:
    rest = [item for item in record["law"] if not item["applied"]]
    if not rest:
        return
    branch = tree.add(words((f"texts that do not apply: {len(rest)}", HEAD)))
    groups: dict[str, list[str]] = {}
    for item in rest:
        values = {k: name_of(v) if k == "country" else v for k, v in item["values"].items()}
        groups.setdefault(w.say(item["why"], values), []).append(item["id"])
    for why, ids in groups.items():
        branch.add(words(f"{why}: ", (", ".join(ids), DIM)))
