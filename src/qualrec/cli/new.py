"""``qualrec new country``: the files of a country not on file yet, ready to be filled."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from qualrec.cli.common import Data, Format, Lang, On, Refusal, country_of, one_of, open_knowledge, print_json

app = typer.Typer(help="Begin new data files.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def group() -> None:
    """Begin new data files."""


@app.command("country")
def country(
    name: Annotated[str, typer.Argument(metavar="XX", help="The ISO code of the country, or its name.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="The folder that gets frameworks/ and mappings/.")] = Path(),
    framework: Annotated[
        str, typer.Option(metavar="SLUG", help="What follows the country in its framework's id; none: it has none.")
    ] = "nqf",
    data: Data = None,
    on: On = None,  # noqa: ARG001
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Write the files of a country, every value that only a source can give left empty. Overwrites nothing.

    Example: qualrec new country FO --out mine, then qualrec validate mine for what is still to fill.
    """
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    if not re.fullmatch(r"[a-z0-9]{1,30}(-[a-z0-9]{1,30}){0,4}", framework):
        raise Refusal("not a slug", where=f"--framework {framework!r}", do="use lower case, digits, hyphens: nqf")
    from qualrec.knowledge.skeleton import CHECKOUT, SCHEMAS, skeleton

    kb = open_knowledge(data)
    code = country_of(kb, name, "XX")
    own = not (out / CHECKOUT).is_dir()
    slug = None if framework == "none" else framework
    files = skeleton(code, kb.country_name(code), slug, SCHEMAS if own else CHECKOUT)
    taken = [path for path in files if (out / path).exists()]
    if taken:
        do = "edit it, or write elsewhere with --out DIR; nothing was written"
        raise Refusal("the file is there already", where=str(out / taken[0]), do=do)
    try:
        for path, text in files.items():
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            with (out / path).open("x", encoding="utf-8", newline="\n") as opened:
                opened.write(text)
    except OSError as error:
        raise Refusal("cannot be written", where=str(error.filename or out), why=str(error.strerror)) from None
    on_file = code in kb.country_codes
    if format == "json":
        print_json({"country": code, "written": [str(out / path) for path in files], "on_file": on_file})
        return
    sys.stdout.writelines(f"{out / path}\n" for path in files)
    sys.stdout.write("\nNext:\n" + "".join(f"  {step}\n" for step in _steps(out, own=own, on_file=on_file)))


def _steps(out: Path, *, own: bool, on_file: bool) -> list[str]:
    """Return what to do next, the commands as they are typed."""
    here = out == Path()
    steps = []
    if on_file:
        steps.append(
            "This country is on file: a record of yours replaces the shipped one of the same id, all else is added."
        )
    if own:
        steps.append(f"qualrec schema --write {out / 'schemas'}   the schemas, for editors")
    folders = "frameworks mappings" if here else str(out)
    steps.append(f"qualrec validate {folders}   what is still to fill, line by line; again until it is clean")
    steps.append(f"qualrec test{'' if not own else f' --data {out}'}   the worked cases; write at least three")
    return steps
