"""The parts of a page that only some cases have: a better result asked for, units of study, a background document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from qualrec.render import words as w
from qualrec.render.rows import row
from qualrec.render.screen import HEAD, clean, words

Record = dict[str, Any]
NOT_SHOWN = "not shown"


def why_not(record: Record, refs: Callable[[list[dict[str, Any]]], str]) -> Iterable[RenderableType]:
    """What blocked a better result, and what would lift it."""
    why = record.get("why_not")
    if not why:
        return
    wanted = w.OUTCOMES[why["wanted"]][0]
    if not why["blocked"]:
        yield row("why not", f"{wanted}: nothing blocks it")
    else:
        blocked = why["blocked"]
        check = f"{blocked['check']}, " if blocked.get("check") else ""
        said = f"{wanted}: {check}{w.say(blocked['code'], blocked['values'])}"
        yield row("why not", said, refs(blocked["facts"]))
    for number, change in enumerate(why["changes"]):
        yield row("it would" if not number else "", f"with {change['path']} = {_value(change['value'])}")
    if why["changes"]:
        yield row("", f"be {w.OUTCOMES[why['outcome']][0]}")
    elif not why["reached"]:
        yield row("", "no change of the facts in hand would lift it")
    yield Text()


def units(record: Record) -> Iterable[RenderableType]:
    """The units of a period of study, and which count."""
    found = record["units"]
    if not found:
        return
    yield row("credits", f"{found['counted']} of {found['asked']} ECTS asked for count")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False, header_style=HEAD)
    table.add_column("unit", ratio=2)
    table.add_column("ECTS")
    table.add_column("counts", no_wrap=True)
    table.add_column("why", ratio=3)
    for unit in found["units"]:
        ects = unit["ects"]["high"] if unit["ects"] else NOT_SHOWN
        said = w.say(unit["code"], unit["values"]).removeprefix(f"{unit['name']}: ")
        counts = {"yes": "yes", "no": "no", "unknown": "to be settled"}[unit["counts"]]
        table.add_row(words(unit["name"]), ects, counts, words(said))
    yield table
    yield Text()


def questions(record: Record) -> Iterable[RenderableType]:
    """The questions on a micro-credential, and their answers."""
    asked = [reason for reason in record["reasons"] if reason["code"] == "MICRO_ANSWER"]
    for number, reason in enumerate(asked):
        yield row("questions" if not number else "", w.say(reason["code"], reason["values"]))
    if asked:
        yield Text()


def background(record: Record) -> Iterable[RenderableType]:
    """The claims of a background document, and how each is shown."""
    found = record["background"]
    for number, line in enumerate(found["lines"] if found else ()):
        said = f"{line['claim']} (shown by {w.EVIDENCE[line['grade']]}, for {line['supports']})"
        yield row("claimed" if not number else "", said)
    if found:
        yield Text()


def _value(value: Any) -> str:
    """Return a changed input as it is typed; lists in short."""
    if not isinstance(value, list):
        return clean(value)
    names = [str(item.get("requirement") or item.get("supports") or item.get("name") or "") for item in value]
    states = {str(item.get("state") or item.get("grade") or item.get("difference") or "") for item in value}
    return f"{', '.join(map(clean, names))}: {'/'.join(sorted(states))}"
