"""What changed between two states, in words: the verdicts first, then the facts; on screen and as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console

from qualrec.engine.impact import Turn
from qualrec.knowledge.changes import Change, Edit
from qualrec.render.screen import ASK, BAD, DIM, GOOD, HEAD, clean, words
from qualrec.render.words import OUTCOMES

COMMENT = 60_000  # a pull request's comment holds 65,536 characters
FACTS = 40  # lines of facts on a page
_STYLES = {"error": BAD, "warning": ASK, "note": DIM}
_MARKS = {"added": "+", "removed": "-", "changed": "~"}
_LISTED = {"elements": "element", "grounds": "element", "missing": "what", "conditions": "code", "remedies": "code"}


def verdict_lines(turn: Turn) -> list[str]:
    """Return how a verdict moved, a line a field: ``outcome: RECOGNISED (full) -> ASK FIRST``."""
    return [f"{name}: {line}" for name, (old, new) in turn.fields.items() for line in _moved(name, old, new)]


def _moved(name: str, old: Any, new: Any) -> Iterator[str]:
    if name == "outcome":
        yield f"{_outcome(old)} -> {_outcome(new)}"
    elif name == "reasons":
        yield (
            _sets([reason["code"] for reason in old or ()], [reason["code"] for reason in new or ()]) or "other values"
        )
    elif name in _LISTED:
        yield from _listed(_by(old, _LISTED[name]), _by(new, _LISTED[name]))
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*old, *new)):
            one, other = old.get(key), new.get(key)
            if one != other and key not in {"path", "candidates"}:
                yield f"{key}: {_short(one)} -> {_short(other)}"
        if old.get("candidates") != new.get("candidates"):
            yield f"candidates: {_ids(old.get('candidates'))} -> {_ids(new.get('candidates'))}"
        if old.get("path") != new.get("path"):
            yield "path: by other links"
    elif isinstance(old, list) and isinstance(new, list):
        yield _sets([_short(item) for item in old], [_short(item) for item in new]) or "another order"
    else:
        yield f"{_short(old)} -> {_short(new)}"


def _listed(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """Yield what moved in a list of findings, grounds and the like, each by its name."""
    for key in dict.fromkeys((*was, *now)):
        one, other = was.get(key), now.get(key)
        if one != other and one and other and _item(one) == _item(other):
            yield from (f"{key}.{k}: {_short(one.get(k))} -> {_short(v)}" for k, v in other.items() if one.get(k) != v)
        elif one != other:
            yield f"{key}: {_item(one)} -> {_item(other)}"


def _outcome(code: str | None) -> str:
    return OUTCOMES[code][0] if code in OUTCOMES else "cannot be read"


def _by(items: Any, key: str) -> dict[str, Any]:
    return {str(item.get(key)): item for item in items or () if isinstance(item, Mapping)}


def _item(item: Any) -> str:
    if not isinstance(item, Mapping):
        return "none"
    return str(item.get("finding") or item.get("code") or _short(item))


def _ids(items: Any) -> str:
    return ", ".join(f"{item['id']} {item['score']}" for item in items or ()) or "none"


def _sets(old: list[str], new: list[str]) -> str:
    lost = [f"-{item}" for item in old if item not in new]
    won = [f"+{item}" for item in new if item not in old]
    return " ".join((*lost, *won))


def _short(value: Any, room: int = 70) -> str:
    """Return a value in few words: ids and codes as they are, lists by their items."""
    if value in (None, "", [], {}):
        return "none"
    if isinstance(value, Mapping):
        if "id" in value:
            return str(value["id"])
        if value.keys() == {"framework", "code"}:
            return f"{value['framework']} {value['code']}"
        text = ", ".join(f"{key} {_short(item, 30)}" for key, item in value.items() if item not in (None, "", []))
    elif isinstance(value, list):
        text = ", ".join(_short(item, 30) for item in value)
    else:
        text = str(value)
    return text if len(text) <= room else text[: room - 3] + "..."


def edit_line(edit: Edit) -> str:
    """Return one edit: ``level.no-nkr: 6.2 -> 6.1``; lists by what came and went."""
    if isinstance(edit.old, list) and isinstance(edit.new, list):
        told = _sets([_short(item, 60) for item in edit.old], [_short(item, 60) for item in edit.new])
        return f"{edit.field}: {told or 'another order'}"
    return f"{edit.field}: {_short(edit.old)} -> {_short(edit.new)}"


def show(changes: list[Change], turns: list[Turn], asked: tuple[int, int], every: bool, out: Console) -> None:
    """Print the verdicts that move, then the facts; *asked* is how many cases were assessed, of how many."""
    for turn in turns:
        place = f"{turn.posed.path}:{turn.posed.line}"
        out.print(words(f"{place}  ", (turn.posed.name, _STYLES[turn.severity]), (f"  for {turn.posed.host}", DIM)))
        for line in verdict_lines(turn):
            out.print(words(f"    {line}"))
        for line in why(turn, changes):
            out.print(words((f"    by {line}", DIM)))
    if turns:
        out.print()
    shown = changes if every else changes[:FACTS]
    for change in shown:
        place = f"  {change.path}:{change.line}"
        out.print(words((f"{_MARKS[change.how]} ", HEAD), f"{change.what} {change.id}", (place, DIM)))
        for edit in change.edits:
            out.print(words(f"    {edit_line(edit)}"))
    if len(shown) < len(changes):
        out.print(words((f"... {len(changes) - len(shown)} more facts; --all shows them", DIM)))
    style = BAD if any(turn.severity == "error" for turn in turns) else ASK if turns else GOOD
    for line in summary(changes, turns, asked):
        out.print(words((line, style)))


def summary(changes: list[Change], turns: list[Turn], asked: tuple[int, int]) -> list[str]:
    """Return the counts of a comparison in words."""
    how = Counter(change.how for change in changes)
    facts = ", ".join(f"{how[name]} {name}" for name in ("added", "removed", "changed") if how[name])
    grave = Counter(turn.severity for turn in turns)
    said = [
        f"{grave[name]} {text}"
        for name, text in (
            ("error", "with another outcome or award"),
            ("warning", "with the same outcome and other details"),
            ("note", "with other reasons only"),
        )
        if grave[name]
    ]
    reached, total = asked
    moved = f"{len(turns)} of {total} cases move" + (f": {', '.join(said)}" if said else "")
    return [f"facts: {facts or 'none changed'}", f"verdicts: {moved} ({reached} can be reached by the change)"]


def why(turn: Turn, changes: list[Change]) -> list[str]:
    """Return the changed facts that a verdict goes by."""
    return [f"{change.what} {change.id}" for change in changes if concerns(change, turn)]


def concerns(change: Change, turn: Turn) -> bool:
    """Say whether one side of a verdict names the fact."""
    return any(fact == change.id or fact.startswith(f"{change.id} ") for fact in turn.facts)


def markdown(changes: list[Change], turns: list[Turn], asked: tuple[int, int], names: tuple[str, str]) -> str:
    """Return a comment for a pull request; what does not fit is counted, never dropped without a word."""
    lines = [f"## What changes from {_code(names[0])} to {_code(names[1])}", ""]
    lines += [f"- {_cell(line)}" for line in summary(changes, turns, asked)]
    if turns:
        lines += ["", "### Verdicts that move", "", "| case | host | what moves | by |", "|---|---|---|---|"]
    tail: list[str] = []
    for turn in turns:
        moves = "<br>".join(_cell(line) for line in verdict_lines(turn))
        cause = "<br>".join(_cell(line) for line in why(turn, changes)) or "-"
        case = f"{_cell(turn.posed.name)}<br>{_code(f'{turn.posed.path}:{turn.posed.line}')}"
        lines.append(f"| {case} | {_cell(turn.posed.host)} | {moves} | {cause} |")
    if changes:
        tail = ["", f"<details><summary>{len(changes)} facts</summary>", ""]
        tail += [_fact(change) for change in changes]
        tail += ["", "</details>"]
    return _fitted(lines, tail)


def _fact(change: Change) -> str:
    edits = "; ".join(_cell(edit_line(edit)) for edit in change.edits)
    place = _code(f"{change.path}:{change.line}")
    return f"- {change.how}: {_cell(change.what)} {_code(change.id)} {place}" + (f"<br>{edits}" if edits else "")


def _fitted(lines: list[str], tail: list[str]) -> str:
    kept, room = [], COMMENT
    for line in (*lines, *tail):
        room -= len(line.encode()) + 1
        if room < 0:
            break
        kept.append(line)
    left = len(lines) + len(tail) - len(kept)
    if left:
        closing = ["", "</details>"] if any("<details>" in line for line in kept) else []
        kept += [
            *closing,
            "",
            f"{left} more lines do not fit into a comment; `qualrec diff --format json` has all of them.",
        ]
    return "\n".join(kept) + "\n"


def _cell(text: str) -> str:
    """Return text that no Markdown and no HTML reads as anything but text."""
    escaped = re.sub(r"([\\`*_{}\[\]()#!|~@])", r"\\\1", clean(text))
    return escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _code(text: str) -> str:
    return "`" + clean(text).replace("`", "'").replace("|", "/") + "`"
