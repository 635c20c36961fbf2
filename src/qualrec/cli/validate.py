"""``qualrec validate``: are the data files sound?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualrec.cli.common import Data, Lang, On, Refusal, assessment_date, json_text, one_of, print_text

if TYPE_CHECKING:
    from qualrec.knowledge.check import Ages, Checked
    from qualrec.model.problem import Problem

SEVERITIES = ("note", "warning", "error")
FORMATS = ("text", "json", "compact", "github", "gitlab", "sarif", "junit")


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
    warn_after: Annotated[
        int | None, typer.Option(metavar="DAYS", min=0, help="Age of a reading that is a warning (QR404); 730.")
    ] = None,
    error_after: Annotated[
        int | None, typer.Option(metavar="DAYS", min=0, help="Age of a reading that is an error (QR405); 1460.")
    ] = None,
    report: Annotated[
        list[str] | None,
        typer.Option(metavar="FORMAT=FILE", help="Write a further report, such as sarif=qualrec.sarif; repeatable."),
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
    one_of("--format", format, FORMATS)
    one_of("--fail-on", fail_on, SEVERITIES)
    one_of("--lang", lang, ("en",))
    reports = [_report(said) for said in report or ()]
    from qualrec.knowledge.check import validate
    from qualrec.render import problems as render

    try:
        wanted = notes or fail_on == "note" or bool(select)
        checked = validate(
            paths or (),
            data or (),
            assessment_date(today or on),
            _ages(warn_after, error_after),
            exceptions,
            notes=wanted,
        )
    except FileNotFoundError as error:
        raise Refusal("no such file or folder", where=str(error), do="check the path") from None
    found = [
        problem
        for problem in checked.problems
        if (not select or problem.code.startswith(tuple(select)))
        and not problem.code.startswith(tuple(ignore or ("-",)))
    ]
    for form, file in reports:
        _write(file, _text(form, found, checked))
    if format == "text":
        from qualrec.render.screen import console

        render.show(found, checked.texts, checked.files, console())
        if checked.notes:
            sys.stderr.write(f"{checked.notes:,} notes on facts that rest on little: --notes shows them\n")
    else:
        print_text(_text(format, found, checked))
    bar = SEVERITIES.index(fail_on)
    if any(count for name, count in render.counts(found).items() if SEVERITIES.index(name) >= bar):
        raise typer.Exit(1)


def _ages(warn: int | None, error: int | None) -> Ages:
    from qualrec.knowledge.check import Ages

    usual = Ages()
    ages = Ages(usual.warn if warn is None else warn, usual.error if error is None else error)
    if ages.warn > ages.error:
        where = f"--warn-after {ages.warn} --error-after {ages.error}"
        raise Refusal("the warning would come after the error", where=where, do="give the warning the smaller age")
    return ages


def _report(said: str) -> tuple[str, Path]:
    """Return the format and the file of a further report."""
    form, _, file = said.partition("=")
    one_of("--report", form, FORMATS[1:])
    if not file:
        raise Refusal("no file for the report", where=f"--report {said}", do=f"write --report {form}=FILE")
    return form, Path(file)


def _text(form: str, found: list[Problem], checked: Checked) -> str:
    from qualrec.render import problems as render
    from qualrec.render.reports import REPORTS

    if form != "json":
        return REPORTS[form](found, checked.texts)
    counts = {**render.counts(found), "files": checked.files}
    return json_text({"findings": [render.finding(problem) for problem in found], "counts": counts})


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise Refusal("the report cannot be written", where=str(file), why=error.strerror or "") from None
