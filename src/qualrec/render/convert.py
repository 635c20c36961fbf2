"""A conversion on the screen: the value, how it came about, who says so, and what else is published."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from qualrec.render import words as w
from qualrec.render.screen import DIM, HEAD, Hang, clean, console, words

Record = dict[str, Any]
MODES = {
    "truncate": "cut off, not rounded",
    "half_up": "rounded, a half goes up",
    "half_even": "rounded, a half goes to the even digit",
    "favour_holder": "rounded in the holder’s favour",
}
ONTO = {
    "nearest": "then to the nearest mark that is given, the better of two as near",
    "better": "then to the better neighbour of the marks that are given",
}
_QUIET = {"GRADE_CONVERTED", "GRADE_NOT_BINDING"}


def span(value: Record | None) -> str:
    """Return a value as ``2.5``, or ``2.2 to 2.5``."""
    if value is None:
        return "not converted"
    low, high = str(value["low"]), str(value["high"])
    return low if low == high else f"{low} to {high}"


def show(found: Record, source: str, target: str, *, every: bool = False) -> None:
    """Print one conversion; *every* lists the other rules one by one."""
    out = console()
    value = span(found["value"])
    out.print(words((f"{source}  ->  {value}" + (f" {target}" if found["value"] else ""), HEAD)))
    numbers = {entry["id"]: number for number, entry in enumerate(found["sources"], 1)}
    if found.get("by"):
        title = found.get("title") or found["rule"]
        marks = "".join(f"[{numbers[key]}]" for key in found.get("cites", ())[:4])
        said = f"{title} ({found['by']})"
        if found.get("claims"):
            said = f"{len(found['claims'])} published {'thresholds' if found['method'] == 'threshold' else 'tables'}"
        out.print(Hang("  ", f"{said} {marks}".rstrip()))
        if found.get("confidence") in {"recalled", "inferred", "disputed"}:
            out.print(Hang("  ", f"{found['confidence']}: not (or not alone) read in its source"))
    for reason in found["reasons"]:
        if reason["code"] not in _QUIET:
            out.print(Hang("  ", w.say(reason["code"], reason["values"])))
    rounding = found.get("rounding")
    if isinstance(rounding, dict):
        out.print(Hang("  ", _rounding(rounding, found.get("unrounded"))))
    _others(out, found, every=every)
    for number, cited in enumerate(found["sources"], 1):
        at = f", {'; '.join(cited['at'])}" if cited.get("at") else ""
        out.print(Hang(f"[{number}] ", f"{cited['publisher']}: {cited['title']}{at}. {cited['url']}"))


def _rounding(rounding: Record, exact: str | None) -> str:
    places = "one decimal" if rounding["places"] == 1 else f"{rounding['places']} decimals"
    said = f"rounding: {places}, {MODES[rounding['mode']]}"
    if rounding.get("onto_mode"):
        said += f"; {ONTO[rounding['onto_mode']]}"
    return said + (f" (exact: {exact})" if exact else "")


def _others(out: Console, found: Record, *, every: bool) -> None:
    others = found["alternatives"]
    binding = [] if found["value"] is None else ["binding" if found["binding"] else "not binding"]
    if others and not every:
        few = "; ".join(f"{span(other['value'])} {_name(other)}" for other in others[:4])
        rest = f" and {len(others) - 4} more" if len(others) > 4 else ""
        binding.append(f"{len(others)} other{'s' if len(others) > 1 else ''}: {few}{rest} (--all)")
    if binding:
        out.print(Hang("  ", "; ".join(binding)))
    if every and (others or found.get("claims")):
        out.print(_table(found))


def _name(other: Record) -> str:
    return w.CONVERTED_BY.get(other["method"]) or f"by {other['rule']}"


def _table(found: Record) -> Table:
    """Every rule side by side; the claims that one result gathers stand under it."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head, least in (("value", 5), ("rule", 23), ("by", 12), ("how", 12)):
        table.add_column(head, overflow="fold", min_width=least)
    for entry in (found, *found["alternatives"]):
        _line(table, entry, "")
        for claim in entry.get("claims", ()):
            _line(table, claim, "- ")
    return table


def _line(table: Table, entry: Record, mark: str) -> None:
    rounding = entry.get("rounding")
    how = [entry["method"].replace("_", " ")]
    if isinstance(rounding, dict):
        onto = f", to the {rounding['onto_mode']} mark" if rounding.get("onto_mode") else ""
        places = f"{rounding['places']} place" + "s" * (rounding["places"] != 1)
        how.append(f"{places} {rounding['mode'].replace('_', ' ')}{onto}")
    how += ["binding"] * bool(entry.get("binding"))
    dates = entry.get("valid", "")
    dates = f"until {dates[1:]}" if dates.startswith("-") else dates
    by = ", ".join(filter(None, (entry.get("by", ""), dates, entry.get("condition", ""))))
    table.add_row(*map(clean, (mark + span(entry["value"]), entry["rule"] or "", by, "; ".join(how))))


def transcript(record: Record) -> None:
    """Print a transcript course by course, with the averages below."""
    out = console()
    host = record["host"]
    out.print(words((f"Transcript, {record['country'] or 'country not named'}", HEAD)))
    out.print(
        words(
            (f"{record['scale'] or 'no scale'}, {record['unit'] or 'no unit'}  ->  ", DIM),
            (f"{host['scale'] or 'own scale'}, {host['unit']}", DIM),
        )
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head, right in (
        ("course", False),
        ("credits", True),
        ("here", True),
        ("grade", False),
        ("here", False),
        ("counts", False),
    ):
        table.add_column(head, overflow="fold", justify="right" if right else "left")
    for line in record["courses"]:
        said = w.say(line["why"], line["values"])
        cells = (
            "  " * line["depth"] + line["name"],
            line["credits"] or "",
            _range(line["host_credits"]) if line["earns"] else "",
            line["grade"] + (f" ({line['scale']})" if line["scale"] != record["scale"] and line["grade"] else ""),
            span(line["host_grade"]) if line["host_grade"] else "",
            said,
        )
        table.add_row(*map(clean, cells))
    out.print(table)
    _totals(out, record)


def _totals(out: Console, record: Record) -> None:
    totals, policy = record["totals"], record["policy"]
    host = totals["host_earned"]
    earned = f"{totals['earned'] or 'not one unit'} {record['unit'] or ''}".strip()
    out.print(words(("earned    ", HEAD), earned + (f"  =  {host['shown']} {record['host']['unit']}" if host else "")))
    for label, key, scale in (
        ("average   ", "home_average", record["scale"]),
        ("here      ", "host_average", record["host"]["scale"]),
    ):
        found = totals[key]
        if found:
            low, high = _short(found["low"]), _short(found["high"])
            value = low if low == high else f"{low} to {high}"
            out.print(
                words(
                    (label, HEAD), f"{value} on {scale}, {found['courses']} courses, weighted by {found['weighting']}"
                )
            )
    chosen = "; ".join(f"{key}: {value.replace('_', ' ')}" for key, value in policy.items())
    out.print(words(("policy    ", HEAD), f"{chosen} (choices, not law)"))
    numbers = {entry["id"]: number for number, entry in enumerate(record["sources"], 1)}
    for scale, rule in record["rules"].items():
        marks = "".join(f"[{numbers[key]}]" for key in rule["sources"][:3])
        of = f"{scale}: " if len(record["rules"]) > 1 else ""
        said = f"{of}{rule['id']} ({rule['by']}), {'binding' if rule['binding'] else 'not binding'} {marks}"
        out.print(Hang("rule      ", said))
    for reason in record["reasons"]:
        out.print(Hang("          ", w.say(reason["code"], reason["values"])))
    for number, cited in enumerate(record["sources"], 1):
        out.print(Hang(f"[{number}] ", f"{cited['publisher']}: {cited['title']}. {cited['url']}"))


def _range(value: Record | None) -> str:
    return span(value).replace(" to ", "-") if value else "none"


def _short(number: str) -> str:
    """Return an average with three decimals, as many as transcripts print."""
    return f"{Decimal(number):.3f}".rstrip("0").rstrip(".")
