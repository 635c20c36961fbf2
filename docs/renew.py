"""Print the console blocks of the README and the documents anew: ``python docs/renew.py``. A test runs every one of them.

A line of dots in a block stands for lines left out: the lines before the first dots and after the last keep their number.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```console\n(\$ (?:[^\n]*\\\n)*[^\n]*\n)(.*?)^```$", re.MULTILINE | re.DOTALL)


def printed(command: str) -> list[str]:
    """Return the lines that a command prints on a terminal of 80 columns."""
    words = shlex.split(command.removeprefix("$ ").replace("\\\n", " "))
    program = Path(sys.executable).parent / words[0]
    env = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1", "XDG_DATA_HOME": str(ROOT / "docs" / "no-such-folder")}
    done = subprocess.run([program, *words[1:]], capture_output=True, text=True, cwd=ROOT, env=env, check=False)
    return [line.rstrip() for line in done.stdout.splitlines()]


def renewed(match: re.Match[str]) -> str:
    """Return one block as it is printed today."""
    command, shown = match.groups()
    lines, pieces = printed(command), re.split(r"^\.\.\.\n", shown, flags=re.MULTILINE)
    if len(pieces) > 1:
        head, tail = len(pieces[0].splitlines()), len(pieces[-1].splitlines())
        lines = [*lines[:head], "...", *lines[len(lines) - tail :]]
    return "```console\n" + command + "".join(line + "\n" for line in lines) + "```"


def main() -> None:
    """Renew every document that has changed."""
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        before = path.read_text(encoding="utf-8")
        after = BLOCK.sub(renewed, before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            sys.stdout.write(f"renewed: {path.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
