"""``qualrec show``, ``search`` and ``compare``: any piece of knowledge, with its sources and its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualrec.cli.common import (
    Data,
    Format,
    Lang,
    On,
    Refusal,
    assessment_date,
    one_of,
    open_knowledge,
    print_json,
)

if TYPE_CHECKING:
    from qualrec.knowledge.base import KnowledgeBase


def command(
    id: Annotated[str, typer.Argument(metavar="ID", help="An id, such as no-bachelor, lrc-1997 or NO.")],  # noqa: A002
    data: Data = None,
    on: On = None,  # noqa: ARG001
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Show one piece of knowledge with its sources and its place in the data."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    kb = open_knowledge(data)
    if show_id(kb, id, format):
        return
    from difflib import get_close_matches

    from qualrec.knowledge.view import index

    near = get_close_matches(id, index(kb), 3, 0.5)
    do = "did you mean " + ", ".join(near) + "?" if near else "qualrec search WORDS finds ids"
    raise Refusal("unknown id", where=id, do=do)


def show_id(kb: KnowledgeBase, identifier: str, form: str) -> bool:
    """Show a piece of knowledge; False where there is none of that id."""
    from qualrec.knowledge.view import find

    found = find(kb, identifier)
    if found is None:
        return False
    if form == "json":
        print_json(found)
        return True
    from qualrec.render.knowledge import show

    show(found)
    return True


def search(
    text: Annotated[list[str], typer.Argument(metavar="WORDS", help="Words of a title, a name or an id.")],
    country: Annotated[str | None, typer.Option(help="Only of this country.")] = None,
    data: Data = None,
    on: On = None,  # noqa: ARG001
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Find knowledge by words."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    from qualrec.cli.common import country_of
    from qualrec.knowledge.view import search as find

    kb = open_knowledge(data)
    hits = find(kb, " ".join(text), country_of(kb, country, "--country") if country else None)
    if format == "json":
        print_json({"hits": hits})
        return
    from rich.table import Table

    from qualrec.render.screen import DIM, console, words

    out = console()
    table = Table.grid(padding=(0, 2, 0, 0))
    for hit in hits[:50]:
        table.add_row(words(hit["id"]), words(hit["name"]), words((hit["what"], DIM)))
    out.print(table if hits else words("nothing on file has these words"))
    if len(hits) > 50:
        out.print(words((f"{len(hits) - 50} more; add a word or --country", DIM)))


def compare(
    first: Annotated[str, typer.Argument(metavar="A", help="A framework by id, or a country.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Compare two frameworks or two countries, level by level, through EQF."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    from qualrec.knowledge.view import compare as line_up

    kb = open_knowledge(data)
    frameworks = [_framework(kb, name) for name in (first, second)]
    found = line_up(kb, frameworks[0], frameworks[1], assessment_date(on))
    if format == "json":
        print_json(found)
        return
    from qualrec.render.knowledge import lined_up

    lined_up(found)


def _framework(kb: KnowledgeBase, name: str) -> str:
    """Return a framework's id for an id or a country; a country's first national framework."""
    known: dict[str, Any] = {fid: f for c in kb.every_country() for fid, f in c.frameworks.items()}
    if name in known:
        return name
    code = kb.country_code(name)
    own = list(kb.country(code).frameworks.values()) if code else []
    if own:
        return next((f for f in own if f.type == "national" and not f.succeeded_by), own[0]).id
    if code:
        raise Refusal("no framework on file", where=name, do=f"qualrec search {code} shows what is on file")
    one_of("framework or country", name, known)
    return name
