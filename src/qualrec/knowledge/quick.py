# ruff: noqa: SIM110 - plain loops take half the time of all() and any(), a quarter million times
"""Does a value have the shape of its schema? A yes or a no, from closures made once of the schema files.

It knows the keywords that the shipped schemas use and refuses to be built from any other, so that it cannot
disagree with jsonschema in silence; a test holds the two to the same verdicts. What is wrong, jsonschema says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from qualrec.knowledge.schemas import SUFFIX, schema

Test = Callable[[Any], bool]
_SAYS_NOTHING = frozenset({"$schema", "$id", "$defs", "title", "description", "$comment"})
_TYPES: dict[str, Test] = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, int | Decimal | float) and not isinstance(v, bool),
}


@cache
def sound(name: str) -> Test:
    """Return the test of one schema.

    Raises:
        KeyError: if there is no schema of that name.
        ValueError: if the schema uses a keyword that is not known here.
    """
    return _Maker(name).of(schema(name))


def _every(tests: tuple[Test, ...]) -> Test:
    def every(value: Any) -> bool:
        for test in tests:
            if not test(value):
                return False
        return True

    return every


class _Maker:
    """Makes the tests of one schema's nodes."""

    def __init__(self, name: str) -> None:
        self.name = name

    def of(self, node: Any) -> Test:
        if isinstance(node, bool):
            return lambda _: node
        tests = tuple(self._tests(node))
        return tests[0] if len(tests) == 1 else _every(tests)

    def _tests(self, node: dict[str, Any]) -> Iterator[Test]:
        for word, wanted in node.items():
            if word in _SAYS_NOTHING or word in {"properties", "additionalProperties", "items"}:
                continue
            make = getattr(self, f"_{word.lstrip('$').lower()}", None)
            if make is None:
                raise ValueError(f"{self.name}: the schema keyword {word} is not known to the quick check")
            yield make(wanted)
        if "properties" in node or "additionalProperties" in node:
            yield self._members(node.get("properties", {}), node.get("additionalProperties", True))
        if "items" in node:
            yield self._each(self.of(node["items"]))

    def _members(self, properties: dict[str, Any], others: Any) -> Test:
        known = {key: self.of(part) for key, part in properties.items()}
        rest, find = self.of(others), known.get

        def test(value: Any) -> bool:
            if not isinstance(value, dict):
                return True
            for key, item in value.items():
                if not find(key, rest)(item):
                    return False
            return True

        return test

    @staticmethod
    def _each(test: Test) -> Test:
        def each(value: Any) -> bool:
            if not isinstance(value, list):
                return True
            for item in value:
                if not test(item):
                    return False
            return True

        return each

    def _ref(self, target: str) -> Test:
        head, _, path = target.partition("#")
        name = head.removesuffix(SUFFIX) or self.name
        return lambda value: _shared(name, path)(value)  # noqa: PLW0108 - a schema may name itself

    @staticmethod
    def _type(wanted: str | list[str]) -> Test:
        if isinstance(wanted, str):
            return _TYPES[wanted]
        tests = [_TYPES[one] for one in wanted]
        return lambda value: any(test(value) for test in tests)

    def _anyof(self, parts: list[Any]) -> Test:
        tests = [self.of(part) for part in parts]

        def some(value: Any) -> bool:
            for test in tests:
                if test(value):
                    return True
            return False

        return some

    @staticmethod
    def _required(keys: list[str]) -> Test:
        needed = frozenset(keys)
        return lambda value: not isinstance(value, dict) or needed <= value.keys()

    @staticmethod
    def _enum(options: list[Any]) -> Test:
        words = frozenset(option for option in options if isinstance(option, str))
        if len(words) < len(options):
            return lambda value: any(value == o and isinstance(value, bool) == isinstance(o, bool) for o in options)
        return lambda value: isinstance(value, str) and value in words

    @staticmethod
    def _const(wanted: Any) -> Test:
        return lambda value: value == wanted and isinstance(value, bool) == isinstance(wanted, bool)

    @staticmethod
    def _pattern(wanted: str) -> Test:
        search = re.compile(wanted).search
        return lambda value: not isinstance(value, str) or search(value) is not None

    @staticmethod
    def _minlength(least: int) -> Test:
        return lambda value: not isinstance(value, str) or len(value) >= least

    @staticmethod
    def _minitems(least: int) -> Test:
        return lambda value: not isinstance(value, list) or len(value) >= least

    @staticmethod
    def _maxitems(most: int) -> Test:
        return lambda value: not isinstance(value, list) or len(value) <= most

    @staticmethod
    def _uniqueitems(wanted: bool) -> Test:
        def test(value: Any) -> bool:
            if not isinstance(value, list) or not wanted:
                return True
            if all(isinstance(item, str) for item in value):
                return len(set(value)) == len(value)
            return all(item not in value[:number] for number, item in enumerate(value))

        return test

    @staticmethod
    def _minimum(least: float) -> Test:
        return lambda value: not _TYPES["number"](value) or value >= least

    @staticmethod
    def _maximum(most: float) -> Test:
        return lambda value: not _TYPES["number"](value) or value <= most

    @staticmethod
    def _minproperties(least: int) -> Test:
        return lambda value: not isinstance(value, dict) or len(value) >= least

    def _propertynames(self, node: Any) -> Test:
        test = self.of(node)
        return lambda value: not isinstance(value, dict) or all(test(key) for key in value)


@cache
def _shared(name: str, path: str) -> Test:
    node: Any = schema(name)
    for step in path.strip("/").split("/") if path else ():
        node = node[step]
    return _Maker(name).of(node)
