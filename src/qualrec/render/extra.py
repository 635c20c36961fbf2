"""The parts of a page that only some cases have: a better result asked for, units of study, a background document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qualrec.render import words as w
from qualrec.render.blocks import Block, Gap, Grid, Part, Row
from qualrec.render.context import NOT_SHOWN, Context
from qualrec.render.plain import clean


def why_not(page: Context) -> Iterable[Block]:
    """What blocked a better result, and what would lift it."""
    why = page.record.get("why_not")
    if not why:
        return
    wanted = w.OUTCOMES[why["wanted"]][0]
    if not why["blocked"]:
        yield Row("why not", f"{wanted}: nothing blocks it")
    else:
        blocked = why["blocked"]
        check = f"{blocked['check']}, " if blocked.get("check") else ""
        said = f"{wanted}: {check}{page.say(blocked)}"
        yield Row("why not", said, page.marks(blocked["facts"]))
    for number, change in enumerate(why["changes"]):
        yield Row("it would" if not number else "", f"with {change['path']} = {_value(change['value'])}")
    if why["changes"]:
        yield Row("", f"be {w.OUTCOMES[why['outcome']][0]}")
    elif not why["reached"]:
        yield Row("", "no change of the facts in hand would lift it")
    yield Gap()


def units(page: Context) -> Iterable[Block]:
    """The units of a period of study, and which count."""
    found = page.record["units"]
    if not found or not found["units"]:
        return
    yield Row("credits", f"{found['counted']} of {found['asked']} ECTS asked for count")
    rows: list[tuple[Part, ...]] = []
    for unit in found["units"]:
        ects = unit["ects"]["high"] if unit["ects"] else NOT_SHOWN
        said = page.say(unit).removeprefix(f"{unit['name']}: ")
        counts = {"yes": "yes", "no": "no", "unknown": "to be settled"}[unit["counts"]]
        rows.append((unit["name"], ects, counts, said))
    yield Grid((("unit", 2), ("ECTS", 0), ("counts", 0), ("why", 3)), tuple(rows))
    yield Gap()


def questions(page: Context) -> Iterable[Block]:
    """The questions on a micro-credential, and their answers."""
    asked = [reason for reason in page.record["reasons"] if reason["code"] == "MICRO_ANSWER"]
    for number, reason in enumerate(asked):
        yield Row("questions" if not number else "", page.say(reason))
    if asked:
        yield Gap()


def background(page: Context) -> Iterable[Block]:
    """The claims of a background document, and how each is shown."""
    found = page.record["background"]
    for number, line in enumerate(found["lines"] if found else ()):
        said = f"{line['claim']} (shown by {w.EVIDENCE[line['grade']]}, for {line['supports']})"
        yield Row("claimed" if not number else "", said)
    if found:
        yield Gap()


def _value(value: Any) -> str:
    """Return a changed input as it is typed; lists in short."""
    if not isinstance(value, list):
        return clean(value)
    names = [str(item.get("requirement") or item.get("supports") or item.get("name") or "") for item in value]
    states = {str(item.get("state") or item.get("grade") or item.get("difference") or "") for item in value}
    return f"{', '.join(map(clean, names))}: {'/'.join(sorted(states))}"
