"""Rows that ask what rows before them asked: told by their raw cells, in a few look-ups each.

What a row means is kept in steps, each under the cells it was told from: the title, its award date by side, what the
award is then, and under that the verdict, the workload and the grade. A step not yet known is worked out as
``Verdicts.find`` would; a row that needs more than these steps is left to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from qualrec.batch.text import fragment

if TYPE_CHECKING:
    from qualrec.batch.dates import Sides, When
    from qualrec.batch.places import Named, Place, Title
    from qualrec.batch.verdicts import Verdict, Verdicts

PLAIN = (
    "country title field institution institution_status programme_accredited awarded credits credit_unit years grade "
    "grade_scale profile purpose target kind"
).split()
REST = "institution_status programme_accredited profile purpose target kind credit_unit years grade_scale".split()
ALONE = frozenset({"credit_transfer", "period_of_study", "micro_credential"})

KEPT = 600_000  # things kept of all rows

T = TypeVar("T")
Cells = list[str]
Texts = tuple[str, ...]


class Parts(NamedTuple):
    """A row's answer: the shared verdict, and as pieces of a CSV line the score, the workload and the grade."""

    verdict: Verdict
    score: str
    ects: str
    grade: str


class Meaning(NamedTuple):
    """What a title is on one side of all days that matter: its verdicts, workloads and grades by raw cells."""

    score: str
    subject: str
    touches: bool  # the subject touches a field that some text of law leaves out
    verdicts: dict[Texts, Verdict]
    ects: dict[Texts, str]
    grades: dict[Texts, str]


class Taken:
    """A title as rows write it, with what it means by the class of its date."""

    __slots__ = ("classes", "meanings", "place", "title")

    def __init__(self, place: Place, title: Title, classes: dict[str, int]) -> None:
        self.place, self.title, self.classes = place, title, classes
        self.meanings: dict[int, Meaning] = {}


class Quick:
    """Answers rows of one table, whose columns are *columns*, by their cells."""

    def __init__(self, verdicts: Verdicts, columns: Texts) -> None:
        self.verdicts = verdicts
        absent = len(columns)  # the place of a cell that is always empty
        own = [verdicts.desk.column(name) for name in PLAIN]
        self.at = {n: columns.index(c) if c in columns else absent for n, c in zip(PLAIN, own, strict=True)}
        self.pair = itemgetter(self.at["country"], self.at["title"])
        self._rest = itemgetter(*(self.at[name] for name in REST))
        self._load = itemgetter(self.at["credits"], self.at["credit_unit"])
        self._mark = itemgetter(self.at["grade"], self.at["grade_scale"])
        self.titles: dict[Texts, Taken] = {}
        self._calm: set[str] = set()  # fields of study that touch none that some text of law leaves out
        self._classes: dict[tuple[Place, Sides], dict[str, int]] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._shared: dict[tuple[object, ...], dict[Texts, Verdict]] = {}
        self._ects: dict[tuple[object, ...], dict[Texts, str]] = {}
        self._grades: dict[tuple[object, ...], dict[Texts, str]] = {}

    def answers(
        self, records: Iterable[str | Cells], rows: Iterable[Cells], find: Callable[[bool, Cells], T]
    ) -> Iterator[Parts | T]:
        """Yield each row's answer; *find* gives that of a record that is no line and of a row that needs more.

        Any other row has as many cells as there are columns; an empty one is set behind them.
        """
        titles, pair, calm = self.titles, self.pair, self._calm
        rest, load, mark = self._rest, self._load, self._mark
        field, awarded = self.at["field"], self.at["awarded"]
        for record, cells in zip(records, rows, strict=True):
            if not isinstance(record, str):
                yield find(True, cells)
                continue
            cells.append("")
            taken = titles.get(pair(cells)) or self._taken(cells)
            if taken is None:
                yield find(False, cells)
                continue
            side = taken.classes.get(cells[awarded]) or self._side(taken, cells[awarded])
            meaning = taken.meanings.get(side) or self._meaning(taken, side, cells)
            if meaning is None:
                yield find(False, cells)
                continue
            score, subject, touches, verdicts, loads, marks = meaning
            key = rest(cells)
            if touches or not (cells[field] in calm or self._is_calm(cells[field])):
                key = (*key, cells[field], subject)  # longer than the others: it meets none of them
            ects = loads.get(load(cells)) or self._amount(taken, loads, cells)
            verdict = (verdicts.get(key) or self._verdict(taken, verdicts, key, cells)) if ects else None
            if verdict is None or ects is None:
                yield find(False, cells)
                continue
            yield Parts(verdict, score, ects, marks.get(mark(cells)) or self._graded(taken, marks, cells))

    def bound(self) -> None:
        """Begin anew where much is kept, so that memory stays flat."""
        kept: tuple[dict[Any, dict[Any, Any]], ...] = (self._classes, self._shared, self._ects, self._grades)
        memories = chain([self.titles], *(memory.values() for memory in kept))
        if sum(map(len, memories)) > KEPT:
            for memory in kept:
                memory.clear()
            self.titles.clear()
            self._numbers.clear()
            self._calm.clear()

    # ---- steps not yet known

    def _taken(self, cells: Cells) -> Taken | None:
        """Take a title up once ``find`` has met it."""
        raw = self.pair(cells)
        country, text = (cell.strip() for cell in raw)
        place = self.verdicts.place(country) if country and text else None
        title = place.titles.get(text) if place else None
        if place is None or title is None:
            return None
        classes = self._classes.setdefault((place, title.sides), {})
        self.titles[raw] = taken = Taken(place, title, classes)
        return taken

    def _is_calm(self, field: str) -> bool:
        calm = not self.verdicts.fields.touches(field.strip())
        if calm:
            self._calm.add(field)
        return calm

    def _side(self, taken: Taken, awarded: str) -> int:
        """Number the sides of all days on which a date lies; from 1."""
        when = taken.place.when(awarded.strip())
        sides = (taken.title.sides.of(when), when.law, when.units, when.scales)
        taken.classes[awarded] = side = self._numbers.setdefault(sides, len(self._numbers) + 1)
        return side

    def _named(self, taken: Taken, cells: Cells) -> tuple[Named | None, When]:
        when = taken.place.when(cells[self.at["awarded"]].strip())
        return taken.title.named.get(taken.title.sides.of(when)), when

    def _meaning(self, taken: Taken, side: int, cells: Cells) -> Meaning | None:
        named, when = self._named(taken, cells)
        if named is None:
            return None
        place = taken.place
        taken.meanings[side] = found = Meaning(
            named.score,
            named.subject,
            named.touches,
            self._shared.setdefault((place, named.key, when.law), {}),
            self._ects.setdefault((place, named.award, when.units), {}),
            self._grades.setdefault((place, named.function, when.scales), {}),
        )
        return found

    def _verdict(self, taken: Taken, verdicts: dict[Texts, Verdict], key: Texts, cells: Cells) -> Verdict | None:
        named, when = self._named(taken, cells)
        given = {name: text for name, at in self.at.items() if (text := cells[at].strip())}
        if named is None or not ALONE.isdisjoint((given.get("purpose"), given.get("kind"))):
            return None
        verdicts[key] = found = self.verdicts.shared(taken.place, named, when, given)
        return found

    def _amount(self, taken: Taken, loads: dict[Texts, str], cells: Cells) -> str | None:
        named, when = self._named(taken, cells)
        raw = self._load(cells)
        amount, unit = (cell.strip() for cell in raw)
        if named is None or amount not in taken.place.good:
            return None
        loads[raw] = found = ",".join(taken.place.amount(named, amount, unit, when))
        return found

    def _graded(self, taken: Taken, marks: dict[Texts, str], cells: Cells) -> str:
        named, when = self._named(taken, cells)
        assert named
        raw = self._mark(cells)
        grade, scale = (cell.strip() for cell in raw)
        marks[raw] = found = fragment(taken.place.grade(named, grade, scale, when))
        return found
