"""``qualrec diff``: two states of the knowledge, what differs between them and which verdicts that moves."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from qualrec.cli.common import Data, Lang, On, Refusal, assessment_date, one_of, print_json

if TYPE_CHECKING:
    import datetime as dt

    from qualrec.engine.impact import Turn
    from qualrec.engine.posed import Posed
    from qualrec.knowledge.changes import Change
    from qualrec.knowledge.states import State

FORMATS = ("text", "json", "markdown")
SEVERITIES = ("note", "warning", "error")


def command(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A folder, wheel, git revision, or: shipped.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The state compared with it.")],
    cases: Annotated[
        list[Path] | None,
        typer.Option(help="Cases, records or credential files of your own, or a folder of them; repeatable."),
    ] = None,
    to: Annotated[str | None, typer.Option(metavar="CC[,CC...]", help="Hosts for credentials that name none.")] = None,
    fail_on: Annotated[str, typer.Option(help="error, warning or note")] = "warning",
    every: Annotated[bool, typer.Option("--all", help="Show every changed fact.")] = False,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
    format: Annotated[str, typer.Option("--format", help="text, json or markdown")] = "text",  # noqa: A002
) -> None:
    """Say which facts differ between two states of the knowledge, and which verdicts that moves.

    A state is a folder, a wheel, a git revision such as main~3, or the word shipped; an own folder lies over the
    shipped knowledge. error: another outcome or award; warning: the same with other details; note: other reasons, or
    facts alone. Exit codes: 0 done, 1 a change at or above --fail-on, 2 usage, 3 a state cannot be loaded.
    """
    one_of("--format", format, FORMATS)
    one_of("--fail-on", fail_on, SEVERITIES)
    one_of("--lang", lang, ("en",))
    day = assessment_date(on)
    from qualrec.engine.impact import Reach, impact
    from qualrec.knowledge.base import KnowledgeBase
    from qualrec.knowledge.changes import changes
    from qualrec.knowledge.snapshot import open_files

    states = (_state(old, data), _state(new, data))
    facts = changes(states[0].files, states[1].files)
    posed = _posed(cases, (to or "").split(",") if to else [], states[1], day)
    turns: list[Turn] = []
    reached: list[Posed] = []
    if facts:
        known: dict[tuple[str, bytes], Any] = {}
        stores = tuple(open_files(state.files, known=known) for state in states)
        before, after = (KnowledgeBase(store) for store in stores)
        reach = Reach(before, after, (stores[0], stores[1]))
        reached = [case for case in posed if reach(case)]
        turns = list(impact(before, after, reached))
    _print(states, facts, turns, (len(reached), len(posed)), format, every=every)
    found = {turn.severity for turn in turns} | ({"note"} if facts else set())
    if any(SEVERITIES.index(severity) >= SEVERITIES.index(fail_on) for severity in found):
        raise typer.Exit(1)


def _state(name: str, data: list[Path] | None) -> State:
    from qualrec.knowledge.states import StateError, state

    try:
        return state(name, tuple(data or ()))
    except StateError as error:
        raise Refusal("the state cannot be had", where=name, why=error.why, do=error.do) from None


def _posed(cases: list[Path] | None, hosts: list[str], new: State, day: dt.date) -> list[Posed]:
    """Return the cases asked: those of the newer state where none were named."""
    from qualrec.engine.cases import load_cases, pose
    from qualrec.io.corpus import LeftOut, read_corpus

    if not cases:
        files = [(name, file) for name, file in new.files.items() if name.endswith("cases.yaml")]
        shipped = [case for name, file in files for case in load_cases(name, Path(file.path).read_bytes())]
        return [pose(case, day) for case in shipped if case.assesses]
    try:
        found = list(read_corpus(cases, hosts, day))
    except FileNotFoundError as error:
        raise Refusal("no such file or folder", where=f"--cases {error}", do="check the path") from None
    for item in found:
        if isinstance(item, LeftOut):
            sys.stderr.write(f"left out: {item.path}:{item.line}: {item.why}\n")
    asked = [item for item in found if not isinstance(item, LeftOut)]
    if not asked:
        raise Refusal("no cases", where=", ".join(map(str, cases)), do="name case files, records or credential files")
    return asked


def _print(
    states: tuple[State, State],
    facts: list[Change],
    turns: list[Turn],
    asked: tuple[int, int],
    form: str,
    *,
    every: bool,
) -> None:
    from qualrec.render import changes as render

    if form == "json":
        shown = [{"name": s.name, "what": s.what, "exact": s.exact, "laid_over": s.laid_over} for s in states]
        print_json(
            {
                "old": shown[0],
                "new": shown[1],
                "facts": [_fact(change) for change in facts],
                "verdicts": [_verdict(turn, facts) for turn in turns],
                "cases": {"asked": asked[1], "reached": asked[0], "moved": len(turns)},
            }
        )
    elif form == "markdown":
        sys.stdout.write(render.markdown(facts, turns, asked, (states[0].name, states[1].name)))
    else:
        from qualrec.render.screen import console, words

        for state in states:
            if state.laid_over:
                console(stderr=True).print(words(f"{state.name}: an own folder, laid over the shipped knowledge"))
        render.show(facts, turns, asked, every, console())


def _fact(change: Change) -> dict[str, Any]:
    edits = [{"field": e.field, "old": e.old, "new": e.new, "line": e.line, "proof": e.proof} for e in change.edits]
    return {
        "how": change.how,
        "what": change.what,
        "id": change.id,
        "country": change.country,
        "path": change.path,
        "line": change.line,
        "edits": edits,
    }


def _verdict(turn: Turn, facts: list[Change]) -> dict[str, Any]:
    from qualrec.render.changes import concerns, verdict_lines

    return {
        "path": turn.posed.path,
        "line": turn.posed.line,
        "name": turn.posed.name,
        "host": turn.posed.host,
        "severity": turn.severity,
        "fields": {name: {"old": old, "new": new} for name, (old, new) in turn.fields.items()},
        "says": verdict_lines(turn),
        "by": [{"what": change.what, "id": change.id} for change in facts if concerns(change, turn)],
    }
