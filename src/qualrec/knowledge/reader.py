"""Strict YAML: plain values, each with its place, and every trap a problem.

Plain scalars are text unless they are ``true``, ``false``, ``null``, an integer or a decimal; quoted is
always text. What other YAML readers would misread (``NO``, ``2:1``, ``010``, a bare date) is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    """One pass over the parser's events."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.problems: list[Problem] = []

    def document(self, text: str) -> Any:
        """Return the value of the one document in *text*."""
        events = iter(yaml.parse(text, Loader=_Loader))
        value: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._report("QR001", _mark(event), why="it holds more than one document")
                    break
                value, _ = self._node(next(events), events, 0)
        if not documents:
            self._report("QR001", (1, 1, 1), why="it is empty")
        return value

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> tuple[Any, Mark]:
        if depth > MAX_DEPTH:
            raise ValueError(f"it is nested deeper than {MAX_DEPTH} levels")
        mark = _mark(event)
        if isinstance(event, yaml.AliasEvent):
            self._report("QR003", mark, what=f"*{event.anchor}")
            return None, mark
        if event.anchor:
            self._report("QR003", mark, what=f"&{event.anchor}")
        if event.tag:
            self._report("QR003", mark, what=event.tag)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, mark), mark
        if isinstance(event, yaml.SequenceStartEvent):
            items = Seq(mark)
            for child in events:
                if isinstance(child, yaml.SequenceEndEvent):
                    break
                value, at = self._node(child, events, depth + 1)
                items.append(value)
                items.values_at.append(at)
            return items, mark
        return self._mapping(events, mark, depth), mark

    def _mapping(self, events: Iterator[Any], mark: Mark, depth: int) -> Map:
        found = Map(mark)
        for child in events:
            if isinstance(child, yaml.MappingEndEvent):
                break
            key, at = self._key(child, events, depth)
            value, value_at = self._node(next(events), events, depth + 1)
            if key in found:
                first = found.keys_at[key]
                self._report("QR002", at, Place(self.path, *first), key=key)
                continue
            found[key], found.keys_at[key], found.values_at[key] = value, at, value_at
        return found

    def _key(self, event: Any, events: Iterator[Any], depth: int) -> tuple[str, Mark]:
        mark = _mark(event)
        if not isinstance(event, yaml.ScalarEvent):
            self._node(event, events, depth + 1)
            self._report("QR001", mark, why="a key is not a plain word")
            return f"line {mark[0]}", mark
        if event.value == "<<" and not event.style:
            self._report("QR003", mark, what="<<")
        elif not event.style:
            self._warn_misread(event.value, mark)
        return event.value, mark

    def _scalar(self, event: Any, mark: Mark) -> Any:
        text: str = event.value
        if event.style or event.tag:
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
    one_line = start.line == end.line
    return start.line + 1, start.column + 1, (end.column if one_line else start.column + 1) + 1


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
