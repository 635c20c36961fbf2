"""``qualrec assess``: one credential, one answer."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualrec.cli.common import (
    Data,
    Lang,
    On,
    Refusal,
    assessment_date,
    country_of,
    one_of,
    open_knowledge,
    print_json,
    print_text,
)

if TYPE_CHECKING:
    from qualrec.engine.record import Record
    from qualrec.knowledge.base import KnowledgeBase

Words = Annotated[str | None, typer.Option()]
EPILOG = (
    'Example: qualrec assess --country NO --title "Bachelor i biologi" --awarded 2015 --credits 180 --to DE '
    "--assume-recognised. Exit codes: 0 done, whatever the outcome; 2 usage or unreadable input; 3 no knowledge."
)


def command(
    file: Annotated[Path | None, typer.Argument(help="A credential: own YAML or JSON, or ELMO XML.")] = None,
    source: Annotated[
        str | None, typer.Option("--from", help="yaml, json or elmo; default: told by the content")
    ] = None,
    item: Annotated[int, typer.Option(help="Which award of an exchange file, from 1.")] = 1,
    country: Words = None,
    title: Words = None,
    id: Annotated[str | None, typer.Option("--id", help="A qualification type by id; skips identification.")] = None,  # noqa: A002
    awarded: Annotated[str | None, typer.Option(metavar="YYYY[-MM[-DD]]")] = None,
    institution: Words = None,
    institution_status: Annotated[
        str | None, typer.Option(help="recognised, legitimate_unrecognised, not_recognised, diploma_mill, unknown")
    ] = None,
    programme_accredited: Annotated[str | None, typer.Option(help="yes, no or unknown")] = None,
    credits: Annotated[str | None, typer.Option(metavar="N[:UNIT]")] = None,  # noqa: A002
    years: Words = None,
    grade: Annotated[str | None, typer.Option(metavar="VALUE[:SCALE]")] = None,
    field: Words = None,
    profile: Annotated[str | None, typer.Option(help="research, professional, mixed or unknown")] = None,
    authenticity: Annotated[
        str | None, typer.Option(help="verified, presumed, unverifiable, doubtful or fraudulent")
    ] = None,
    documents: Annotated[str | None, typer.Option(help="complete, partial or none")] = None,
    refugee: Annotated[bool, typer.Option("--refugee", help="The holder is a refugee or in a like situation.")] = False,
    mode: Annotated[list[str] | None, typer.Option(help="on_campus, distance, joint or tne; repeatable")] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Any other input by its path; repeatable.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="CC[,CC...]", help="The host country, or several.")] = None,
    purpose: Words = None,
    against: Annotated[str | None, typer.Option(metavar="ID", help="The host award asked for.")] = None,
    method: Annotated[
        str, typer.Option(metavar="ID[,ID...]", help="lrc, uk_enic, anabin, nuffic, us_years, us_benchmark ...")
    ] = "lrc",
    policy: Annotated[str, typer.Option(metavar="ID|FILE", help="Whose numbers are used.")] = "default",
    why_not: Annotated[
        str | None,
        typer.Option("--why-not", metavar="ID|OUTCOME", help="What blocked a better result, and what would lift it."),
    ] = None,
    assume: Annotated[
        bool,
        typer.Option("--assume-recognised", help="Take an institution of unknown status as recognised; it is said."),
    ] = False,
    store: Annotated[Path | None, typer.Option(metavar="FILE", help="A store of institutions of one's own.")] = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="The whole proof.")] = False,
    where: Annotated[bool, typer.Option("--where", help="File and line of every fact.")] = False,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Annotated[str, typer.Option("--format", help="text, json, md or html")] = "text",  # noqa: A002
) -> None:
    """Assess one credential for a host country, with reasons and sources."""
    one_of("--format", format, ("text", "json", "md", "html"))
    one_of("--lang", lang, ("en",))
    from qualrec.engine.assess import METHODS

    methods = [one_of("--method", name.strip(), METHODS) for name in method.split(",")]
    given = {
        "country": country,
        "title": title,
        "qualification": id,
        "awarded": awarded,
        "institution": institution,
        "institution_status": institution_status,
        "programme_accredited": programme_accredited,
        "years": years,
        "field": field,
        "profile": profile,
        "authenticity": authenticity,
        "documents": documents,
        "refugee": True if refugee else None,
        "mode": mode or None,
        "to": to,
        "purpose": purpose,
        "target": against,
        **_pair("credits", "credit_unit", credits),
        **_pair("grade", "grade_scale", grade),
    }
    kb = open_knowledge(data)
    raw = _raw(file, source, item, given, setting or [])
    from qualrec.cli.inputs import Inputs, filled, numbers_of

    raw = filled(kb, raw, store)

    inputs = Inputs(kb, raw, numbers_of(kb, policy), assume, assessment_date(on), str(file or ""))
    hosts = _hosts(kb, raw.get("to"), inputs.where)
    found = [inputs.answer(host, name, why_not) for host in hosts for name in methods]
    if format == "json":
        print_json(found[0] if len(found) == 1 else {"assessments": found})
        return
    _print(kb, found, format, verbose=verbose or where, where=where)


def _pair(name: str, other: str, value: str | None) -> dict[str, str | None]:
    """Split ``180:no-studiepoeng`` and ``2:1:gb-degree-class`` at the last colon that an id or name follows.

    An amount may stand before its unit as people write it: ``160 opintoviikko``.
    """
    if value is None:
        return {}
    head, colon, tail = value.rpartition(":")
    if not colon and name == "credits":
        head, colon, tail = value.strip().partition(" ")
    if colon and tail and not tail[0].isdigit():
        return {name: head, other: tail.strip()}
    return {name: value}


def _raw(
    file: Path | None, source: str | None, item: int, given: dict[str, Any], settings: list[str]
) -> dict[str, Any]:
    """Put together what the file, the options and ``--set`` say, the last on top."""
    from qualrec.engine.intake import place_value

    raw: dict[str, Any] = {}
    if file:
        from qualrec.io.credentials import Unreadable, read_file

        try:
            raw = read_file(file, source, item)
        except Unreadable as error:
            raise Refusal("not a readable credential", where=f"{file}{error.at}", why=error.why, do=error.do) from None
    raw |= {key: value for key, value in given.items() if value is not None}
    for setting in settings:
        path, equals, value = setting.partition("=")
        if not equals:
            raise Refusal(
                "not a setting", where=f"--set {setting}", do="write PATH=VALUE, such as joint.partners_recognised=all"
            )
        place_value(raw, path.strip(), value)
    if not file and not any(raw.get(key) for key in ("title", "qualification")):
        raise Refusal("no credential", do="name a FILE, or describe one with --country and --title")
    return raw


def _hosts(kb: "KnowledgeBase", given: Any, where: str) -> list[str]:
    """Return the host countries asked for, each once."""
    names = given if isinstance(given, list) else str(given or "").split(",")
    hosts = list(dict.fromkeys(country_of(kb, name.strip(), "--to") for name in map(str, names) if name.strip()))
    if not hosts:
        raise Refusal("no host country", where=where, do="name one with --to, such as --to DE")
    return hosts


def _print(kb: "KnowledgeBase", found: "list[Record]", form: str, *, verbose: bool, where: bool) -> None:
    from qualrec.knowledge.called import called
    from qualrec.render.blocks import Gap
    from qualrec.render.matrix import side_by_side
    from qualrec.render.page import page
    from qualrec.render.tree import proof
    from qualrec.render.words import country

    def name(code: str) -> str:
        return country(code, kb.country_name(code))

    def names(identifier: str) -> str:
        return called(kb, identifier)

    blocks = list(page(found[0], name, names) if len(found) == 1 else side_by_side(found))
    for one in found if verbose else []:
        blocks.extend((Gap(), *proof(one, name, where=where)))
    if form == "text":
        from qualrec.render.screen import console, draw

        draw(blocks, console())
    elif form == "md":
        from qualrec.render.markdown import markdown

        print_text(markdown(blocks))
    else:
        from qualrec.render.html import html

        print_text(html(blocks, found[0]["credential"].get("title") or found[0]["identified"]["title"] or ""))
