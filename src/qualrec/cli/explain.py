"""``qualrec explain``: what a code, a rule, a method or an id means."""

from __future__ import annotations

from typing import Annotated

import typer

from qualrec.cli.common import Data, Format, Lang, On, Refusal, one_of, open_knowledge, print_json


def command(
    code: Annotated[str, typer.Argument(help="A reason, outcome, finding, rule, check element, method or id.")],
    data: Data = None,
    on: On = None,  # noqa: ARG001
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Say what a code or an id means."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    from qualrec.render.explain import explain, known

    found = explain(code)
    if found is None:
        from difflib import get_close_matches

        from qualrec.cli.show import show_id

        kb = open_knowledge(data)
        if show_id(kb, code, format):
            return
        near = get_close_matches(code.upper(), known(), 3, 0.6)
        do = "did you mean " + ", ".join(near) + "?" if near else "give a code as a page or a record shows it"
        raise Refusal("unknown code or id", where=code, do=do)
    if format == "json":
        print_json(found)
        return
    from qualrec.render.screen import DIM, HEAD, console, words

    out = console()
    out.print(words((found["code"], HEAD), (f"  {found['what']}", DIM)))
    for line in found["says"]:
        out.print(words(line))
