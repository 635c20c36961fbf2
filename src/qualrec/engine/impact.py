"""Which verdicts a change of the knowledge moves: cases assessed before and after, those alone that it can reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from qualrec.engine.answer import Assessment
from qualrec.engine.brief import Brief
from qualrec.engine.posed import Posed, Unposed, answer
from qualrec.engine.record import Record, record
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.names import fold
from qualrec.knowledge.snapshot import Store
from qualrec.model.frozen import frozen
from qualrec.model.source import code_of

# A change of these is another verdict; of the rest, the same verdict on other grounds or with other details.
DECISIVE = ("outcome", "side", "identified")
_LEFT_OUT = {"credential", "host", "as_of", "method", "purpose", "purpose_assumed", "codes"}


@frozen
class Turn:
    """One case whose verdict moved: the fields that differ, old and new, and the facts each side went by."""

    posed: Posed
    fields: Mapping[str, tuple[Any, Any]]
    facts: frozenset[str]

    @property
    def severity(self) -> str:
        """``error``: another verdict; ``warning``: the same with other details; ``note``: other reasons only."""
        if self.fields.keys() & set(DECISIVE):
            return "error"
        return "note" if self.fields.keys() <= {"reasons"} else "warning"


class Reach:
    """What differs between two states, section by section, and whether a case can feel it."""

    def __init__(self, old: KnowledgeBase, new: KnowledgeBase, stores: tuple[Store, Store]) -> None:
        self._states = (old, new)
        self._moved = moved(*stores)
        laws = {
            iid
            for iid in {*old.law, *new.law}
            if f"i:{iid}" in self._moved or _bare(old.law.get(iid)) != _bare(new.law.get(iid))
        }
        self._hosts = {code for iid in laws for kb in self._states for code in kb.country_codes_of_parties(iid)}
        self._everywhere = {"c:int"} & self._moved or {name for name in self._moved if name.startswith("p:")}

    @property
    def countries(self) -> list[str]:
        """The countries of which something moved."""
        return sorted({name[2:] for name in self._moved if name[:2] in {"c:", "l:"}} | self._hosts)

    def __call__(self, posed: Posed) -> bool:
        """Say whether the change can reach a case; yes where in doubt."""
        return (
            bool(self._everywhere) or any(self._feels(kb, posed) for kb in self._states) or self._resolves_apart(posed)
        )

    def _feels(self, kb: KnowledgeBase, posed: Posed) -> bool:
        host = kb.country_code(posed.host)
        touched = set(touches(kb, posed))
        return host in self._hosts or any(f"{part}:{code}" in self._moved for part in "cl" for code in touched)

    def _resolves_apart(self, posed: Posed) -> bool:
        """Whether a country's name or a title's owners differ between the states."""
        old, new = self._states
        names = (posed.host, str(posed.given.get("country") or ""))
        if any(old.country_code(name) != new.country_code(name) for name in names):
            return True
        title = fold(str(posed.given.get("title") or ""))
        return old.all_titles.get(title) != new.all_titles.get(title)


def touches(kb: KnowledgeBase, posed: Posed) -> Iterator[str]:
    """Yield the countries whose facts an assessment may read: home, host, those its ids and its title belong to."""
    yield "int"
    for name in (posed.host, str(posed.given.get("country") or "")):
        yield kb.country_code(name.partition("-")[0]) or kb.country_code(name) or "int"
    yield from (code_of(word) for word in _ids(posed.given))
    title = fold(str(posed.given.get("title") or ""))
    yield from (entry[0] for entry in kb.all_titles.get(title, ()))


def _ids(node: Any) -> Iterator[str]:
    """Yield whatever in the values may be an id: a word with a hyphen after a country's code."""
    if isinstance(node, Mapping):
        for item in node.values():
            yield from _ids(item)
    elif isinstance(node, (list, tuple)):
        for item in node:
            yield from _ids(item)
    elif isinstance(node, str) and "-" in node[:4] and " " not in node:
        yield node


def moved(old: Store, new: Store) -> frozenset[str]:
    """Return the names of the sections that differ in more than their lines."""
    names = {*old.names(), *new.names()} - {"law", "titles", "countries"}
    return frozenset(name for name in names if _section(old, name) != _section(new, name) and _really(old, new, name))


def _really(old: Store, new: Store, name: str) -> bool:
    return bool(_bare(_section(old, name)) != _bare(_section(new, name)))


def _section(store: Store, name: str) -> Any:
    try:
        return store.section(name)
    except KeyError:
        return None


def _bare(node: Any) -> Any:
    """Return a section without lines and notes, by which nothing is decided."""
    if isinstance(node, dict):
        return {key: _bare(item) for key, item in node.items() if key not in {"@", "note"}}
    return [_bare(item) for item in node] if isinstance(node, list) else node


def impact(
    old: KnowledgeBase, new: KnowledgeBase, cases: Iterable[Posed], reach: Reach | None = None
) -> Iterator[Turn]:
    """Yield the cases whose verdict differs, in order; with *reach*, only cases that it says are worth asking."""
    for posed in cases:
        if reach and not reach(posed):
            continue
        was, now = answer(old, posed), answer(new, posed)
        before, after = verdict(was), verdict(now)
        fields = {k: (before.get(k), after.get(k)) for k in {**before, **after} if before.get(k) != after.get(k)}
        if fields:
            facts = _facts(old, was) | _facts(new, now)
            yield Turn(posed, fields, frozenset(facts))


def verdict(found: Assessment | Unposed) -> dict[str, Any]:
    """Return what was decided, as plain values: codes, ids and numbers, no places in files and no versions."""
    if isinstance(found, Unposed):
        return {"outcome": None, "unreadable": [[fault.field, fault.code] for fault in found.faults]}
    said = {key: item for key, item in Brief(found).items() if key not in _LEFT_OUT}
    law = [verdict.id for verdict in found.law if verdict.applied]
    deadlines = [dict(limit) for limit in found.deadlines]
    claims = [claim.id for claim in found.placed.claims] if found.placed else []
    return {**said, "law": law, "deadlines": deadlines, "due": found.due, "claims": claims}


def _facts(kb: KnowledgeBase, found: Assessment | Unposed) -> set[str]:
    if isinstance(found, Unposed):
        return set()
    full: Record = record(kb, found)
    named = {fact["id"] for reason in full["reasons"] for fact in reason["facts"]}
    return named | {str(full["identified"]["id"]), str((full["comparator"] or {}).get("id"))}
