"""Validation: read, check the shape, then the rules over the whole corpus; all faults at once, sorted."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from qualrec.knowledge import shape
from qualrec.knowledge.locate import layered
from qualrec.knowledge.reader import Map, read
from qualrec.knowledge.requirements import unknown
from qualrec.knowledge.rules import dates, grades, links, references
from qualrec.knowledge.rules.corpus import Corpus
from qualrec.model.problem import Problem

CORPUS_RULES: tuple[Callable[[Corpus], Iterable[Problem]], ...] = (
    references.sources,
    references.ids,
    references.named,
    dates.order,
    dates.overlaps,
    dates.successors,
    links.hubs,
    links.levels,
    links.credits,
    grades.passes,
    grades.order,
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What a validation found: problems in order, how many files were asked for, and their text for excerpts."""

    problems: list[Problem]
    files: int
    texts: dict[str, str] = field(default_factory=dict)


def validate(paths: Iterable[Path] = (), data: Iterable[Path] = (), today: dt.date | None = None) -> Checked:
    """Check data files: the shipped ones, or those of *paths* against the shipped ones as context.

    Raises:
        FileNotFoundError: if a path does not exist.
    """
    day = today or dt.datetime.now().astimezone().date()
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _checked(list(paths), list(data), day)
    finally:
        if collecting:
            gc.enable()


def _checked(paths: list[Path], data: list[Path], today: dt.date) -> Checked:
    context = {name: Path(file.path) for name, file in layered(tuple(data)).items()}
    asked = dict(_named(paths)) if paths else dict(context)
    replaced = {_tail(name) for name in asked}
    documents = [read(name, path.read_bytes()) for name, path in asked.items()]
    around = [read(name, path.read_bytes()) for name, path in context.items() if name not in replaced] if paths else []
    faults = {id(document): shape.check(document) for document in (*documents, *around)}
    problems = [problem for document in documents for problem in (*document.problems, *faults[id(document)])]
    sound = [d for d in (*documents, *around) if isinstance(d.value, Map) and not faults[id(d)]]
    corpus = Corpus(sound)  # a document of bad shape takes no part in the rules over the corpus
    wanted = {document.path for document in documents}
    for rule in CORPUS_RULES:
        problems.extend(problem for problem in rule(corpus) if problem.place.path in wanted)
    problems.extend(problem for problem in dates.future(corpus, today) if problem.place.path in wanted)
    packs = [d for d in sound if d.value.get("kind") == "requirements" and d.path in wanted]
    problems.extend(p for d in packs for p in unknown(d, lambda _: corpus.types, lambda _: corpus.scales))
    unique = {(p.code, p.place, tuple(map(str, p.values.values()))): p for p in problems}
    return Checked(
        sorted(unique.values(), key=lambda problem: problem.order),
        len(documents),
        {document.path: document.text for document in documents},
    )


def _named(paths: list[Path]) -> Iterator[tuple[str, Path]]:
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*.yaml")):
                yield file.as_posix(), file
        elif path.exists():
            yield path.as_posix(), path
        else:
            raise FileNotFoundError(path)


def _tail(name: str) -> str:
    """Return the part of a path from frameworks/ or mappings/ on: what a file of that name replaces."""
    parts = name.split("/")
    for root in ("frameworks", "mappings"):
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return name
