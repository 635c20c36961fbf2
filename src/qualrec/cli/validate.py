"""``qualrec validate``: are the data files sound?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from qualrec.cli.common import Data, Lang, On, Refusal, assessment_date, one_of, print_json

SEVERITIES = ("note", "warning", "error")


def command(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; default: the shipped knowledge.")
    ] = None,
    fail_on: Annotated[str, typer.Option(help="error, warning or note")] = "error",
    select: Annotated[list[str] | None, typer.Option(help="Only rules that begin so, such as QR2; repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Leave out rules that begin so; repeatable.")] = None,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="The day that dates are compared with.")] = None,
    exceptions: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Accepted findings with reason and last day; default: beside the data."),
    ] = None,
    notes: Annotated[bool, typer.Option("--notes", help="Notes too: facts that rest on little.")] = False,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Annotated[  # noqa: A002
        str, typer.Option("--format", help="text, json, compact, github, gitlab, sarif or junit")
    ] = "text",
) -> None:
    """Check data files: every fault with file, line, column and remedy. Exit 1 where something was found."""
    one_of("--format", format, ("text", "json", "compact", "github", "gitlab", "sarif", "junit"))
    one_of("--fail-on", fail_on, SEVERITIES)
    one_of("--lang", lang, ("en",))
    from qualrec.knowledge.check import validate
    from qualrec.render import problems as render

    try:
        wanted = notes or fail_on == "note" or bool(select)
        checked = validate(
            paths or (), data or (), assessment_date(today or on), exceptions_file=exceptions, notes=wanted
        )
    except FileNotFoundError as error:
        raise Refusal("no such file or folder", where=str(error), do="check the path") from None
    found = [
        problem
        for problem in checked.problems
        if (not select or problem.code.startswith(tuple(select)))
        and not problem.code.startswith(tuple(ignore or ("-",)))
    ]
    if format == "json":
        print_json(
            {"findings": [render.finding(p) for p in found], "counts": {**render.counts(found), "files": checked.files}}
        )
    elif format != "text":
        from qualrec.render.reports import REPORTS

        sys.stdout.write(REPORTS[format](found, checked.texts))
    else:
        from qualrec.render.screen import console

        render.show(found, checked.texts, checked.files, console())
        if checked.notes:
            sys.stderr.write(f"{checked.notes:,} notes on facts that rest on little: --notes shows them\n")
    bar = SEVERITIES.index(fail_on)
    if any(count for name, count in render.counts(found).items() if SEVERITIES.index(name) >= bar):
        raise typer.Exit(1)
