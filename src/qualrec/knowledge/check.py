"""Validation: read, check the shape, then the rules over the whole corpus; all faults at once, sorted."""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from qualrec.knowledge import shape
from qualrec.knowledge.kept import findings
from qualrec.knowledge.layers import overlay
from qualrec.knowledge.locate import FOLDERS, SHIPPED, WHOLE, File, layered, own_folders, shipped
from qualrec.knowledge.reader import Document, Map, read
from qualrec.knowledge.requirements import unknown
from qualrec.knowledge.rules import exceptions
from qualrec.knowledge.rules.catalogue import CATALOGUE
from qualrec.knowledge.rules.corpus import Corpus, Sheet
from qualrec.knowledge.rules.rule import Rule
from qualrec.knowledge.rules.sources import ERROR_AFTER, WARN_AFTER
from qualrec.knowledge.shared_work import shared
from qualrec.model.problem import Problem

MANY = 400  # files from which the work is shared with a second process
PATHS = "the paths"  # the layer of the files asked for


@dataclass(frozen=True, slots=True)
class Checked:
    """What a validation found: problems in order, how many files were asked for, and their text for excerpts."""

    problems: list[Problem]
    files: int
    texts: dict[str, str] = field(default_factory=dict)
    notes: int = 0  # how many notes were left out


@dataclass(frozen=True, slots=True)
class Ages:
    """Days since a source was read after which it is a warning, and an error."""

    warn: int = WARN_AFTER
    error: int = ERROR_AFTER


class Checker:
    """Files held in memory: change one and ask again, and only that one is read again."""

    def __init__(self, today: dt.date, ages: Ages | None = None) -> None:
        self._today = today
        self._ages = ages or Ages()
        self.documents: dict[str, Document] = {}
        self._faults: dict[str, list[Problem]] = {}
        self._sheets: dict[str, Sheet] = {}

    def put(self, name: str, raw: bytes, layer: str = "") -> None:
        """Add a file, or a new text of it; layers lie over each other in the order in which they first come."""
        self._enter(name, _checked(name, raw, layer))

    def put_all(self, files: list[tuple[str, Path, str]]) -> None:
        """Add many files, by name, path and layer."""

        def checked(file: tuple[str, Path, str]) -> tuple[Document, list[Problem]]:
            name, path, layer = file
            return _checked(name, path.read_bytes(), layer)

        # A document is as heavy to send as half its reading.
        for (name, *_), found in zip(files, shared(checked, files, away=2 / 5, worth=len(files) >= MANY), strict=True):
            self._enter(name, found)

    def _enter(self, name: str, found: tuple[Document, list[Problem]]) -> None:
        self.drop(name)
        document, faults = found
        self.documents[name] = document
        self._faults[name] = [*document.problems, *faults]
        if isinstance(document.value, Map) and not faults:
            self._sheets[name] = Sheet(document)  # one of bad shape takes no part in the rules over the corpus

    def drop(self, name: str) -> None:
        """Forget a file."""
        for table in (self.documents, self._faults, self._sheets):
            table.pop(name, None)

    def problems(self, wanted: Iterable[str] | None = None) -> list[Problem]:
        """Return every fault, or those of the files *wanted*, each once, in order."""
        names = self.documents.keys() if wanted is None else set(wanted)
        sheets, cut = self._laid()
        corpus = Corpus(sheets, self._today, self._ages)
        found = [problem for name in names for problem in self._faults.get(name, ())]
        for document in corpus.by_kind["requirements"]:
            found.extend(unknown(document, lambda _: corpus.types, lambda _: corpus.scales))

        def broken(rule: Rule) -> list[Problem]:
            # A source that only a replaced record cited is no fault of the file that lost the record.
            but = cut if rule.code == "QR202" else ()
            return [p for p in rule.problems(corpus) if p.place.path in names and p.place.path not in but]

        for problems in shared(broken, list(CATALOGUE.values()), away=1 / 2, worth=len(sheets) >= MANY):
            found.extend(problems)
        unique = {(p.code, p.place, tuple(map(str, p.values.values()))): p for p in found}
        return sorted(unique.values(), key=lambda problem: problem.order)

    def _laid(self) -> tuple[list[Sheet], frozenset[str]]:
        """Return the sheets with the records left out that a later layer replaces, and the files that lost some."""
        documents = [sheet.document for sheet in self._sheets.values()]
        left = overlay(documents)
        same = {id(document) for document in documents}
        cut = frozenset(document.path for document in left if id(document) not in same)
        sheets = [self._sheets[d.path] if d.path not in cut else Sheet(d) for d in left]
        return sorted(sheets, key=lambda sheet: sheet.document.path), cut


def _checked(name: str, raw: bytes, layer: str) -> tuple[Document, list[Problem]]:
    """Return a file as read, and its faults of shape."""
    document = replace(read(name, raw), layer=layer)
    return document, shape.check(document)


def validate(
    paths: Iterable[Path] = (),
    data: Iterable[Path] = (),
    today: dt.date | None = None,
    ages: Ages | None = None,
    exceptions_file: Path | None = None,
    *,
    notes: bool = False,
) -> Checked:
    """Check data files: the shipped ones, or those of *paths* with the shipped ones around them.

    Folders of *data* are laid over the shipped ones record by record, and the files of *paths* over all these, except
    that a file that is one of them stands for itself; ``shipped`` names the shipped ones. *paths* that hold a whole
    corpus stand alone unless *data* names what is to lie below. Notes speak of facts that rest on little, thousands in
    a young corpus: they are counted, and returned only with *notes*.

    Raises:
        FileNotFoundError: if a path does not exist.
        KnowledgeError: if a folder of *data* holds no data.
    """
    day = today or dt.datetime.now().astimezone().date()
    inputs = _inputs(list(paths), list(data))
    excepted = _exceptions(list(paths), list(data), exceptions_file)
    ages = ages or Ages()
    files = {name: path for name, path, _, _ in inputs} | {name: str(path) for name, path in excepted.items()}
    told = (day, ages, [(layer, asked) for _, _, layer, asked in inputs], list(excepted))
    problems, asked = findings(files, told, lambda: _sought(inputs, excepted, day, ages))
    loud = problems if notes else [p for p in problems if CATALOGUE[p.code].severity != "note"]
    texts = {name: _text(files[name]) for name in {problem.place.path for problem in loud}}
    return Checked(loud, asked, texts, len(problems) - len(loud))


class _Input(NamedTuple):
    """A file that takes part: its name in findings, its path, its layer, and whether its own findings are wanted."""

    name: str
    path: str
    layer: str
    asked: bool


def _inputs(paths: list[Path], data: list[Path]) -> list[_Input]:
    asked = dict(named(paths))
    around = _around(asked, data)
    places = {os.path.realpath(path): name for name, path in asked.items()}
    found = []
    for file in around.values():
        name = places.pop(os.path.realpath(file.path) if file.layer else file.path, None)
        below = f"{SHIPPED}/{file.name}" if file.name in asked else file.name
        found.append(_Input(name or below, file.path, file.layer, bool(name) or not paths))
    return found + [_Input(name, full, PATHS if around else "", True) for full, name in places.items()]


def _sought(
    inputs: list[_Input], excepted: Mapping[str, Path], today: dt.date, ages: Ages
) -> tuple[list[Problem], int]:
    checker = Checker(today, ages)
    collecting = gc.isenabled()
    gc.disable()
    try:
        checker.put_all([(name, Path(path), layer) for name, path, layer, _ in inputs])
        wanted = [one.name for one in inputs if one.asked]
        problems = checker.problems(wanted)
    finally:
        if collecting:
            gc.enable()
    documents = {name: checker.documents[name] for name in wanted}
    for name, file in excepted.items():
        exempt, faults, document = exceptions.load(name, file.read_bytes())
        problems = [*exceptions.apply(problems, exempt, documents, today), *faults]
        documents[name] = document
    return sorted(problems, key=lambda problem: problem.order), len(wanted)


def _text(path: str) -> str:
    try:
        return Path(path).read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""  # the finding says so


def _around(asked: Mapping[str, Path], data: list[Path]) -> Mapping[str, File]:
    """Return the files that lie below those asked for: none where these are a whole corpus and *data* names nothing."""
    tails = {_tail(name) for name in asked}
    return {} if tails >= WHOLE and not data else layered(data)


def _exceptions(paths: list[Path], data: list[Path], named: Path | None) -> Mapping[str, Path]:
    """Return the files of exceptions: the one named, else those that stand beside the data."""
    if named:
        if not named.exists():
            raise FileNotFoundError(named)
        return {_printed(named): named}
    if not paths:
        beside = {exceptions.FILE: shipped() / exceptions.FILE}
        beside |= {_printed(root / exceptions.FILE): root / exceptions.FILE for root in own_folders(data)}
    else:
        folders = {folder for path in paths for folder in (path, *_above(path))}
        beside = {_printed(folder / exceptions.FILE): folder / exceptions.FILE for folder in sorted(folders)}
    return {name: path for name, path in beside.items() if path.is_file()}


def _above(path: Path) -> Iterator[Path]:
    """Yield the folder that holds the data folder a path lies in."""
    parts = path.parts
    for number, part in enumerate(parts):
        if part in FOLDERS:
            yield Path(*parts[:number])


def named(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    """Yield the data files that were named, and those below the folders that were, each by the name it is printed with.

    Raises:
        FileNotFoundError: if a path does not exist.
    """
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*.yaml")):
                hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
                if file.name != exceptions.FILE and not hidden:
                    yield _printed(file), file
        elif path.exists():
            yield _printed(path), path
        else:
            raise FileNotFoundError(path)


def _printed(path: Path) -> str:
    """Return a path as findings print it: from the working folder where it lies below, the same on every machine."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _tail(name: str) -> str:
    """Return the part of a path from frameworks/ or mappings/ on."""
    parts = name.split("/")
    for root in FOLDERS:
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return name
