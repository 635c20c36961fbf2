"""What the commands share: the global options, opening the knowledge, refusing bad input, printing JSON."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from qualrec.engine.values import Fault
    from qualrec.knowledge.base import KnowledgeBase

Data = Annotated[
    list[Path] | None,
    typer.Option("--data", metavar="DIR", help="A folder of own data files, laid over the shipped ones; repeatable."),
]
On = Annotated[str | None, typer.Option("--on", metavar="DATE", help="The assessment date; default today.")]
Lang = Annotated[str, typer.Option("--lang", help="The language of the words; English is the only one so far.")]
Format = Annotated[str, typer.Option("--format", help="text or json")]


class Refusal(Exception):
    """Input that cannot be used: what, where, why, and what to do."""

    def __init__(self, what: str, *, where: str = "", why: str = "", do: str = "") -> None:
        lines = [f"qualrec: {what}"]
        lines += [f"  {name}: {said}" for name, said in (("where", where), ("why", why), ("do", do)) if said]
        super().__init__("\n".join(lines))


def open_knowledge(data: list[Path] | None) -> KnowledgeBase:
    """Open the knowledge with the user's folders on top."""
    from qualrec.knowledge.base import KnowledgeBase
    from qualrec.knowledge.locate import own_folders

    own = own_folders(data or ())
    for folder in own:
        if not folder.is_dir():
            raise Refusal(
                "no such folder", where=f"--data {folder}", do="name a folder with frameworks/ or mappings/ in it"
            )
    return KnowledgeBase.open(tuple(own))


def assessment_date(on: str | None) -> dt.date:
    """Return the date asked for, or today's."""
    if on is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(on)
    except ValueError as error:
        raise Refusal("not a date", where=f"--on {on}", why=str(error), do="write it as 2026-01-31") from None


def one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """Return *value* if it is allowed.

    Raises:
        Refusal: if it is not, with what comes nearest.
    """
    options = list(allowed)
    if value in options:
        return value
    from difflib import get_close_matches

    near = get_close_matches(value, options, 1)
    do = f"did you mean {near[0]}?" if near else "use one of " + ", ".join(options)
    raise Refusal("value not allowed", where=f"{name} {value}", do=do)


def country_of(kb: KnowledgeBase, name: str, option: str) -> str:
    """Return the ISO code of a country named by code or name.

    Raises:
        Refusal: if there is no such country, with what comes nearest.
    """
    code = kb.country_code(name)
    if code:
        return code
    from qualrec.engine.intake import country_hint

    raise Refusal("unknown country", where=f"{option} {name}", do=country_hint(kb, name))


def refuse_faults(faults: Iterable[Fault], where: str = "") -> None:
    """Refuse input with unreadable values, all of them at once."""
    found = list(faults)
    if found:
        from qualrec.render.words import FAULTS

        lines = [f"{f.field}: {f.value!r} {FAULTS[f.code]}{'; ' + f.hint if f.hint else ''}" for f in found]
        raise Refusal("input cannot be used", where=where, why="\n       ".join(lines))


def print_json(value: Mapping[str, Any]) -> None:
    """Print one JSON document in a fixed order."""
    print_text(json_text(value))


def json_text(value: Mapping[str, Any]) -> str:
    """Return one JSON document in a fixed order: a line for each key, and for each item of a list under it.

    Python's indented form is written by a slow encoder that costs a short command a tenth of its time.
    """
    import json

    def line(part: Any) -> str:
        return json.dumps(part, ensure_ascii=False, sort_keys=True)

    def block(part: Any) -> str:
        if isinstance(part, list) and part:
            return "[\n  " + ",\n  ".join(map(line, part)) + "]"
        return line(part)

    return "{\n" + ",\n".join(f" {line(key)}: {block(value[key])}" for key in sorted(value)) + "\n}\n"


def print_text(text: str) -> None:
    """Print a whole document as UTF-8, whatever the terminal's encoding."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))


def country_name(kb: KnowledgeBase, code: str) -> str:
    """Return a country's English name."""
    return kb.country_name(code)
