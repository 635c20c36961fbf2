"""The commands by name. Only the one that was named is imported, so that the start stays fast."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

from qualrec.version import __version__

EPILOG = "Exit codes: 0 done, 1 findings, 2 usage or unreadable input, 3 the knowledge cannot be loaded."

# name -> module of this package, the function in it (an ``app`` is a group of commands), and what it does, as there
COMMANDS = {
    "assess": ("assess", "command", "Assess one credential for a host country, with reasons and sources."),
    "batch": (
        "batch",
        "command",
        "Assess a table of credentials: exactly one row out for each row in, in order, whatever the row holds.",
    ),
    "validate": (
        "validate",
        "command",
        "Check data files: every fault with file, line, column and remedy. Exit 1 where something was found.",
    ),
    "identify": ("identify", "command", "Find the qualification type of a title; candidates with scores, best first."),
    "convert": ("convert", "app", "Convert credits, a grade or a transcript by a cited rule."),
    "compare": ("show", "compare", "Compare two frameworks or two countries, level by level, through EQF."),
    "show": ("show", "command", "Show one piece of knowledge with its sources and its place in the data."),
    "search": ("show", "search", "Find knowledge by words."),
    "coverage": ("coverage", "command", "Count what is on file by country, and the share that was read in a source."),
    "explain": ("explain", "command", "Say what a code or an id means."),
    "institutions": (
        "institutions",
        "app",
        "Registers of institutions in a local store. Being listed is not being accredited.",
    ),
    "test": ("test", "command", "Run the worked cases that stand beside the data. Exit 1 where one does not hold."),
    "diff": (
        "diff",
        "command",
        "Say which facts differ between two states of the knowledge, and which verdicts that moves.",
    ),
    "verify": (
        "verify",
        "command",
        "Make stored records again, from what they say they asked, and say field by field where they differ.",
    ),
    "schema": (
        "schema",
        "command",
        "Print the JSON Schema (2020-12) of a file kind, of a credential or of the result record, whole in itself.",
    ),
    "new": ("new", "app", "Begin new data files."),
    "migrate": (
        "migrate",
        "command",
        "Bring data files of an older format to the present one, by edits at the places of what changed.",
    ),
}


def build(named: str = "", *, listed: bool = False) -> typer.Typer:
    """Return the program with the command *named*, or with all of them where that is none.

    With *listed* the commands are there to be listed only: none is imported, which takes half the time of ``--help``.
    """
    app = typer.Typer(
        name="qualrec",
        help="Recognition of cross-border qualifications: cited, dated, reproducible assessments, offline.",
        epilog=EPILOG,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=named not in COMMANDS,  # a shell asks without naming a command; the options cost 2 ms
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root)
    for name in [named] if named in COMMANDS else COMMANDS:
        module, attribute, does = COMMANDS[name]
        if listed:
            _list(app, name, does, group=attribute == "app")
            continue
        found = getattr(import_module(f"qualrec.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


def _list(app: typer.Typer, name: str, does: str, *, group: bool) -> None:
    """Enter a command that does nothing; groups stand behind the commands, as they do among the real ones."""
    if group:
        empty = typer.Typer(help=does)
        empty.command("-")(_nothing)
        app.add_typer(empty, name=name)
    else:
        app.command(name, help=does)(_nothing)


def _nothing() -> None:
    """Stand in for a command."""


def _version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"qualrec {__version__}\n")
        raise typer.Exit


def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Recognition of cross-border qualifications: cited, dated, reproducible assessments, offline."""
