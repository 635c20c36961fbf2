"""``qualrec coverage``: what the knowledge covers and how well it is sourced."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from qualrec.cli.common import Data, Format, Lang, On, country_of, one_of, open_knowledge, print_json


def command(
    country: Annotated[str | None, typer.Option(help="One country only: ISO code or name.")] = None,
    data: Data = None,
    on: On = None,  # noqa: ARG001
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Count what is on file by country, and the share that was read in a source."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    from qualrec.knowledge.coverage import coverage

    kb = open_knowledge(data)
    found = coverage(kb)
    if country:
        code = country_of(kb, country, "--country")
        found["countries"] = {key: value for key, value in found["countries"].items() if key == code}
    if format == "json":
        print_json(found)
        return
    _print(found)


def _print(found: dict[str, Any]) -> None:
    from rich import box
    from rich.table import Table

    from qualrec.render.screen import HEAD, console, words

    out = console()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=HEAD, padding=(0, 1, 0, 0))
    columns = ("frameworks", "links", "types", "access", "legacy", "scales", "units", "instruments", "claims")
    heads = ("frm", "lnk", "typ", "acc", "leg", "scl", "unt", "law", "clm")
    table.add_column("")
    for head in heads:
        table.add_column(head, justify="right")
    for head in ("verified", "official"):
        table.add_column(head, justify="right")
    table.add_column("missing")
    for code, row in found["countries"].items():
        shares = (_percent(row["verified"]["all"]), _percent(row["official"]))
        table.add_row(code, *(str(row[name]) for name in columns), *shares, words(", ".join(row["missing"])))
    out.print(table)
    total = found["total"]
    out.print(
        words(
            f"{total['countries']} countries, {total['types']} types, {total['instruments']} instruments, "
            f"{total['claims']} claims; {_percent(total['verified']['all'])} of the load-bearing facts verified, "
            f"{_percent(total['official'])} of these in an official source"
        )
    )
    for name, group in total["groups"].items():
        out.print(
            words(
                f"{_GROUPS[name]}: {group['countries']} countries, {_percent(group['share'])} of "
                f"{group['all']:,} facts verified"
            )
        )


_GROUPS = {"ehea": "European Higher Education Area", "others": "all others"}


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
