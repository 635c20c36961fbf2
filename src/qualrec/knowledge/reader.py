"""Strict YAML: plain values, each with its place, and every trap a problem.

Plain scalars are text unless they are ``true``, ``false``, ``null``, an integer or a decimal; quoted is
always text. What other YAML readers would misread (``NO``, ``2:1``, ``010``, a bare date) is reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

import yaml

from qualrec.model.problem import Place, Problem

Mark = tuple[int, int, int]  # line, column, end column: from 1
_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,17})[.][0-9]{1,18}")
_MISREAD = (
    (re.compile(r"y|n|yes|no|on|off", re.IGNORECASE), "a truth value"),
    (re.compile(r"[-+]?[0-9]+(:[0-5]?[0-9])+([.][0-9]*)?"), "a number in base 60"),
    (re.compile(r"[-+]?0[0-9_]+|0o[0-7]+|0x[0-9a-fA-F]+|0b[01]+"), "a number in another base"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?"), "a calendar date"),
    (re.compile(r"[-+]?[0-9][0-9_]*[_][0-9_]*|[+][0-9]+([.][0-9]*)?|[.][0-9]+|[0-9]+[.]"), "a number"),
    (re.compile(r"[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)[eE][-+]?[0-9]+|[-+]?[.](inf|nan)", re.IGNORECASE), "a number"),
    (re.compile(r"-?[0-9]+[.][0-9]*0"), "a shorter number: the last 0 is lost"),
    (re.compile(r"~|null|true|false", re.IGNORECASE), "nothing or a truth value"),
)
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}
_DOUBTFUL = frozenset(
    {"", *"yYnNoOtTfF~+-.0123456789"}
)  # how a bare word begins that may be no text, or not everywhere
_Scalar, _Alias, _Sequence = yaml.ScalarEvent, yaml.AliasEvent, yaml.SequenceStartEvent
_SequenceEnd, _MappingEnd = yaml.SequenceEndEvent, yaml.MappingEndEvent
MAX_DEPTH = 40


class Map(dict[str, Any]):
    """A mapping that knows the place of each key and each value."""

    __slots__ = ("keys_at", "mark", "over", "values_at")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.over = ""  # the layer whose record of the same id this one replaces
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}

    def like(self, items: dict[str, Any]) -> Map:
        """Return a mapping with other items at the same places."""
        copy = Map(self.mark)
        copy.update(items)
        copy.over, copy.keys_at, copy.values_at = self.over, self.keys_at, self.values_at
        return copy


class Seq(list[Any]):
    """A list that knows the place of each item."""

    __slots__ = ("mark", "values_at")

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark = mark
        self.values_at: list[Mark] = []

    def like(self, items: Iterable[tuple[Any, Mark]]) -> Seq:
        """Return a list of other items, each with its place."""
        copy = Seq(self.mark)
        for item, mark in items:
            copy.append(item)
            copy.values_at.append(mark)
        return copy

    @property
    def placed(self) -> Iterator[tuple[Any, Mark]]:
        """Each item with its place."""
        return zip(self, self.values_at, strict=True)


@dataclass(frozen=True)
class Document:
    """One file as read: its path, its text, its value (None where it could not be read), its problems.

    *layer* is the folder laid over the shipped knowledge that it belongs to; empty for what is shipped.
    """

    path: str
    text: str
    value: Any
    problems: tuple[Problem, ...]
    layer: str = ""

    @cached_property
    def lines(self) -> list[str]:
        """The lines of its text."""
        return self.text.splitlines()


def read(path: str, raw: bytes) -> Document:
    """Read one data file; never raises for what stands in it."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Document(path, "", None, (Problem("QR001", Place(path, line), {"why": "it is not UTF-8 text"}),))
    reading = _Reading(path)
    try:
        value = reading.document(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
        reading.problems.append(Problem("QR001", place, {"why": error.problem or "it cannot be parsed"}))
        value = None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reading.problems.append(Problem("QR001", Place(path), {"why": str(error).splitlines()[0]}))
        value = None
    return Document(path, text, value, tuple(sorted(reading.problems, key=lambda p: p.order)))


class _Reading:
    """One pass over the parser's events; it is most of the time that a validation takes, so plain words go first."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self._next: Callable[[], Any]

    def document(self, text: str) -> Any:
        """Return the value of the one document in *text*."""
        self._next = _Loader(text).get_event
        self._next()  # the stream begins
        event = self._next()
        if not isinstance(event, yaml.DocumentStartEvent):
            self._report("QR001", (1, 1, 1), why="it is empty")
            return None
        value = self._node(self._next(), 0)
        self._next()  # the document ends
        event = self._next()
        if isinstance(event, yaml.DocumentStartEvent):
            self._report("QR001", _mark(event), why="it holds more than one document")
        return value

    def _node(self, event: Any, depth: int) -> Any:
        """Return the value that begins with *event*."""
        if depth > MAX_DEPTH:
            raise ValueError(f"it is nested deeper than {MAX_DEPTH} levels")
        mark = _mark(event)
        kind = type(event)
        if kind is _Alias:
            self._report("QR003", mark, what=f"*{event.anchor}")
            return None
        if event.anchor:
            self._report("QR003", mark, what=f"&{event.anchor}")
        if event.tag:
            self._report("QR003", mark, what=event.tag)
        if kind is _Scalar:
            return event.value if event.style or event.tag else self._word(event.value, mark)
        return self._sequence(mark, depth + 1) if kind is _Sequence else self._mapping(mark, depth + 1)

    def _sequence(self, mark: Mark, depth: int) -> Seq:
        found, step = Seq(mark), self._next
        put, put_mark = found.append, found.values_at.append
        while True:
            event = step()
            if type(event) is _SequenceEnd:
                return found
            put_mark(_mark(event))
            put(self._node(event, depth))

    def _mapping(self, mark: Mark, depth: int) -> Map:
        found, step = Map(mark), self._next
        keys_at, values_at = found.keys_at, found.values_at
        while True:
            event = step()
            if type(event) is _MappingEnd:
                return found
            at = _mark(event)
            key = self._key(event, at, depth)
            event = step()
            if key in found:
                self._report("QR002", at, Place(self.path, *keys_at[key]), key=key)
                self._node(event, depth)
                continue
            keys_at[key] = at
            values_at[key] = _mark(event)
            found[key] = self._node(event, depth)

    def _key(self, event: Any, mark: Mark, depth: int) -> str:
        if type(event) is not _Scalar:
            self._node(event, depth)
            self._report("QR001", mark, why="a key is not a plain word")
            return f"line {mark[0]}"
        key: str = event.value
        if not event.style:
            if key == "<<":
                self._report("QR003", mark, what="<<")
            elif key[:1] in _DOUBTFUL:
                self._warn_misread(key, mark)
        return key

    def _word(self, text: str, mark: Mark) -> Any:
        """Return what a bare word means."""
        if text[:1] not in _DOUBTFUL:  # most words are words
            return text
        if text in _WORDS:
            return _WORDS[text]
        if text == "":
            return None
        if not self._warn_misread(text, mark):
            if _INTEGER.fullmatch(text):
                return int(text)
            if _DECIMAL.fullmatch(text):
                return Decimal(text)
        return text

    def _warn_misread(self, text: str, mark: Mark) -> bool:
        meaning = _misread_as(text)
        if meaning:
            self._report("QR004", mark, value=text, meaning=meaning)
        return bool(meaning)

    def _report(self, code: str, mark: Mark, *related: Place, **values: object) -> None:
        self.problems.append(Problem(code, Place(self.path, *mark), values, related))


@lru_cache(maxsize=16_384)  # keys and words of a format come back thousands of times
def _misread_as(text: str) -> str:
    """Return what other readers take a bare word for; empty where they take it for text, or as this one does."""
    if text in _WORDS:
        return ""
    return next((meaning for form, meaning in _MISREAD if form.fullmatch(text)), "")


def _mark(event: Any) -> Mark:
    start, end = event.start_mark, event.end_mark
    line, column = start.line, start.column
    return line + 1, column + 1, (end.column if end.line == line else column + 1) + 1


def place_of(document: Document, steps: list[str | int], *, key: bool = False) -> Place:
    """Return the place of the value at *steps*, or of its last key; of the nearest ancestor where it is absent."""
    node, mark = document.value, (1, 1, 1)
    for count, step in enumerate(steps):
        last = count == len(steps) - 1
        if isinstance(node, Map) and step in node:
            mark = (node.keys_at if key and last else node.values_at)[str(step)]
            node = node[str(step)]
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            mark, node = node.values_at[step], node[step]
        else:
            break
    return Place(document.path, *mark)
