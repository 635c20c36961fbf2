"""Why: the level, the elements side by side, the grade, what to beware of, published views, and the law."""

from __future__ import annotations

from collections.abc import Iterable

from qualrec.render import words as w
from qualrec.render.blocks import BAD, DIM, GOOD, Block, Gap, Grid, Part, Row
from qualrec.render.context import NOT_SHOWN, Context
from qualrec.render.plain import clean, short

_STATES = {
    "recognised": "recognised",
    "recognised_assumed": "recognised (assumed)",
    "yes_access": "general access",
    "restricted_access": "restricted access",
    "none_required": "none required",
    "none_stated": "none stated",
    "": NOT_SHOWN,
}


def levels(page: Context) -> Iterable[Block]:
    """Its level from home to host, and what it opens."""
    found = page.record["levels"]
    if not page.record["identified"]["id"]:
        return
    steps = [" / ".join(f"{short(item['framework'])} {item['code']}" for item in found["national"])]
    if found["eqf"]:
        steps.append("EQF " + "/".join(found["eqf"]))
    if found["host"]:
        steps.append(" / ".join(f"{short(item['framework'])} {item['code']}" for item in found["host"]))
    chain = "  ->  ".join(step for step in steps if step) or "on no framework"
    facts = page.facts(
        "LEVEL_PLACED", "LEVEL_REFERENCED", "HOST_LEVEL", "LEVEL_CLAIMED", "LEVEL_NOT_PLACED", "EQUATED_BY_LAW"
    )
    yield Row("level", f"{chain}  ({w.BASIS[found['basis']]})", page.marks(facts))
    for code in ("EQUATED_BY_LAW", "SUCCESSOR_SHOWN"):
        for reason in page.reasons(code):
            yield Row("", page.say(reason), page.marks(reason["facts"]))
    opens = [r for r in page.reasons("RIGHT_AT_HOME") if r["values"]["answer"] == "yes"]
    closed = [r for r in page.reasons("RIGHT_AT_HOME") if r["values"]["answer"] == "no"]
    said = w.KINDS[page.record["identified"]["kind"]]
    if opens:
        said += "; opens " + ", ".join(w.RIGHTS[r["values"]["right"]] for r in opens) + " at home"
    if closed:
        said += "; does not open " + ", ".join(w.RIGHTS[r["values"]["right"]] for r in closed)
    yield Row("kind", said, page.marks([f for r in (*opens, *closed) for f in r["facts"]]))
    yield Gap()


def elements(page: Context) -> Iterable[Block]:
    """The five elements, award against award."""
    found = page.record["elements"]
    if not found:
        return
    rows: list[tuple[Part, ...]] = []
    for e in found:
        style = GOOD if e["finding"] in {"match", "better"} else BAD if e["finding"] == "substantial" else ""
        there = _state(e["host"]) if e["host"] else "none on file"
        rows.append((e["element"], _state(e["award"]), there, (w.FINDINGS[e["finding"]], style)))
    host = f"{clean(page.record['comparator']['title'])}, {page.record['host']}"
    yield Grid((("", 0), ("this award", 2), (host, 2), ("finding", 0)), tuple(rows))
    yield Gap()


def credits(page: Context) -> Iterable[Block]:  # noqa: A001 - the field's word
    """The stated credits with the rule that makes ECTS of them, where these are not the same number."""
    given, ects = page.record["workload"]["given"], page.record["workload"]["ects"]
    if not given or given["basis"] != "given" or (ects and ects["low"] == ects["high"] == given["low"]):
        return
    taken = (*page.reasons("CREDITS_UNIT_UNSURE"), *page.reasons("CREDITS_UNIT_ASSUMED"))
    units = [unit for r in taken for unit in r["values"].get("units", r["values"].get("unit", "")).split(" or ")]
    said = f"{given['low']} {' or '.join(map(page.called, units or [given['unit']]))}  ->  "
    if ects:
        said += f"{ects['low'] if ects['low'] == ects['high'] else ects['low'] + '-' + ects['high']} ECTS"
        said += f", {w.CONVERTED_BY[ects['basis']]}"
    else:
        said += "not converted"
    yield Row("credits", said, page.marks(page.facts("CREDITS_CONVERTED", "CREDITS_BY_HOURS", "CREDITS_BY_YEAR")))
    for reason in taken:
        yield Row("", page.say(reason), page.marks(reason["facts"]))
    yield Gap()


def grade(page: Context) -> Iterable[Block]:
    """The grade with the rule that converts it, or why none does."""
    marks = page.record["grade"]
    if not marks:
        return
    scale = marks["given"]["scale"]
    given = f"{marks['given']['value']} on {page.called(scale) if scale else 'an unknown scale'}"
    for number, c in enumerate(marks["converted"]):
        value = c["low"] if c["low"] == c["high"] else f"{c['low']}-{c['high']}"
        reason = next(r for r in page.reasons("GRADE_CONVERTED") if r["values"]["rule"] == c["rule"])
        said = f"{given}  ->  {value} on {page.called(c['scale'])}, by {c['rule']}" + (
            "" if c["binding"] else " (not binding)"
        )
        yield Row("grade" if not number else "", said, page.marks(reason["facts"]))
    if not marks["converted"]:
        codes = (
            "GRADE_NO_RULE",
            "GRADE_NO_HOST_SCALE",
            "GRADE_SCALE_UNKNOWN",
            "GRADE_SCALE_AMBIGUOUS",
            "GRADE_NOT_ON_SCALE",
        )
        why = next((r for code in codes for r in page.reasons(code)), None)
        said = f"{given}  ->  not converted" + (f": {page.say(why)}" if why else "")
        yield Row("grade", said, page.marks(why["facts"]) if why else "")
    yield Gap()


def beware(page: Context) -> Iterable[Block]:
    """False friends."""
    found = page.reasons("FALSE_FRIEND")[:3]
    for number, reason in enumerate(found):
        yield Row("beware" if not number else "", page.say(reason), page.marks(reason["facts"]))
    if found:
        yield Gap()


def claims(page: Context) -> Iterable[Block]:
    """What centres publish about the award."""
    found = page.record["claims"][:3]
    for reason in page.reasons("CLAIMS_DISAGREE"):
        yield Row("views", "the published views differ; -v names them", page.marks(reason["facts"]))
    for number, claim in enumerate(found):
        yield Row("views" if not number else "", f"{claim['by']}: {claim['says']}", page.refs(claim["sources"]))
    if found:
        yield Gap()


def law(page: Context) -> Iterable[Block]:
    """The texts that bind, the strongest first."""
    texts = page.record["law"]
    applied = [item for item in texts if item["applied"]]
    binding = [item for item in applied if item["effect"] not in {"guidance", "comparability_reference"}]
    for number, item in enumerate(binding[:3]):
        mark = "" if item["why"] == "LAW_APPLIES" else " (dates not verified)"
        places = ", ".join(p["at"] for p in item["provisions"])
        said = f"{item['title']} ({item['values']['since']}){mark}: {w.EFFECTS[item['effect']]}"
        said += f" ({places})" if places else ""
        said += "; the basis of this answer" if item["id"] == page.record["basis"] else ""
        facts = [*item["facts"], *(p["fact"] for p in item["provisions"])]
        yield Row("law" if not number else "", said, page.marks(facts))
    if not applied and page.record["outcome"] == "CREDIT_ADVICE":
        return
    if not binding:
        none = page.reasons("LAW_NONE_KNOWN")
        values = {k: page.name_of(v) for k, v in none[0]["values"].items()} if none else {}
        yield Row("law", w.say("LAW_NONE_KNOWN", values) if none else "which texts apply depends on the award")
    if texts and (applied or page.record["identified"]["id"]):
        yield Row("", _others(len(applied) - len(binding[:3]), len(texts) - len(applied)), style=DIM)
    yield Gap()


def _others(apply: int, not_: int) -> str:
    """How many texts of those on file are not printed."""
    if not apply:
        return f"{w.count(not_, 'text')} on file {'does' if not_ == 1 else 'do'} not apply: -v says why"
    return (
        f"{w.count(apply, 'further text')} {'applies' if apply == 1 else 'apply'}, {not_} on file do not: -v says why"
    )


def _state(value: str) -> str:
    return _STATES[value] if value in _STATES else value.replace("_", " ")
