"""``qualrec schema``: the JSON Schema of a file kind, of a credential or of the result record, whole in itself."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from qualrec.cli.common import Data, Lang, On, Refusal, one_of, print_json


def command(
    name: Annotated[str | None, typer.Argument(help="A file kind, credential or assessment.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="Name the schemas and what each is for.")] = False,
    write: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write all schemas into a folder, for editors and other tools.")
    ] = None,
    data: Data = None,  # noqa: ARG001
    on: On = None,  # noqa: ARG001
    lang: Lang = "en",
    format: Annotated[str, typer.Option("--format", help="For --list: text or json")] = "text",  # noqa: A002
) -> None:
    """Print the JSON Schema (2020-12) of a file kind, of a credential or of the result record, whole in itself."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    from qualrec.knowledge.schemas import KINDS, NAMED, bundled, schema

    if write:
        _write(write)
    elif listing:
        titles = {known: schema(known)["title"] for known in NAMED}
        if format == "json":
            kinds = [{"name": known, "title": title, "file_kind": known in KINDS} for known, title in titles.items()]
            print_json({"schemas": kinds})
            return
        sys.stdout.writelines(f"{known:16} {title}\n" for known, title in titles.items())
    elif name is None:
        raise Refusal("no schema named", do="name one, or see them all with --list")
    else:
        one_of("schema", name, NAMED)
        sys.stdout.write(json.dumps(bundled(name), indent=2, ensure_ascii=False) + "\n")


def _write(folder: Path) -> None:
    """Write every schema; one that is there already is renewed."""
    from qualrec.knowledge.schemas import NAMED, bundled

    folder.mkdir(parents=True, exist_ok=True)
    for known in NAMED:
        text = json.dumps(bundled(known), indent=2, ensure_ascii=False) + "\n"
        (folder / f"{known}.schema.json").write_text(text, encoding="utf-8")
    sys.stderr.write(f"{len(NAMED)} schemas written to {folder}\n")
