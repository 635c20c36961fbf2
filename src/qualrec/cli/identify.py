"""``qualrec identify``: which qualification type is this title?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from qualrec.cli.common import (
    Data,
    Format,
    Lang,
    On,
    country_of,
    one_of,
    open_knowledge,
    print_json,
    refuse_faults,
)

if TYPE_CHECKING:
    from qualrec.engine.identify import Identified

ASKED = ("country", "awarded", "years", "credits", "kind")  # the facts that this command takes


def command(
    title: Annotated[str, typer.Argument(help="The title as printed on the diploma.")],
    country: Annotated[str | None, typer.Option(help="ISO code or name.")] = None,
    awarded: Annotated[str | None, typer.Option(metavar="YYYY[-MM[-DD]]")] = None,
    credits: Annotated[str | None, typer.Option()] = None,  # noqa: A002
    years: Annotated[str | None, typer.Option()] = None,
    kind: Annotated[str | None, typer.Option(help="The kind of award, where the papers tell it.")] = None,
    data: Data = None,
    on: On = None,  # noqa: ARG001
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Find the qualification type of a title; candidates with scores, best first."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    from qualrec.engine.identify import identify
    from qualrec.engine.intake import read
    from qualrec.engine.sections import candidate

    kb = open_knowledge(data)
    given = {"title": title, "awarded": awarded, "credits": credits, "years": years, "kind": kind}
    raw = {key: value for key, value in given.items() if value}
    if country:
        raw["country"] = country_of(kb, country, "--country")
    credential, faults = read(raw, kb)
    refuse_faults(faults)
    found = identify(kb, credential, kb.policy())
    if format == "json":
        print_json({"status": found.value.status, "candidates": [candidate(c) for c in found.value.candidates]})
        return
    settling = ""
    if found.value.status == "ambiguous":
        from qualrec.engine.settling import would_settle
        from qualrec.render import words as w

        by = would_settle(kb, credential, found.value, kb.policy(), ASKED)
        settling = w.would_settle(by.fact if by else None, whole=bool(by and by.whole))
    _print(found.value, settling)


def _print(found: Identified, settling: str) -> None:
    from rich.table import Table

    from qualrec.model.source import native, text
    from qualrec.render.screen import DIM, HEAD, console, words

    out = console()
    table = Table.grid(padding=(0, 2, 0, 0))
    for number, c in enumerate(found.candidates):
        label = found.status if number == 0 else "also"
        gloss = text(c.type.gloss) if c.type.gloss else ""
        name = words(native(c.type.title), (f" ({gloss})" if gloss else "", DIM))
        score = f"{c.score:.2f} by {c.by}"
        table.add_row(
            words((label, HEAD)),
            words(c.type.id),
            name,
            words(c.type.country or "-"),
            words(str(c.type.awarded)),
            score,
        )
    if found.candidates:
        out.print(table)
    if found.status == "unknown":
        out.print(words(("unknown", HEAD), "  no award on file may be used for this title without a person looking"))
    if settling:
        out.print(words((settling, DIM)))
