"""``qualrec validate`` and ``qualrec test``: are the data files sound, and do their cases hold?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualrec.cli.common import Data, Format, Lang, On, Refusal, assessment_date, one_of, open_knowledge, print_json

if TYPE_CHECKING:
    from qualrec.engine.cases import Result

SEVERITIES = ("note", "warning", "error")


def command(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files or folders; default: the shipped knowledge.")
    ] = None,
    fail_on: Annotated[str, typer.Option(help="error, warning or note")] = "error",
    select: Annotated[list[str] | None, typer.Option(help="Only rules that begin so, such as QR2; repeatable.")] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Leave out rules that begin so; repeatable.")] = None,
    today: Annotated[str | None, typer.Option(metavar="DATE", help="The day that dates are compared with.")] = None,
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
        checked = validate(paths or (), data or (), assessment_date(today or on))
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
    bar = SEVERITIES.index(fail_on)
    if any(count for name, count in render.counts(found).items() if SEVERITIES.index(name) >= bar):
        raise typer.Exit(1)


def test(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Case files or folders; default: those beside the data.")
    ] = None,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Run the worked cases that stand beside the data. Exit 1 where one does not hold."""
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    from qualrec.engine.cases import load_cases, run
    from qualrec.knowledge.locate import layered

    kb = open_knowledge(data)
    if paths:
        files = [(f.as_posix(), f) for p in paths for f in (sorted(p.rglob("*.yaml")) if p.is_dir() else [p])]
        absent = [name for name, file in files if not file.exists()]
        if absent or not files:
            raise Refusal("no such file or folder", where=", ".join(absent or map(str, paths)), do="check the path")
    else:
        files = [(name, Path(f.path)) for name, f in layered(tuple(data or ())).items() if name.endswith("cases.yaml")]
    day = assessment_date(on)
    results = [run(kb, case, day) for name, file in files for case in load_cases(name, file.read_bytes())]
    failed = [result for result in results if result.differences]
    if format == "json":
        shown = [{"path": r.path, "line": r.line, "name": r.name, "differences": list(r.differences)} for r in results]
        print_json({"cases": shown, "passed": len(results) - len(failed), "failed": len(failed)})
    else:
        _print(results)
    if failed:
        raise typer.Exit(1)


def _print(results: list[Result]) -> None:
    from qualrec.render.screen import BAD, GOOD, console, words

    out = console()
    for result in results:
        for difference in result.differences:
            out.print(words(f"{result.path}:{result.line}  ", (result.name, BAD), f"  {difference}"))
    failed = sum(bool(result.differences) for result in results)
    out.print(words((f"{len(results) - failed} passed, {failed} failed", BAD if failed else GOOD)))
