"""What differs between two states: facts added, removed and changed, each by its id, whatever file or line it is on."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from qualrec.knowledge.layers import overlay
from qualrec.knowledge.locate import File
from qualrec.knowledge.reader import Map, Seq, read
from qualrec.model.frozen import frozen, value
from qualrec.model.source import code_of

PROOF = ("cite", "confidence", "note", "level_note", "path")  # fields that say how a fact is known, not what is so


@value
class Edit:
    """One field of a fact, dotted: what stood there and what stands there now; None where nothing does."""

    field: str
    old: Any
    new: Any
    line: int

    @property
    def proof(self) -> bool:
        """Whether it changes only how the fact is known."""
        return any(part in PROOF for part in self.field.split("."))


@frozen
class Change:
    """One fact that was ``added``, ``removed`` or ``changed``, and its place in the newer state that has it."""

    how: str
    what: str
    id: str
    country: str
    path: str
    line: int
    edits: tuple[Edit, ...] = ()


@frozen
class _Fact:
    what: str
    id: str
    country: str
    path: str
    body: Map
    line: int


Known = Mapping[str, File]
# kind -> where its facts stand, what they are, and what makes each one's id with the file's own id before it
_PARTS: dict[str, list[tuple[tuple[str, ...], str, Callable[[Map], str]]]] = {
    "framework": [(("levels", "items"), "level", lambda item: f" {item.get('code')}")],
    "qualifications": [(("types",), "qualification type", lambda item: str(item.get("id")))],
    "system": [
        (("centres",), "recognition centre", lambda item: str(item.get("id"))),
        (("agencies",), "quality agency", lambda item: str(item.get("id"))),
        (("registers",), "register", lambda item: str(item.get("id"))),
        (("appeals",), "place of appeal", lambda item: str(item.get("id"))),
        (("traps",), "false friend", lambda item: f" trap: {str(item.get('says', ''))[:50]}"),
    ],
    "credit-system": [(("units",), "credit unit", lambda item: str(item.get("id")))],
    "grading-scale": [(("scales",), "grading scale", lambda item: str(item.get("id")))],
    "level-mapping": [(("links",), "level link", lambda item: f"\t{item.get('from')}")],
    "credit-mapping": [(("links",), "credit link", lambda item: f"{item.get('from')} -> {item.get('to')}")],
    "grade-mapping": [],
    "instrument": [
        (("provisions",), "provision", lambda item: f" {item.get('id')}"),
        (("conditions",), "condition", lambda item: f" {item.get('id')}"),
        (("parties", "items"), "party", lambda item: f" {item.get('country')}"),
    ],
    "comparability": [(("claims",), "published view", lambda item: str(item.get("id")))],
    "countries": [(("countries",), "country name", lambda item: str(item.get("code")))],
}
_ONE_RECORD = ("mappings/levels/", "mappings/grades/", "mappings/instruments/")
_WHOLE = {"framework": "framework", "instrument": "instrument", "grade-mapping": "grade rule", "policy": "policy"}


def changes(old: Known, new: Known) -> list[Change]:
    """Return every difference of fact; only files whose content differs are read. Cases are no facts."""
    every = {name: file for name, file in {**old, **new}.items() if not name.endswith("cases.yaml")}
    names = {name for name in every if _differs(old, new, name)}
    laid = {_kin(every[name]) for name in names if every[name].layer}
    names |= {name for name, file in every.items() if laid and _kin(file) in laid}
    before = _facts(old, names)
    after = _facts(new, names)
    found = []
    for key in sorted({*before, *after}):
        was, now = before.get(key), after.get(key)
        fact = now or was
        assert fact
        if was and now:
            edits = tuple(_edits(was.body, now.body))
            if edits:
                found.append(_change("changed", now, edits))
        else:
            found.append(_change("added" if now else "removed", fact, ()))
    order = ("changed", "removed", "added")
    return sorted(found, key=lambda c: (order.index(c.how), c.what == "source", c.country, c.path, c.line))


def _change(how: str, fact: _Fact, edits: tuple[Edit, ...]) -> Change:
    line = edits[0].line if edits else fact.line
    return Change(how, fact.what, fact.id, fact.country, fact.path, line or fact.line, edits)


def _differs(old: Known, new: Known, name: str) -> bool:
    was, now = old.get(name), new.get(name)
    if not was or not now:
        return True
    return was.path != now.path and Path(was.path).read_bytes() != Path(now.path).read_bytes()


def _kin(file: File) -> str:
    """Return what tells files of the same records: the folder, or the name where a file is one record."""
    return file.tail if file.tail.startswith(_ONE_RECORD) else file.tail.rpartition("/")[0]


def _facts(files: Known, names: Container[str]) -> dict[tuple[str, str, int], _Fact]:
    """Return the facts of some files; a second fact of the same id is told apart by its number."""
    found: dict[tuple[str, str, int], _Fact] = {}
    present = [file for name, file in files.items() if name in names]  # in the order of the layers
    read_in = (replace(read(f.name, Path(f.path).read_bytes()), layer=f.layer) for f in present)
    layers: dict[tuple[str, str, int], str] = {}
    for document in overlay(document for document in read_in if isinstance(document.value, Map)):
        for fact in _of(document.path.removeprefix(f"{document.layer}/"), document.value):
            placed = _Fact(fact.what, fact.id, fact.country, document.path, fact.body, fact.line)
            key = (fact.what, fact.id, 1)
            if key in found and layers[key] != document.layer:
                found[key] = _joined(found[key], placed)
                continue
            while key in found:
                key = (*key[:2], key[2] + 1)
            found[key], layers[key] = placed, document.layer
    return found


def _joined(below: _Fact, above: _Fact) -> _Fact:
    """Return what two layers say of one file or source: the upper one's source, the fields of both of a file."""
    if above.what == "source":
        return above
    body = _copy(below.body)
    body.update(above.body)
    body.keys_at = below.body.keys_at | above.body.keys_at
    return _Fact(above.what, above.id, above.country, above.path, body, above.line)


def _of(path: str, doc: Map) -> Iterator[_Fact]:
    kind = str(doc.get("kind"))
    own = _own_id(kind, doc)
    rest = _copy(doc)
    for key, item in _items(rest.pop("sources", None)):
        yield _Fact("source", f"{key} ({path})", _country(key, doc), path, item, item.mark[0])
    if kind == "policy":
        for key, item in _items(rest.pop("numbers", None)):
            yield _Fact("number", f"{own} {key}", "int", path, item, item.mark[0])
    for steps, what, name in _PARTS.get(kind, ()):
        box, last = rest, steps[-1]
        for step in steps[:-1]:
            inner = box.get(step)
            if not isinstance(inner, Map):
                break
            box[step] = box = _copy(inner)
        for item in box.pop(last, None) or ():
            if isinstance(item, Map):
                said = name(item)
                fid = (
                    own.replace(" ->", f" {said[1:]} ->") if said[0] == "\t" else own + said if said[0] == " " else said
                )
                yield _Fact(what, fid, _country(fid, doc, item), path, item, item.mark[0])
    if own and (kind in _WHOLE or set(rest) - {"kind", "schema", "country"}):
        yield _Fact(_WHOLE.get(kind, f"{kind} file"), own, _country(own, doc), path, rest, 1)


def _own_id(kind: str, doc: Map) -> str:
    if kind == "level-mapping":
        return f"{doc.get('from')} -> {doc.get('to')}"
    return str(doc.get("id") or (doc.get("country") or "int").lower())


def _country(fid: str, doc: Map, item: Map | None = None) -> str:
    """Return the country a fact is of: its own, its file's, or that of its id."""
    for holder in (item, doc) if item is not None else (doc,):
        code = holder.get("country")
        if isinstance(code, str) and len(code) == 2:
            return code
    if doc.get("kind") == "instrument":
        return "int"
    return code_of(str((item.get("of") if item is not None else None) or fid))


def _items(box: Any) -> Iterator[tuple[str, Map]]:
    if isinstance(box, Map):
        yield from ((key, item) for key, item in box.items() if isinstance(item, Map))


def _copy(node: Map) -> Map:
    return node.like(node)


def _edits(old: Map, new: Map, before: str = "") -> Iterator[Edit]:
    """Yield the fields that differ, those that say what is so before those that say how it is known."""
    found = sorted(_walk(old, new, before), key=lambda edit: edit.proof)
    yield from found


def _walk(old: Map, new: Map, before: str) -> Iterator[Edit]:
    for key in dict.fromkeys((*new, *old)):
        was, now = old.get(key), new.get(key)
        line = new.keys_at.get(key, (0,))[0]
        name = f"{before}{key}"
        if isinstance(was, Map) and isinstance(now, Map):
            yield from _walk(was, now, f"{name}.")
        elif _bare(was) != _bare(now):
            yield Edit(name, _bare(was), _bare(now), line)


def _bare(node: Any) -> Any:
    """Return a value without its places, for comparing and for JSON."""
    if isinstance(node, Map):
        return {key: _bare(item) for key, item in node.items()}
    if isinstance(node, (Seq, list)):
        return [_bare(item) for item in node]
    return node if node is None or isinstance(node, (bool, int, str)) else str(node)
