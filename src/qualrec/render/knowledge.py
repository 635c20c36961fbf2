"""A piece of knowledge on the screen: its fields, how sure each is, its sources and its line."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.table import Table

from qualrec.knowledge.locate import SHIPPED
from qualrec.render.plain import instead_of
from qualrec.render.screen import DIM, HEAD, console, short, words


def show(found: dict[str, Any]) -> None:
    """Print one fact or one country."""
    out = console()
    out.print(words((found["name"], HEAD), (f"  {found['what']}  {found['id']}", DIM)))
    sure = found.get("confidence", {})
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in found["fields"].items():
        mark = sure.get(key, "")
        said = _said(value)
        table.add_row(words((key.replace("_", " "), DIM)), words(said, (f"  ({mark})" if mark else "", DIM)))
    out.print(table)
    if sure:
        out.print(words((f"{sure['all']}; {found['path']}:{found['line']}", DIM)))
    if found.get("layer", SHIPPED) != SHIPPED:
        out.print(words(f"own data: {found['layer']}{instead_of(found['overrides'])}"))
    for number, source in enumerate(found["sources"], 1):
        at = f", {source['at']}" if source["at"] else ""
        out.print(words(f"[{number}] {source['publisher']}: {source['title']}{at}. {source['url']}"))


def _said(value: Any) -> str:
    if isinstance(value, dict):
        between = "; " if any(isinstance(item, (dict, list)) for item in value.values()) else ", "
        return between.join(f"{key}: {_said(item)}" for key, item in value.items() if item not in (None, "", [], {}))
    if isinstance(value, list):
        pairs = any(isinstance(item, list) for item in value)
        return ("; " if pairs or any(isinstance(item, dict) for item in value) else ", ").join(
            " to ".join(map(_said, item)) if isinstance(item, list) else _said(item) for item in value
        )
    return str(value)


def lined_up(found: dict[str, Any]) -> None:
    """Print two frameworks level by level."""
    out = console()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=HEAD, padding=(0, 2, 0, 0))
    table.add_column("EQF", no_wrap=True)
    for side in ("first", "second"):
        table.add_column(short(found[side]), ratio=1)
    for row in found["rows"]:
        table.add_row(row["eqf"], *[words(_levels(row[side])) for side in ("first", "second")])
    out.print(table)
    for fid, unlinked in found["unlinked"].items():
        if unlinked:
            out.print(words(f"no published link leads from {fid} to EQF"))
    for link in found["direct"]:
        out.print(words(f"{link['from']}  ->  {link['to']}  ({link['status']}, fit {link['fit']})"))


def _levels(levels: list[dict[str, Any]]) -> str:
    if not levels:
        return "no mapping"
    parts = []
    for level in levels:
        fit = "" if level["fit"] == "full" else f" ({level['fit']} fit)"
        types = f": {', '.join(level['types'][:4])}" + (", ..." if level["types"][4:] else "") if level["types"] else ""
        parts.append(f"{level['code']}{fit}{types}")
    return "\n".join(parts)
