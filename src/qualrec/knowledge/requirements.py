"""Entry requirement packs: what a faculty asks, read from a file of its own and checked against what is on file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from qualrec.knowledge import shape
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.compile import plain
from qualrec.knowledge.policies import PolicyError
from qualrec.knowledge.reader import Document, Map, place_of, read
from qualrec.model.problem import Problem

Known = Callable[[str], Collection[str]]
Pack = dict[str, Any]  # the plain document with the lines of its keys under "@"


def is_pack(path: Path) -> bool:
    """Say whether a file calls itself an entry requirement pack."""
    try:
        with path.open("rb") as file:
            return any(line.strip() == b"kind: requirements" for line in file.read(4096).splitlines())
    except OSError:
        return False


def read_pack(path: Path, kb: KnowledgeBase) -> Pack:
    """Read the pack at *path*.

    Raises:
        OSError: if it cannot be opened.
        PolicyError: if it is no pack, or names an award or scale that is not on file.
    """
    document = read(path.as_posix(), path.read_bytes())
    problems = list(document.problems) or list(shape.check(document))
    if not problems and isinstance(document.value, Map) and document.value.get("kind") == "requirements":
        problems = list(unknown(document, lambda i: kb.owner(i).type_ids, lambda i: kb.owner(i).scales))
        if not problems:
            return {**plain(document.value), "path": path.as_posix()}
    raise PolicyError(problems)


def unknown(document: Document, types: Known, scales: Known) -> Iterator[Problem]:
    """Yield every award, scale and source that a pack names and that is not there (QR201, QR204, QR206).

    *types* and *scales* give, for an id, those on file where it belongs.
    """
    value = document.value
    assert isinstance(value, Map)
    bars: list[tuple[list[str | int], Any]] = [(["asks", "grade"], (value.get("asks") or {}).get("grade"))]
    for number, rule in enumerate(value["rules"]):
        here: list[str | int] = ["rules", number]
        for index, award in enumerate(rule["awards"]):
            if award not in types(award):
                yield Problem(
                    "QR204",
                    place_of(document, [*here, "awards", index]),
                    {"id": award, "near": _near(award, types(award))},
                )
        cite = rule["cite"]
        keys = cite if isinstance(cite, list) else [key for part in cite.values() for key in part]
        for key in (key if isinstance(key, str) else key["source"] for key in keys):
            if key not in value["sources"]:
                yield Problem(
                    "QR201", place_of(document, [*here, "cite"]), {"key": key, "near": _near(key, value["sources"])}
                )
        bars.append(([*here, "grade"], rule.get("grade")))
    for steps, bar in bars:
        if bar and bar["scale"] not in scales(bar["scale"]):
            yield Problem(
                "QR206",
                place_of(document, [*steps, "scale"]),
                {"id": bar["scale"], "near": _near(bar["scale"], scales(bar["scale"]))},
            )


def _near(name: str, known: Iterable[str]) -> str:
    found = get_close_matches(name, list(known), 1)
    return f"; did you mean {found[0]}?" if found else ""
