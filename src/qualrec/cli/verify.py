"""``qualrec verify``: make stored records again and say where they differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualrec.cli.common import Data, Format, Lang, On, Refusal, one_of, open_knowledge, print_json

if TYPE_CHECKING:
    from qualrec.engine.record import Record
    from qualrec.engine.verify import Verified
    from qualrec.knowledge.base import KnowledgeBase

SEVERITIES = ("note", "warning", "error")
SHOWN = 30


def command(
    records: Annotated[list[Path], typer.Argument(metavar="RECORD...", help="JSON or JSON lines, as assess wrote it.")],
    knowledge: Annotated[
        str | None,
        typer.Option(metavar="STATE", help="Make it with this state: a folder, wheel or git revision, as for diff."),
    ] = None,
    policy: Annotated[
        str | None, typer.Option(metavar="FILE", help="The policy file it was made with, where it was a file.")
    ] = None,
    fail_on: Annotated[str, typer.Option(help="error or note (a note: only versions or lines differ)")] = "error",
    data: Data = None,
    on: On = None,  # noqa: ARG001 - a record has its own day
    lang: Lang = "en",
    format: Format = "text",  # noqa: A002
) -> None:
    """Make stored records again, from what they say they asked, and say field by field where they differ.

    Exit codes: 0 the same, 1 a record that differs or was changed after it was made, 2 not a record.
    """
    one_of("--format", format, ("text", "json"))
    one_of("--fail-on", fail_on, SEVERITIES)
    one_of("--lang", lang, ("en",))
    from qualrec.engine.posed import NoRecord
    from qualrec.engine.verify import verify

    stored = [item for path in records for item in _stored(path)]
    kb = _knowledge(knowledge, data)
    from qualrec.cli.inputs import numbers_of

    numbers = numbers_of(kb, policy) if policy else None
    found: list[tuple[Path, int, Verified]] = []
    for path, line, record in stored:
        try:
            found.append((path, line, verify(kb, record, path.as_posix(), line, numbers)))
        except NoRecord as error:
            raise Refusal("not a record", where=f"{path}:{line}", why=str(error)) from None
    if format == "json":
        print_json({"records": [_plain(path, line, verified) for path, line, verified in found]})
    else:
        from qualrec.render.screen import console
        from qualrec.render.verified import show

        for path, line, verified in found:
            show(f"{path}:{line}" if len(found) > 1 else str(path), verified, console(), SHOWN)
    bar = SEVERITIES.index(fail_on)
    if any(v.severity and SEVERITIES.index(v.severity) >= bar for _, _, v in found):
        raise typer.Exit(1)


def _stored(path: Path) -> list[tuple[Path, int, Record]]:
    from qualrec.io.corpus import stored
    from qualrec.io.credentials import MAX_BYTES

    try:
        if path.stat().st_size > MAX_BYTES:
            raise Refusal("the record is too large", where=str(path), why=f"more than {MAX_BYTES // 1_000_000} MB")
        raw = path.read_bytes()
    except OSError as error:
        raise Refusal("the record cannot be read", where=str(path), why=error.strerror or "") from None
    found = [(path, line, record) for line, record in stored(raw)]
    if not found:
        why = "it holds no result record in JSON"
        raise Refusal("not a record", where=str(path), why=why, do="give what qualrec assess --format json wrote")
    return found


def _knowledge(name: str | None, data: list[Path] | None) -> KnowledgeBase:
    if name is None:
        return open_knowledge(data)
    from qualrec.knowledge.base import KnowledgeBase
    from qualrec.knowledge.snapshot import open_files
    from qualrec.knowledge.states import StateError, state

    try:
        return KnowledgeBase(open_files(state(name, tuple(data or ())).files))
    except StateError as error:
        raise Refusal("the state cannot be had", where=f"--knowledge {name}", why=error.why, do=error.do) from None


def _plain(path: Path, line: int, verified: Verified) -> dict[str, Any]:
    return {
        "path": path.as_posix(),
        "line": line,
        "severity": verified.severity,
        "intact": verified.intact,
        "knowledge": {"recorded": verified.knowledge[0], "now": verified.knowledge[1]},
        "engine": {"recorded": verified.engine[0], "now": verified.engine[1]},
        "differences": [
            {"path": d.path, "recorded": d.recorded, "now": d.now, "place": d.place} for d in verified.differences
        ],
        "faults": [{"field": f.field, "value": f.value, "code": f.code, "hint": f.hint} for f in verified.faults],
    }
