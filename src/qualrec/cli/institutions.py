"""``qualrec institutions``: registers of institutions in a local store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualrec.cli.common import Format, On, Refusal, assessment_date, one_of, print_json

if TYPE_CHECKING:
    from qualrec.registers.store import Store

app = typer.Typer(
    help="Registers of institutions in a local store. Being listed is not being accredited.",
    rich_markup_mode=None,
    no_args_is_help=True,
)
Place = Annotated[Path | None, typer.Option("--store", metavar="FILE", help="The store; default in the user's data.")]


def open_store(place: Path | None, *, create: bool = False) -> Store:
    """Open the store.

    Raises:
        Refusal: if it is not there or is none.
    """
    from qualrec.registers.store import Store, StoreError, default_path

    try:
        return Store(place or default_path(), create=create)
    except StoreError as error:
        raise Refusal("the store of institutions cannot be used", why=str(error)) from None


@app.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(help="ECHE, DEQAR, Hipo-style, DfE, or an own CSV: name, country, status ..."),
    ],
    register: Annotated[str, typer.Option(help="The register's id; what it said before is replaced.")] = "",
    title: Annotated[str, typer.Option(help="The register's name, as pages print it.")] = "",
    url: Annotated[str, typer.Option(help="Where the register can be looked up.")] = "",
    store: Place = None,
    on: On = None,
) -> None:
    """Import one register, whole or not at all."""
    from qualrec.cli.common import open_knowledge
    from qualrec.registers.importers import RegisterError, read

    try:
        form, rows = read(file, open_knowledge(None).country_code)
        name = register or file.stem
        day = assessment_date(on).isoformat()
        count = open_store(store, create=True).replace(name, title or name, url, day, rows)
    except OSError as error:
        raise Refusal("the register cannot be read", where=str(file), why=error.strerror or "") from None
    except UnicodeDecodeError:
        raise Refusal("the register cannot be read", where=str(file), why="it is not UTF-8 text") from None
    except RegisterError as error:
        raise Refusal("not a register", where=f"{file}:{error.line}", why=error.why, do=error.do) from None
    typer.echo(f"{count} institutions of {name} ({form}), as of {day}")


@app.command("search")
def search_name(
    text: Annotated[str, typer.Argument(help="A name, or an identifier such as an Erasmus code.")],
    country: Annotated[str | None, typer.Option(help="ISO code.")] = None,
    store: Place = None,
    format: Format = "text",  # noqa: A002
) -> None:
    """Find institutions, best first; a name like it proposes and settles nothing."""
    one_of("--format", format, ("text", "json"))
    from qualrec.registers.search import search

    place = open_store(store)
    found = [_shown(place, match) for match in search(place, text, country.upper() if country else None)]
    if format == "json":
        print_json({"matches": found})
        return
    from qualrec.render.screen import DIM, HEAD, console, words

    out = console()
    for one in found:
        said = "; ".join(f"{s['status']} {s['from']}-{s['to']}" for s in one["statuses"]) or "no status stated"
        ids = ", ".join(f"{i['scheme']} {i['value']}" for i in one["identifiers"])
        out.print(words(f"{one['score']:.2f}  ", (one["name"], HEAD), f", {one['country']}  ({one['by']})"))
        out.print(words((f"      {one['register']}: {said}{'; ' + ids if ids else ''}", DIM)))
    if not found:
        out.print(words("nothing on file is like it"))


@app.command("list")
def list_registers(store: Place = None, format: Format = "text") -> None:  # noqa: A002
    """List the registers in the store, with the day each was imported."""
    one_of("--format", format, ("text", "json"))
    keys = ("id", "title", "url", "imported", "institutions")
    found = [dict(zip(keys, row, strict=True)) for row in open_store(store).registers()]
    if format == "json":
        print_json({"registers": found})
        return
    for one in found:
        typer.echo(f"{one['id']}  {one['title']}  {one['institutions']} institutions, {one['imported']}  {one['url']}")


def _shown(store: Store, match: Any) -> dict[str, Any]:
    entry = match.entry
    return {
        "name": entry.name,
        "country": entry.country,
        "city": entry.city,
        "url": entry.url,
        "register": entry.register,
        "score": match.score,
        "by": match.by,
        "identifiers": [{"scheme": scheme, "value": value} for scheme, value in store.identifiers(entry.id)],
        "statuses": [{"status": s, "from": start, "to": end} for s, start, end in store.statuses(entry.id)],
    }
