"""A stored record made again: where it differs, field by field, and whether it was changed after it was made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from qualrec.engine.posed import Unposed, answer, of_record
from qualrec.engine.record import Record, digest, record
from qualrec.engine.values import Fault
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.frozen import frozen, value
from qualrec.model.instrument import Policy

MOVES = ("line", "path", "layer", "overrides")  # where a fact stands in the data: it moves with every edit of a file
MADE_WITH = ("knowledge", "engine", "digest")
UNCHECKED = ("why_not",)  # asked for beside the assessment; a record does not keep all that was asked


@value
class Difference:
    """One field: its path in the record, what is recorded, what comes today; *place* where only a line moved."""

    path: str
    recorded: Any
    now: Any
    place: bool


@frozen
class Verified:
    """What came of making a record again; *intact* says that its digest is that of its content."""

    intact: bool
    knowledge: tuple[str, str]
    engine: tuple[str, str]
    differences: tuple[Difference, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def same_knowledge(self) -> bool:
        """Whether it was made with the knowledge at hand."""
        return self.knowledge[0] == self.knowledge[1]

    @property
    def severity(self) -> str | None:
        """``error``: tampered with, or another answer; ``note``: lines or versions only; None: the same throughout."""
        if not self.intact or self.faults or any(not difference.place for difference in self.differences):
            return "error"
        same = self.same_knowledge and self.engine[0] == self.engine[1]
        return None if same and not self.differences else "note"


def verify(kb: KnowledgeBase, found: Record, path: str = "", line: int = 1, policy: Policy | None = None) -> Verified:
    """Make a record again from what it says it asked, and compare.

    Raises:
        NoRecord: if it does not say what it asked.
    """
    posed = of_record(path, line, found)
    asked = answer(kb, posed, policy)
    again = {} if isinstance(asked, Unposed) else record(kb, asked)
    made = found.get("knowledge")
    knowledge = str(made.get("version")) if isinstance(made, Mapping) else "unknown"
    head = {
        "intact": digest(found) == found.get("digest"),
        "knowledge": (knowledge, kb.version),
        "engine": (str(found.get("engine")), str(again.get("engine", ""))),
    }
    if isinstance(asked, Unposed):
        return Verified(faults=asked.faults, **head)  # type: ignore[arg-type] # each of its own type
    left = {*MADE_WITH, *UNCHECKED}
    old = {key: item for key, item in found.items() if key not in left}
    new = {key: item for key, item in again.items() if key not in left}
    return Verified(differences=tuple(_differences(old, new, "")), **head)  # type: ignore[arg-type]


def _differences(old: Any, new: Any, path: str) -> Iterator[Difference]:
    """Yield what differs below a path, as deep as the two have the same shape."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in dict.fromkeys((*new, *old)):
            yield from _differences(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(old, list) and isinstance(new, list):
        for number in range(max(len(old), len(new))):
            was, now = (items[number] if number < len(items) else None for items in (old, new))
            yield from _differences(was, now, f"{path}[{number}]")
    elif old != new or type(old) is not type(new):
        yield Difference(path, old, new, path.rpartition(".")[2] in MOVES and ".facts[" in path)
