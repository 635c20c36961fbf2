"""``qualrec convert``: one conversion of credits or of a grade, with its rule and source."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualrec.cli.common import (
    Data,
    Format,
    Lang,
    On,
    Refusal,
    assessment_date,
    one_of,
    open_knowledge,
    print_json,
)

if TYPE_CHECKING:
    from qualrec.engine.grades import Converted
    from qualrec.engine.sources import Sources
    from qualrec.knowledge.base import KnowledgeBase
    from qualrec.model.measure import GradingScale

app = typer.Typer(help="Convert credits or a grade by a cited rule.", no_args_is_help=True, rich_markup_mode=None)


@app.command("credits")
def credit(
    amount: Annotated[str, typer.Argument(help="A number, such as 30 or 7.5.")],
    source: Annotated[str, typer.Option("--from", metavar="UNIT")],
    target: Annotated[str, typer.Option("--to", metavar="UNIT")] = "int-ects",
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Convert an amount of credits; a range where sources give one."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    assessment_date(on)
    from qualrec.engine.credits import convert, decimal
    from qualrec.engine.sources import Sources

    kb = open_knowledge(data)
    units = {uid for country in kb.every_country() for uid in country.units}
    for name, uid in (("--from", source), ("--to", target)):
        one_of(name, uid, sorted(units))
    try:
        value = Fraction(amount) if len(amount) <= 16 else None
    except (ValueError, ZeroDivisionError):
        value = None
    if value is None or value < 0:
        raise Refusal("not an amount", where=amount, do="write a number such as 30 or 7.5")
    found = convert(kb, value, value, source, target)
    sources = Sources()
    reasons = [sources.reason(reason) for reason in found.step.reasons]
    result = found.value
    print_or_show(
        {
            "value": {"low": decimal(result.low), "high": decimal(result.high)} if result else None,
            "exact": bool(result and result.low == result.high),
            "method": result.basis if result else None,
            "rule": " > ".join(f"{f['id']}" for r in reasons for f in r["facts"]) or None,
            "rounding": "two decimals, half up; exact fractions inside",
            "binding": False,
            "sources": sources.found,
            "alternatives": _alternatives(kb, value, source, target, result.basis if result else ""),
            "reasons": reasons,
        },
        format,
        f"{amount} {source}",
        target,
    )


def _alternatives(kb: KnowledgeBase, value: Fraction, source: str, target: str, used: str) -> list[dict[str, Any]]:
    """Return what the other bases would give: shown where they differ."""
    from qualrec.engine.credits import by_facts, decimal

    if source == target:
        return []
    return [
        {"method": amount.basis, "value": {"low": decimal(amount.low), "high": decimal(amount.high)}}
        for amount in by_facts(kb.unit(source), kb.unit(target), value, value)
        if amount.basis != used
    ]


@app.command("grade")
def grade(
    mark: Annotated[str, typer.Argument(help="The grade as printed.")],
    target: Annotated[str, typer.Option("--to", metavar="SCALE")],
    source: Annotated[str | None, typer.Option("--from", metavar="SCALE")] = None,
    best: Annotated[str | None, typer.Option(help="The best mark of a scale not on file.")] = None,
    lowest: Annotated[str | None, typer.Option("--pass", help="The lowest pass of a scale not on file.")] = None,
    worst: Annotated[str | None, typer.Option(help="The worst mark of a scale not on file.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every applicable rule side by side.")] = False,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Convert one grade by a published rule; no rule, no number."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    from qualrec.engine.grades import apply_rule, passes, read_mark, rules
    from qualrec.engine.reasons import because
    from qualrec.engine.sources import Sources
    from qualrec.model.dates import of_day

    kb = open_knowledge(data)
    scales = {scale.id: scale for country in kb.every_country() for scale in country.scales.values()}
    one_of("--to", target, sorted(scales))
    scale = _own_scale(best, lowest, worst) if source is None else scales[one_of("--from", source, sorted(scales))]
    written = read_mark(mark, scale)
    if written is None:
        raise Refusal(
            "not a grade of the scale", where=f"{mark} on {scale.id}", do=f"write a mark as {scale.id} has them"
        )
    host = kb.owner(target).code
    found = [
        result
        for rule in rules(kb, scale, host, of_day(assessment_date(on)))
        if rule.target == target and (result := apply_rule(kb, rule, written, scale))
    ]
    if source == target:
        print_or_show(_same(written), format, f"{mark} on {scale.id}", target)
        return
    sources = Sources()
    reasons = []
    if not passes(written, scale):
        reasons.append(because("GRADE_BELOW_PASS", grade=written, scale=scale.id))
    if not found:
        reasons.append(because("GRADE_NO_RULE", source=scale.id, target=target))
    shown = [_shown(result, sources) for result in found]
    first = shown[0] if shown else {"value": None, "exact": False, "method": None, "rule": None, "rounding": None}
    print_or_show(
        {
            **first,
            "binding": bool(found and found[0].rule.binding),
            "sources": sources.found,
            "alternatives": shown[1:],
            "reasons": [sources.reason(reason) for reason in reasons],
        },
        format,
        f"{mark} on {scale.id}",
        target,
        every=every,
    )


def _own_scale(best: str | None, lowest: str | None, worst: str | None) -> GradingScale:
    from decimal import Decimal, InvalidOperation

    from qualrec.model.measure import GradingScale
    from qualrec.model.source import Origin

    if best is None or lowest is None:
        raise Refusal("no scale", do="name one with --from, or describe it with --best and --pass")
    try:
        ends = [Decimal(end) for end in (best, lowest, worst) if end is not None]
    except InvalidOperation:
        raise Refusal("not a number", where=f"--best {best} --pass {lowest}", do="write numbers such as 100") from None
    if not all(end.is_finite() for end in ends):
        raise Refusal("not a number", where=f"--best {best} --pass {lowest}", do="write numbers such as 100")
    return GradingScale(
        id="scale described",
        origin=Origin("", 0),
        cites=(),
        country=None,
        name={"en": "as described"},
        scope="any",
        type="numeric",
        best=ends[0],
        worst=ends[2] if worst is not None else None,
        lowest_pass=lowest,
    )


def _same(mark: str) -> dict[str, Any]:
    same = {"low": mark, "high": mark}
    return {"value": same, "exact": True, "method": "identity", "rule": None, "rounding": None} | {
        "binding": False,
        "sources": [],
        "alternatives": [],
        "reasons": [],
    }


def _shown(result: Converted, sources: Sources) -> dict[str, Any]:
    rounding = result.rule.rounding
    return {
        "value": {"low": result.low, "high": result.high},
        "exact": result.low == result.high,
        "unrounded": result.exact,
        "method": result.rule.method,
        "rule": result.rule.id,
        "by": result.rule.by,
        "rounding": {"places": rounding.places, "mode": rounding.mode} if rounding else None,
        "confidence": str(result.rule.confidence),
        "cites": sources.cite(result.rule.cites),
    }


def print_or_show(found: dict[str, Any], form: str, source: str, target: str, *, every: bool = False) -> None:
    """Print a conversion as JSON or as lines."""
    if form == "json":
        print_json(found)
        return
    from qualrec.render import words as w
    from qualrec.render.screen import DIM, HEAD, console, words

    out = console()
    value = found["value"]
    if value is None:
        out.print(words((f"{source}  ->  not converted", HEAD)))
    else:
        span = value["low"] if value["low"] == value["high"] else f"{value['low']} to {value['high']}"
        out.print(words((f"{source}  ->  {span} {target}", HEAD)))
    for reason in found["reasons"]:
        out.print(words(w.say(reason["code"], reason["values"])))
    if found.get("by"):
        rounding = found["rounding"]
        how = f"{rounding['places']} decimal, {rounding['mode'].replace('_', ' ')}" if rounding else "none"
        out.print(words(f"rule {found['rule']} ({found['by']}), exact {found['unrounded']}, rounding: {how}"))
        out.print(words("binding" if found["binding"] else "not binding"))
    for other in found["alternatives"] if every else []:
        low, high = other["value"]["low"], other["value"]["high"]
        out.print(words(f"or {low if low == high else f'{low} to {high}'} by {other.get('rule') or other['method']}"))
    if found["alternatives"] and not every:
        out.print(
            words(
                (
                    f"{len(found['alternatives'])} other ways give: "
                    + ", ".join(_brief(other) for other in found["alternatives"]),
                    DIM,
                )
            )
        )
    for number, cited in enumerate(found["sources"], 1):
        out.print(words((f"[{number}] {cited['publisher']}: {cited['title']}. {cited['url']}", DIM)))


def _brief(other: dict[str, Any]) -> str:
    low, high = other["value"]["low"], other["value"]["high"]
    return f"{low if low == high else f'{low} to {high}'} ({other.get('rule') or other['method']})"
