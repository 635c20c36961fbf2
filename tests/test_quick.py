"""The quick check of shapes never differs from jsonschema: on every file, and on files damaged at random."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from qualrec.knowledge import quick
from qualrec.knowledge.reader import Map, read
from qualrec.knowledge.schemas import KINDS, OTHERS, validator

FILES = sorted([*(ROOT / "frameworks" / "no").glob("*.yaml"), *(ROOT / "frameworks" / "int").glob("*.yaml")])
FILES += sorted(path for folder in (ROOT / "mappings").iterdir() for path in sorted(folder.glob("*.yaml"))[:2])
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    3000,
    Decimal("1.5"),
    "",
    "x",
    "2003",
    "2003-13",
    "NO",
    [],
    ["a", "a"],
    [1, 1],
    {},
    {"all": []},
]


@pytest.mark.parametrize("name", KINDS + OTHERS)
def test_every_schema_can_be_made(name: str) -> None:
    assert quick.sound(name)({"kind": name}) == validator(name).is_valid({"kind": name})


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_two_agree(path: Path) -> None:
    value = read(path.name, path.read_bytes()).value
    kind = value["kind"]
    assert quick.sound(kind)(value)
    assert validator(kind).is_valid(value)
    chance = random.Random(path.name)
    verdicts = []
    for _ in range(12):
        damaged = damage(read(path.name, path.read_bytes()).value, chance)
        verdicts.append(quick.sound(kind)(damaged))
        assert verdicts[-1] == validator(kind).is_valid(damaged)
    assert False in verdicts


def damage(value: Any, chance: random.Random) -> Any:
    """Put one odd value somewhere, or take something away, or add a key."""
    nodes = list(inner(value))
    node = chance.choice(nodes)
    key = chance.choice(list(node) if isinstance(node, Map) else range(len(node)))
    act = chance.randrange(4)
    if act == 0:
        del node[key]
    elif act == 1 and isinstance(node, Map):
        node["oddity"] = chance.choice(ODD)
    else:
        node[key] = chance.choice(ODD)
    return value


def inner(value: Any) -> Any:
    if isinstance(value, (Map, list)) and value:
        yield value
    for item in value.values() if isinstance(value, Map) else value if isinstance(value, list) else ():
        yield from inner(item)


def test_a_keyword_it_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="multipleOf"):
        quick._Maker("x").of({"multipleOf": 3})
