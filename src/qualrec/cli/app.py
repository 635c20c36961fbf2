"""The program: its commands, its exit codes, and what becomes of an error.

Exit codes: 0 done (a negative or open outcome is done), 1 findings, 2 usage or unreadable input, 3 the knowledge
itself cannot be loaded. Each command imports what it needs when it runs, so that the start stays fast.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from qualrec.cli import assess, batch, convert, explain, identify, show, validate
from qualrec.cli.common import Refusal
from qualrec.knowledge.locate import KnowledgeError
from qualrec.version import __version__

EPILOG = "Exit codes: 0 done, 1 findings, 2 usage or unreadable input, 3 the knowledge cannot be loaded."
_WITH_VALUE = ("--data", "--on", "--lang", "--format")

app = typer.Typer(
    name="qualrec",
    help="Recognition of cross-border qualifications: cited, dated, reproducible assessments, offline.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"qualrec {__version__}\n")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Recognition of cross-border qualifications: cited, dated, reproducible assessments, offline."""


app.command("assess")(assess.command)
app.command("batch")(batch.command)
app.command("validate")(validate.command)
app.command("identify")(identify.command)
app.add_typer(convert.app, name="convert")
app.command("compare")(show.compare)
app.command("show")(show.command)
app.command("search")(show.search)
app.command("explain")(explain.command)
app.command("test")(validate.test)
app.command("schema")(explain.schema)


def globals_after(arguments: list[str]) -> list[str]:
    """Move global options that stand before the command's name behind it: both places mean the same."""
    moved: list[str] = []
    rest = list(arguments)
    while rest and rest[0].partition("=")[0] in _WITH_VALUE:
        moved.append(rest.pop(0))
        if "=" not in moved[-1] and rest:
            moved.append(rest.pop(0))
    if not moved or not rest:
        return arguments
    names = 2 if rest[0] == "convert" and len(rest) > 1 else 1
    return [*rest[:names], *moved, *rest[names:]]


def main() -> None:
    """Run the program and end it with its exit code; never a traceback for what a user gave it."""
    gc.disable()  # short commands end before a collection would pay; batch turns it on again
    try:
        app(globals_after(sys.argv[1:]))
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(2)
    except KnowledgeError as error:
        sys.stderr.write(f"qualrec: the knowledge cannot be loaded\n  {error}\n")
        sys.exit(3)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
