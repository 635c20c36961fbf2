"""``qualrec migrate``: data files of an older format, brought to the present one; comments and layout stay."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualrec.cli.common import Data, Lang, On, Refusal, one_of, open_knowledge, print_json

if TYPE_CHECKING:
    from qualrec.knowledge.migrate import Migrated


def command(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files or folders; default: frameworks/ and mappings/ of the folder you are in."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 where a file would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show the lines that would change.")] = False,
    data: Data = None,
    on: On = None,  # noqa: ARG001
    lang: Lang = "en",
    format: Annotated[str, typer.Option("--format", help="text or json")] = "text",  # noqa: A002
) -> None:
    """Bring data files of an older format to the present one, by edits at the places of what changed.

    Exit codes: 0 done, 1 a file that cannot be migrated, or with --check one that would change, 2 usage.
    """
    one_of("--format", format, ("text", "json"))
    one_of("--lang", lang, ("en",))
    from qualrec.knowledge.check import named
    from qualrec.knowledge.migrate import migrate

    try:
        files = dict(named(paths or _here()))
    except FileNotFoundError as error:
        raise Refusal("no such file or folder", where=str(error), do="check the path") from None
    former = _former(data)
    found = {path: (raw := path.read_bytes(), migrate(name, raw, former)) for name, path in files.items()}
    if not check and not diff:
        for path, (raw, migrated) in found.items():
            if migrated.edits:
                _write(path, migrated.text, bom=raw.startswith(b"\xef\xbb\xbf"))
    results = [(raw, migrated) for raw, migrated in found.values()]
    written = not (check or diff)
    if format == "json":
        _print_json([migrated for _, migrated in results], written=written)
    else:
        _print(results, diff=diff, written=written)
    if any(migrated.problems or (check and migrated.edits) for _, migrated in results):
        raise typer.Exit(1)


def _former(data: list[Path] | None) -> dict[str, str]:
    """Return the ids that were given up; none where the knowledge is itself of an older format."""
    from qualrec.knowledge.locate import KnowledgeError

    try:
        return open_knowledge(data).former_ids
    except KnowledgeError as error:
        sys.stderr.write(f"qualrec: ids that were given up are not looked for: {error}\n")
        return {}


def _here() -> list[Path]:
    from qualrec.knowledge.locate import FOLDERS

    present = [Path(name) for name in FOLDERS if Path(name).is_dir()]
    if not present:
        raise Refusal("no data files here", where=str(Path.cwd()), do="name files or folders, or go to where they are")
    return present


def _write(path: Path, text: str, *, bom: bool) -> None:
    """Replace a file whole or not at all, with its mode; a link stays one."""
    from qualrec.knowledge.snapshot import replace_file

    target = path.resolve()
    try:
        replace_file(target, text.encode("utf-8-sig" if bom else "utf-8"), target.stat().st_mode)
    except OSError as error:
        raise Refusal("cannot be written", where=str(path), why=str(error.strerror)) from None


def _print(results: list[tuple[bytes, Migrated]], *, diff: bool, written: bool) -> None:
    from qualrec.render.problems import plural, report
    from qualrec.render.screen import console, words

    out = console()
    texts = {migrated.path: migrated.text for _, migrated in results}
    report([problem for _, migrated in results for problem in migrated.problems], texts, out)
    changed = [(raw, migrated) for raw, migrated in results if migrated.edits]
    for raw, migrated in changed:
        if diff:
            _show(raw.decode("utf-8-sig"), migrated)
        else:
            for edit in migrated.edits:
                place = f"{migrated.path}:{edit.mark[0]}:{edit.mark[1]}"
                out.print(words(f"{place}  {edit.old} -> {edit.new}  ({edit.by})"))
    left = sum(bool(migrated.problems) for _, migrated in results)
    done = "migrated" if written else "would change"
    rest = f", {plural(left, 'file')} cannot be migrated" if left else ""
    sys.stderr.write(f"{len(changed)} of {plural(len(results), 'file')} {done}{rest}\n")


def _show(before: str, migrated: Migrated) -> None:
    from qualrec.render.screen import console, words

    lines = difflib.unified_diff(
        before.splitlines(), migrated.text.splitlines(), f"a/{migrated.path}", f"b/{migrated.path}", lineterm="", n=1
    )
    out = console()
    for line in lines:
        out.print(words(line), soft_wrap=True)


def _print_json(found: list[Migrated], *, written: bool) -> None:
    from qualrec.render.problems import finding

    shown: list[dict[str, Any]] = [
        {
            "path": migrated.path,
            "edits": [
                {"line": e.mark[0], "column": e.mark[1], "old": e.old, "new": e.new, "by": e.by} for e in migrated.edits
            ],
            "written": written,
        }
        for migrated in found
        if migrated.edits
    ]
    problems = [finding(problem) for migrated in found for problem in migrated.problems]
    print_json({"files": shown, "findings": problems, "counts": {"files": len(found), "changed": len(shown)}})
