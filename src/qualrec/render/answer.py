"""The answer: verdict, what is less than asked, what is missing, and what the holder can do now."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qualrec.render import words as w
from qualrec.render.blocks import ASK, BAD, DIM, GOOD, HEAD, Block, Gap, Line, Part, Row, line
from qualrec.render.context import Context
from qualrec.render.plain import clean

_LESS = ("NOT_", "EXPLANATORY", "RECOGNISED_ALT", "RECOGNISED_PART", "RECOGNISED_COND")


def style_of(outcome: str) -> str:
    """Return the style that supports an outcome's words."""
    if outcome.startswith("RECOGNISED"):
        return GOOD
    return BAD if outcome.startswith("NOT_") else ASK


def head(page: Context) -> Iterable[Block]:
    """The verdict in words, the award, and one sentence."""
    r = page.record
    headline = w.OUTCOMES[r["outcome"]][0]
    blocking = [item for item in r["missing"] if item["blocking"]]
    if r["outcome"] == "INFORMATION_NEEDED":
        headline += f"  {w.count(len(blocking), 'fact is' if len(blocking) == 1 else 'fact')} missing".replace(
            "facts missing", "facts are missing"
        )
    yield line(
        (headline, style_of(r["outcome"])),
        f"  for {w.PURPOSES[r['purpose']]} in {page.name_of(r['host'])}",
        rank=1,
    )
    yield _award(page)
    said = w.outcome(
        r,
        comparator=_award_named(page, r["comparator"]),
        alternative=_award_named(page, r.get("alternative")),
        missing="Nothing is held against the holder; the answer waits for what stands below.",
    )
    yield line(said)
    for reason in page.reasons("CENTRE_SEES_LOWER", "CENTRE_SEES_PART"):
        yield Row("but", page.say(reason), page.marks(reason["facts"]))
    for reason in page.reasons("INSTITUTION_FROM_REGISTER"):
        yield line(f"Institution: {page.say(reason)}.")
    if r["advice"]:
        reason = next(x for x in r["reasons"] if x.get("check") == "M2")
        yield line(page.say(reason))
    if r["statement"]:
        yield line((f"{r['method']}: ", HEAD), page.say(r["statement"]))
    yield Gap()


def _award(page: Context) -> Line:
    given, found = page.record["credential"], page.record["identified"]
    title = clean(given.get("title") or found["title"] or given.get("qualification") or "no title")
    parts: list[Part] = [(title, HEAD)]
    if found["id"]:
        gloss = found["gloss"] or found["title"]
        if clean(gloss).casefold() != title.casefold():
            parts.append((f" ({gloss})", DIM))
    country = found["country"] or (None if found["id"] else given.get("country"))
    parts.append(f", {page.name_of(country) if country else 'of no country'}")
    if given.get("awarded"):
        parts.append(f", {given['awarded']}")
    return line(*parts, rank=2)


def _award_named(page: Context, award: dict[str, Any] | None) -> str:
    if not award:
        return "the award asked for"
    host = page.name_of(page.record["host"])
    return (
        f"{award['title']} ({award['gloss']}), {host}"
        if award["gloss"] != award["title"]
        else f"{award['title']}, {host}"
    )


def grounds(page: Context) -> Iterable[Block]:
    """What stands against the form asked for, where less comes out."""
    r = page.record
    if not r["outcome"].startswith(_LESS):
        return
    for number, ground in enumerate(r["grounds"]):
        refs = page.marks(ground["facts"])
        yield Row("ground" if not number else "", f"{ground['element']}: {page.say(ground)}", refs)
    for number, condition in enumerate(r["conditions"]):
        said = w.CONDITIONS[condition["code"]].format(**{"label": "", "ects": "", "cap": "", **condition})
        yield Row("condition" if not number else "", said)


def remedies(page: Context) -> Iterable[Block]:
    """What the holder can do, where to appeal, and by when."""
    r = page.record
    rows = [item for item in r["remedies"] if item["code"] != "supply_missing"]
    for number, item in enumerate(rows):
        yield Row("you can" if not number else "", _remedy(item, _award_named(page, r["alternative"])))
    for number, body in enumerate(r["appeal_to"]):
        said = w.APPEAL["appeal_named"].format(**body)
        yield Row("appeal" if not number else "", said, page.marks([body["fact"]]))
    if r["appeal"] == "appeal_unnamed":
        yield Row("appeal", w.APPEAL[r["appeal"]])
    for number, limit in enumerate(r["deadlines"]):
        said = f"{w.DEADLINES[limit['what']]} {limit['by']} ({limit['under']})"
        yield Row("by" if not number else "", said)
    if rows or r["deadlines"]:
        yield Gap()


def missing(page: Context, *, blocking: bool) -> Iterable[Block]:
    """What is missing and who supplies it."""
    items = [item for item in page.record["missing"] if item["blocking"] is blocking]
    label = "needed" if blocking else "to confirm"
    for number, item in enumerate(items):
        where = ", ".join(dict.fromkeys(place["name"] for place in item["where"][:3]))
        said = w.missing(item["what"], item["values"])
        looked = f" (look in: {where})" if where else f" ({w.WHO[item['who']]})"
        refs = page.refs(*[place["sources"] for place in item["where"][:3]])
        yield Row(label if not number else "", said + looked, refs)
        if item["what"] == "qualification":
            yield from _candidates(page)
    if items:
        yield Gap()


def _candidates(page: Context) -> Iterable[Block]:
    identified = page.record["identified"]
    every = [(found, _would_be(found)) for found in identified["candidates"]]
    apart = len({would for _, would in every}) > 1
    for found, would in every[:5]:
        gloss = f" ({found['gloss']})" if found["gloss"] != found["title"] else ""
        country = found["country"] or "no country"
        called = ", ".join(filter(None, (f"{found['title']}{gloss}", country, w.interval(found["awarded"]))))
        said = f"{found['score']:.2f}  {called}  {found['id']}"
        yield Row("", f"{said}  ->  {would}" if apart else said)
    if every and every[0][1] and not apart:
        yield Row("", f"whichever of these it is  ->  {every[0][1]}")
    if "settled_by" in identified:
        by = identified["settled_by"] or {"fact": None, "whole": False}
        option = "--set kind=KIND" if by["fact"] == "kind" else ""  # an evaluator's word, no option of its own
        yield Row("", w.would_settle(by["fact"], whole=by["whole"], option=option), style=DIM)


def _would_be(found: dict[str, Any]) -> str:
    """What a candidate would lead to, were it the award; empty where that is not on record."""
    would = found.get("would_be")
    if not would:
        return ""
    asked = ", ".join(map(w.in_short, would["missing"]))
    return w.OUTCOMES[would["outcome"]][0] + (f" (still asked: {asked})" if asked else "")


def _remedy(item: dict[str, Any], alternative: str) -> str:
    offered = dict(item)
    if item["code"] == "offer":
        name = w.OUTCOMES[item["form"]][0].lower()
        bridge = f"{item['ects']} ECTS" if "ects" in item else ""
        detail = f"{item['amount']} {item['unit']}" if "amount" in item else bridge
        named = f"{alternative}, with {bridge} to make up" if bridge else alternative
        offered["form"] = f"{name}: {named if 'id' in item else detail}"
    if "means" in item:
        offered["means"] = ", ".join(w.MEANS[mean] for mean in item["means"].split("|"))
    return w.REMEDIES[item["code"]].format(**offered)
