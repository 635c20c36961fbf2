"""The commands by name. Only the one that was named is imported, so that the start stays fast."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

from qualrec.version import __version__

EPILOG = "Exit codes: 0 done, 1 findings, 2 usage or unreadable input, 3 the knowledge cannot be loaded."

# name -> module of this package and the function in it (an ``app`` is a group of commands)
COMMANDS = {
    "assess": ("assess", "command"),
    "batch": ("batch", "command"),
    "validate": ("validate", "command"),
    "identify": ("identify", "command"),
    "convert": ("convert", "app"),
    "compare": ("show", "compare"),
    "show": ("show", "command"),
    "search": ("show", "search"),
    "coverage": ("coverage", "command"),
    "explain": ("explain", "command"),
    "institutions": ("institutions", "app"),
    "test": ("test", "command"),
    "diff": ("diff", "command"),
    "verify": ("verify", "command"),
    "schema": ("schema", "command"),
    "new": ("new", "app"),
    "migrate": ("migrate", "command"),
}


def build(named: str = "") -> typer.Typer:
    """Return the program with the command *named*, or with all of them where that is none."""
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
        module, attribute = COMMANDS[name]
        found = getattr(import_module(f"qualrec.cli.{module}"), attribute)
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
    return app


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
