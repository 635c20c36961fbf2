"""Where the program starts: the version at once, else the command that was named and no other."""

from __future__ import annotations

import gc
import os
import sys

from qualrec.version import __version__

GLOBAL = ("--data", "--on", "--lang", "--format")


def main() -> None:
    """Run the program and end the process; taking down what it built would cost a tenth of a short command."""
    try:
        run(sys.argv[1:])
        code = 0
    except SystemExit as end:
        if not isinstance(end.code, int | None):
            raise
        code = end.code or 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        pass
    except OSError as error:
        os.write(2, f"qualrec: the output could not be written\n  why: {error}\n".encode())
        code = 2
    os._exit(code)


def run(arguments: list[str]) -> None:
    """Run the program; never a traceback for what a user gave it.

    Exit codes: 0 done (a negative or open outcome is done), 1 findings, 2 usage or unreadable input, 3 the knowledge
    itself cannot be loaded.
    """
    gc.disable()  # short commands end before a collection would pay; batch turns it on again
    arguments = globals_after(arguments)
    if arguments == ["--version"]:
        sys.stdout.write(f"qualrec {__version__}\n")
        return
    from qualrec.cli.app import build
    from qualrec.cli.common import Refusal
    from qualrec.knowledge.locate import KnowledgeError

    try:
        asks_what_there_is = arguments in ([], ["--help"], ["-h"]) and "_QUALREC_COMPLETE" not in os.environ
        build(arguments[0] if arguments else "", listed=asks_what_there_is)(arguments, prog_name="qualrec")
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        sys.exit(2)
    except KnowledgeError as error:
        sys.stderr.write(f"qualrec: the knowledge cannot be loaded\n  {error}\n")
        sys.exit(3)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        sys.stderr.write(f"qualrec: a file could not be read or written\n  why: {error}\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)


def globals_after(arguments: list[str]) -> list[str]:
    """Move global options that stand before the command's name behind it: both places mean the same."""
    moved: list[str] = []
    rest = list(arguments)
    while rest and rest[0].partition("=")[0] in GLOBAL:
        moved.append(rest.pop(0))
        if "=" not in moved[-1] and rest:
            moved.append(rest.pop(0))
    if not moved or not rest:
        return arguments
    names = 2 if rest[0] in {"convert", "institutions"} and len(rest) > 1 else 1
    return [*rest[:names], *moved, *rest[names:]]
