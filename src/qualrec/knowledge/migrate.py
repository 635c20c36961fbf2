"""Files of an older format, brought to the present one by edits at the places of what changed: all else stays.

The number of its format stands in each file under ``schema``. What the format or the data have given up is listed
here with what it is now; a change that a reader of the old number could not tell raises the number by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from qualrec.knowledge import shape
from qualrec.knowledge.reader import Document, Map, Mark, Seq, read
from qualrec.knowledge.schemas import FORMAT, KINDS, RENAMED
from qualrec.model.problem import Place, Problem

Former = Mapping[str, str]  # an id given up -> the id that the same thing has now


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of one line and what takes its place, by which migration."""

    mark: Mark
    old: str
    new: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A place where a person has to choose."""

    mark: Mark
    why: str
    do: str


Found = Iterator[Edit | Stuck]


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: the numbers it leads from and to (the same where old and new cannot be confused), what it changes.

    Args:
        kinds: the kinds of file it is for; none named are all.
    """

    name: str
    old: int
    new: int
    kinds: tuple[str, ...]
    what: str
    find: Callable[[Document, Former], Found]


@dataclass(frozen=True, slots=True)
class Migrated:
    """A file after migration: its text, the edits made, and what stood in the way; then its text is what it was."""

    path: str
    text: str
    edits: tuple[Edit, ...] = ()
    problems: tuple[Problem, ...] = ()


def migrate(
    path: str,
    raw: bytes,
    former: Former,
    migrations: Iterable[Migration] | None = None,
    present: int = FORMAT,
) -> Migrated:
    """Bring the text of one file to the format *present*; one that cannot be is left alone, with the reason."""
    steps = MIGRATIONS if migrations is None else tuple(migrations)
    first = document = read(path, raw)
    problems = [p for p in first.problems if p.code != "QR004"] or _unfit(first, steps, present)
    if problems:
        return Migrated(path, first.text, (), tuple(problems))
    made: list[Edit] = []
    for number in range(first.value["schema"], present + 1):
        edits, stuck = _found(document, former, [step for step in steps if step.old == number])
        if number < present:
            edits.append(Edit(document.value.values_at["schema"], str(number), str(number + 1), "schema"))
        after = read(path, _edited(document.text, edits).encode())
        stuck = stuck or (_worse(document, after) if number == present else list(after.problems))
        if stuck:
            return Migrated(path, first.text, (), tuple(stuck))
        document, made = after, [*made, *edits]
    return Migrated(path, document.text, tuple(made))


def _unfit(document: Document, steps: tuple[Migration, ...], present: int) -> list[Problem]:
    """Say why a file is none that could be migrated."""
    value = document.value
    if not isinstance(value, Map) or value.get("kind") not in KINDS:
        return shape.check(document)
    number = value.get("schema")
    mark = value.values_at.get("schema", value.mark)
    if number is None:
        return [_stuck(document, mark, "it does not say which format it is of", f"add schema: {present}")]
    if not isinstance(number, int) or isinstance(number, bool):
        return [_stuck(document, mark, "schema: is not the number of a format", f"write schema: {present}")]
    if number > present:
        why = f"it is of format {number}, and this program reads format {present}"
        return [_stuck(document, mark, why, "use a newer qualrec")]
    if any(all((step.old, step.new) != (n, n + 1) for step in steps) for n in range(number, present)):
        why = f"no migration leads from format {number} to {present}"
        return [_stuck(document, mark, why, f"write it anew in format {present}: docs/data-format.md")]
    return []


def _found(document: Document, former: Former, steps: Iterable[Migration]) -> tuple[list[Edit], list[Problem]]:
    """Return the edits of some steps in the order of the text, and the places where a person has to choose."""
    edits, stuck = [], []
    for step in steps:
        if not step.kinds or document.value["kind"] in step.kinds:
            for part in step.find(document, former):
                if isinstance(part, Edit):
                    edits.append(replace(part, by=step.name))
                else:
                    stuck.append(_stuck(document, part.mark, part.why, part.do))
    return sorted(edits, key=lambda edit: edit.mark), sorted(stuck, key=lambda problem: problem.order)


def _stuck(document: Document, mark: Mark, why: str, do: str) -> Problem:
    return Problem("QR104", Place(document.path, *mark), {"why": why, "do": do})


def _edited(text: str, edits: Iterable[Edit]) -> str:
    """Return the text with every edit made, the last first so that places stay true."""
    lines = text.splitlines(keepends=True)
    for edit in sorted(edits, key=lambda edit: edit.mark, reverse=True):
        line, start, end = edit.mark
        kept = lines[line - 1]
        lines[line - 1] = kept[: start - 1] + kept[start - 1 : end - 1].replace(edit.old, edit.new) + kept[end - 1 :]
    return "".join(lines)


def _worse(before: Document, after: Document) -> list[Problem]:
    """Return the faults that edits would bring in: then they are not made."""
    known = {(p.code, str(p.values)) for p in (*before.problems, *shape.check(before))}
    return [p for p in (*after.problems, *shape.check(after)) if (p.code, str(p.values)) not in known]


def _renamed(kind: str, old: str, items: str) -> Callable[[Document, Former], Found]:
    """Return the step that renames a key of the items of a list."""
    new = RENAMED[kind, old]

    def find(document: Document, _: Former) -> Found:
        listed = document.value.get(items)
        for item in listed if isinstance(listed, Seq) else ():
            if isinstance(item, Map) and old in item:
                mark = item.keys_at[old]
                if new in item:
                    yield Stuck(mark, f"{old} is called {new} now, and both stand here", "keep the one that is right")
                else:
                    yield Edit(mark, old, new)

    return find


def _former_ids(document: Document, former: Former) -> Found:
    """Replace each id that was given up, wherever it is named as a value, an item or a key."""
    stack: list[Any] = [document.value]
    lines = document.lines
    while stack:
        node = stack.pop()
        named = [*node.placed] if isinstance(node, Seq) else [*node.keys_at.items()]
        if isinstance(node, Map):
            named += [(value, node.values_at[key]) for key, value in node.items() if key not in {"id", "former_ids"}]
            if node.get("id") in former:
                old = node["id"]
                do = f"rename it to {former[old]} if it is to replace that, else give it an id of its own"
                yield Stuck(node.values_at["id"], f"the id {old} was given up for {former[old]}", do)
        for value, mark in named:
            if isinstance(value, (Map, Seq)):
                stack.append(value)
            elif isinstance(value, str) and value in former:
                new = former[value]
                if new in node:
                    yield Stuck(mark, f"{value} is called {new} now, and both stand here", f"leave out {value}")
                elif lines[mark[0] - 1][mark[1] - 1 : mark[2] - 1].strip("'\"") == value:
                    yield Edit(mark, value, new)
                else:
                    yield Stuck(mark, f"{value} is called {new} now, and is not written as one word", f"write {new}")


MIGRATIONS = (
    Migration(
        "as-of",
        1,
        1,
        ("cases",),
        "The day of a worked case is called as_of: a bare on is true for readers of YAML 1.1.",
        _renamed("cases", "on", "cases"),
    ),
    Migration(
        "former-id",
        1,
        1,
        (),
        "An id that was given up, as former_ids of its successor says, is replaced by the present one.",
        _former_ids,
    ),
)
