"""``qualrec convert``: credits, one grade, or a transcript course by course; each by a cited rule or not at all."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
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
    refuse_faults,
)

if TYPE_CHECKING:
    from qualrec.engine.distribution import Distribution
    from qualrec.knowledge.base import KnowledgeBase
    from qualrec.model.course import Transcript
    from qualrec.model.measure import GradingScale, Weighting

app = typer.Typer(
    help="Convert credits, a grade or a transcript by a cited rule.", no_args_is_help=True, rich_markup_mode=None
)
Every = Annotated[bool, typer.Option("--all", help="Every applicable rule side by side.")]


@app.command("credits")
def credit(
    amount: Annotated[str, typer.Argument(help="A number, such as 30 or 7.5.")],
    source: Annotated[str, typer.Option("--from", metavar="UNIT")],
    target: Annotated[str, typer.Option("--to", metavar="UNIT")] = "int-ects",
    every: Every = False,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Convert an amount of credits; a range where sources give one."""
    _options(format, lang)
    from qualrec.engine.converted import credits_record
    from qualrec.model.dates import of_day

    when = of_day(assessment_date(on))
    kb = open_knowledge(data)
    for name, uid in (("--from", source), ("--to", target)):
        _known(kb, name, uid, "units")
    found = credits_record(kb, _amount(amount), source, target, when)
    _print(found, format, f"{amount} {source}", target, every=every)


def _options(form: str, lang: str) -> None:
    one_of("--format", form, ("text", "json"))
    one_of("--lang", lang, ("en",))


def _amount(text: str) -> Fraction:
    try:
        value = Fraction(text) if len(text) <= 16 else None
    except (ValueError, ZeroDivisionError):
        value = None
    if value is None or value < 0:
        raise Refusal("not an amount", where=text, do="write a number such as 30 or 7.5")
    return value


def _known(kb: KnowledgeBase, option: str, identifier: str, box: str) -> Any:
    """Return a unit or a scale by id; one that is not on file is refused with what comes nearest."""
    own = getattr(kb.owner(identifier), box)
    if identifier in own:
        return own[identifier]
    one_of(option, identifier, sorted(key for country in kb.every_country() for key in getattr(country, box)))
    raise AssertionError(identifier)


@app.command("grade")
def grade(
    mark: Annotated[str, typer.Argument(help="The grade as printed, or the name of a band of the scale.")],
    target: Annotated[str, typer.Option("--to", metavar="SCALE")],
    source: Annotated[str | None, typer.Option("--from", metavar="SCALE")] = None,
    best: Annotated[str | None, typer.Option(help="The best mark of a scale not on file.")] = None,
    lowest: Annotated[str | None, typer.Option("--pass", help="The lowest pass of a scale not on file.")] = None,
    worst: Annotated[str | None, typer.Option(help="The worst mark of a scale not on file.")] = None,
    every: Every = False,
    table: Annotated[
        Path | None,
        typer.Option(help="How often each grade was given at home: CSV, YAML, ELMO or EWP transcript.", metavar="FILE"),
    ] = None,
    host_table: Annotated[
        Path | None, typer.Option(help="The same for the host, in the same field of study.", metavar="FILE")
    ] = None,
    choose: Annotated[
        str | None, typer.Option(help="Which table of a file with several: an ISCED-F code, a course code or title.")
    ] = None,
    host_choose: Annotated[str | None, typer.Option(help="The same for the host table.")] = None,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Convert one grade by a published rule or by two grade distributions; no rule, no number."""
    _options(format, lang)
    from qualrec.engine.converted import grade_record
    from qualrec.engine.marks import read
    from qualrec.model.dates import of_day

    when = of_day(assessment_date(on))
    if host_table and not table:
        raise Refusal("a host table alone places nothing", do="give the table of the home programme too, with --table")
    kb = open_knowledge(data)
    to: GradingScale = _known(kb, "--to", target, "scales")
    scale: GradingScale = _own_scale(best, lowest, worst) if source is None else _known(kb, "--from", source, "scales")
    written = read(mark, scale)
    if written is None:
        known = ", ".join(scale.best_first) or f"{scale.worst or scale.lowest_pass} to {scale.best}"
        raise Refusal("not a grade of the scale", where=f"{mark} on {scale.id}", do=f"write one of its marks: {known}")
    tables = (_table(table, scale, choose), _table(host_table, to, host_choose))
    found = grade_record(kb, written, scale, to, when, tables)
    _print(found, format, f"{mark} on {scale.id}", f"on {target}", every=every)


def _own_scale(best: str | None, lowest: str | None, worst: str | None) -> GradingScale:
    from decimal import Decimal, InvalidOperation

    from qualrec.engine.marks import described

    if best is None or lowest is None:
        raise Refusal("no scale", do="name one with --from, or describe it with --best and --pass")
    wrong = Refusal("not a number", where=f"--best {best} --pass {lowest}", do="write numbers such as 100")
    try:
        ends = [Decimal(end) for end in (best, lowest, worst) if end is not None]
    except InvalidOperation:
        raise wrong from None
    if not all(end.is_finite() and abs(end) < 10**9 for end in ends):
        raise wrong
    return described(ends[0], ends[1], ends[2] if worst is not None else None)


def _table(path: Path | None, scale: GradingScale, choose: str | None) -> Distribution | None:
    """Read a grade table; the scale that gives the order of its grades is the one of the grade."""
    if path is None:
        return None
    from qualrec.engine.distribution import Unusable, distribution
    from qualrec.io.credentials import Unreadable
    from qualrec.io.distributions import read_table

    try:
        counts, _ = read_table(path, choose)
        return distribution(scale, counts)
    except Unreadable as error:
        raise Refusal("the grade table cannot be used", where=f"{path}{error.at}", why=error.why, do=error.do) from None
    except Unusable as error:
        raise Refusal("the grade table cannot be used", where=str(path), why=f"{error} on {scale.id}") from None


@app.command("transcript")
def transcript(
    file: Annotated[Path, typer.Argument(help="YAML, JSON, CSV, ELMO or EWP transcript of records.")],
    source: Annotated[str | None, typer.Option("--from", metavar="SCALE", help="The scale of the grades.")] = None,
    target: Annotated[str | None, typer.Option("--to", metavar="SCALE", help="The host's scale.")] = None,
    unit: Annotated[str, typer.Option(metavar="UNIT", help="The host's credit unit.")] = "int-ects",
    home_unit: Annotated[str | None, typer.Option(metavar="UNIT", help="The unit of the credits.")] = None,
    rule: Annotated[str | None, typer.Option(metavar="ID", help="One rule among several that lead there.")] = None,
    repeats: Annotated[str, typer.Option(help="Which attempt counts: best, last or all.")] = "best",
    failures: Annotated[str, typer.Option(help="Failed courses in the average: count or leave_out.")] = "count",
    subset: Annotated[str, typer.Option(help="The average of: major, level:NAME, or last:CREDITS.")] = "",
    weighting: Annotated[str | None, typer.Option(metavar="ID", help="A rule on how years of study count.")] = None,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Turn a transcript course by course: credits, grades, what counts and why, and the averages."""
    _options(format, lang)
    from qualrec.engine.transcript import Asked, Turned
    from qualrec.model.course import FAILURES, REPEATS, Habits
    from qualrec.model.dates import of_day
    from qualrec.version import __version__

    habits = Habits(one_of("--repeats", repeats, REPEATS), one_of("--failures", failures, FAILURES), _subset(subset))
    when = of_day(assessment_date(on))
    kb = open_knowledge(data)
    _known(kb, "--unit", unit, "units")
    if target:
        _known(kb, "--to", target, "scales")
    courses = _courses(kb, file, {"scale": source, "unit": home_unit})
    weights = _weighting(kb, weighting, courses.country) if weighting else None
    asked = Asked(unit, target, rule, habits, weights, when)
    turned = Turned(kb, courses, asked)
    if rule and not turned.rule_found:
        raise Refusal("no such rule between these scales", where=f"--rule {rule}", do="see convert grade --all")
    found = {**turned.record(), "as_of": str(when), "engine": __version__}
    if format == "json":
        print_json(found)
        return
    from qualrec.render.convert import transcript as show

    show(found)


def _subset(text: str) -> str:
    kind, _, value = text.partition(":")
    fine = {"": not value, "major": not value, "level": bool(value)}.get(kind, False)
    if kind == "last":
        fine = value.isascii() and value.isdigit() and 0 < int(value[:6]) <= 1000
    if not fine:
        raise Refusal("not a subset", where=f"--subset {text}", do="write major, level:upper or last:60")
    return text


def _courses(kb: KnowledgeBase, file: Path, over: dict[str, str | None]) -> Transcript:
    from qualrec.engine.courses_in import read_courses
    from qualrec.io.credentials import Unreadable
    from qualrec.io.transcripts import read_transcript

    try:
        raw = read_transcript(file)
    except Unreadable as error:
        raise Refusal("the transcript cannot be used", where=f"{file}{error.at}", why=error.why, do=error.do) from None
    found, faults = read_courses(raw | {key: value for key, value in over.items() if value}, kb)
    refuse_faults(faults, str(file))
    return found


def _weighting(kb: KnowledgeBase, name: str, country: str) -> Weighting:
    known = {**kb.country(country or "int").weightings, **kb.owner(name).weightings}
    if name not in known:
        every = sorted(key for place in kb.every_country() for key in place.weightings)
        raise Refusal("no such weighting", where=f"--weighting {name}", do="use one of " + (", ".join(every) or "none"))
    return known[name]


def _print(found: dict[str, Any], form: str, source: str, target: str, *, every: bool) -> None:
    if form == "json":
        print_json(found)
        return
    from qualrec.render.convert import show

    show(found, source, target, every=every)
