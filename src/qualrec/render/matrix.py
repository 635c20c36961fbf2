"""One credential, several hosts or methods: a table, where methods part, and only what still has to be supplied."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from qualrec.render import words as w
from qualrec.render.answer import style_of
from qualrec.render.blocks import DIM, HEAD, Block, Grid, Part, line

Record = dict[str, Any]


def side_by_side(records: list[Record]) -> Iterator[Block]:
    """Yield the answers for one credential side by side."""
    first = records[0]
    given = first["credential"]
    title = given.get("title") or first["identified"]["title"] or ""
    several = len({record["method"] for record in records}) > 1
    yield line((f"{title}", HEAD), f", {given.get('country', '')}, {given.get('awarded', 'no date')}")
    method = "" if several else f", method {first['method']}"
    yield line((f"for {w.PURPOSES[first['purpose']]}{method}, as of {first['as_of']}", DIM))
    yield _table(records, several=several)
    for host, parted in _parting(records):
        yield line((f"where they part ({host}): ", HEAD), parted)
    asked: dict[str, list[str]] = {}
    for record in records:
        for item in record["missing"]:
            if item["blocking"]:
                asked.setdefault(w.missing(item["what"], item["values"]), []).append(_name(record, several=several))
    for said, hosts in asked.items():
        yield line(f"needed for {', '.join(hosts)}: {said}")
    yield line((f"An assessment, not a decision. The whole page: --to {first['host']}", DIM))


def _table(records: list[Record], *, several: bool) -> Grid:
    rows: list[tuple[Part, ...]] = []
    for record in records:
        headline = w.OUTCOMES[record["outcome"]][0]
        compared = (record["alternative"] or record["comparator"] or {}).get("title", "nothing on file")
        if several and record["statement"]:
            compared = w.say(record["statement"]["code"], record["statement"]["values"])
        deciding = ", ".join(ground["element"] for ground in record["grounds"])
        deciding = deciding or record["basis"] or "no treaty duty known"
        verdict = (headline, style_of(record["outcome"]))
        rows.append((_name(record, several=several), verdict, compared, deciding))
    first, third = ("method", "in its own terms") if several else ("host", "compared with")
    return Grid(((first, 0), ("outcome", 2), (third, 2), ("decided by", 2)), tuple(rows))


def _name(record: Record, *, several: bool) -> str:
    return f"{record['method']} {record['host']}" if several else str(record["host"])


def _parting(records: list[Record]) -> Iterator[tuple[str, str]]:
    """Say, a host each, at which rule a method leaves the first one."""
    for host in dict.fromkeys(record["host"] for record in records):
        same = [record for record in records if record["host"] == host]
        for other in same[1:]:
            rule = parting_rule(same[0], other)
            if rule:
                yield host, f"{other['method']} from {same[0]['method']}: {rule}"


def parting_rule(one: Record, other: Record) -> str | None:
    """Return the first rule at which two methods differ on one credential, in words; None where they do not."""
    grounds = {ground["code"] for ground in one["grounds"]}
    for ground in other["grounds"]:
        if ground["code"] not in grounds:
            return f"{ground['element']}: {w.say(ground['code'], ground['values'])}"
    theirs = {ground["code"] for ground in other["grounds"]}
    for ground in one["grounds"]:
        if ground["code"] not in theirs:
            return f"{ground['element']} is a ground only in {one['method']}"
    for code in ("STANDING_AT_COMPLETION", "YEARS_EXCEPTION"):
        found = next((r for r in other["reasons"] if r["code"] == code), None)
        if found:
            return w.say(code, found["values"])
    findings = {e["element"]: e["finding"] for e in one["elements"]}
    for element in other["elements"]:
        before = findings.get(element["element"])
        if before != element["finding"]:
            return f"{element['element']}: {w.FINDINGS[element['finding']]} instead of {w.FINDINGS[str(before)]}"
    return None
