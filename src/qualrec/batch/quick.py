"""Rows that ask what rows before them asked: told by their raw cells, in a few look-ups each.

What a row means is kept in steps, each under the cells it was told from: the title, its award date by side, what the
award is then, and under that the verdict, the workload and the grade. A step not yet known is worked out as
``Verdicts.find`` would; a row that needs more than these steps is left to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from itertools import chain
from operator import itemgetter
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from qualrec.engine.ties import kind_of_place

if TYPE_CHECKING:
    from qualrec.batch.dates import Sides, When
    from qualrec.batch.fields import Fields
    from qualrec.batch.places import Named, Place, Title
    from qualrec.batch.verdicts import Verdict, Verdicts

PLAIN = (
    "country title field institution institution_status programme_accredited awarded credits credit_unit years grade "
    "grade_scale profile purpose target kind"
).split()
FEW = "institution_status programme_accredited profile purpose target kind".split()  # columns of few values
ODD = "credit_unit years grade_scale".split()  # columns that count for a verdict where they cannot be read
TIES = "kind credits credit_unit years profile".split()
LONG = 400  # letters of a cell; a row with a longer one is worked out by itself
ALONE = frozenset({"credit_transfer", "period_of_study", "micro_credential"})

EVERY = 25_000  # rows between two looks at how much is kept
KEPT = 1_000_000  # things kept of all rows, most of them a cell and a reference

T = TypeVar("T")
Cells = list[str]
Texts = tuple[str, ...]


class Parts(NamedTuple):
    """A row's answer: the shared verdict, and the row's own score, workload and grade as they are written."""

    verdict: Verdict
    score: str
    ects: Any
    grade: Any


class Meaning(NamedTuple):
    """What a title is on one side of all days that matter: its verdicts, workloads and grades by raw cells."""

    named: Named
    verdicts: dict[Texts, Verdict]
    ects: dict[Texts, Any]
    grades: dict[Texts, Any]


Meanings = dict[Any, Meaning | None]


class Taken:
    """A title as rows write it, with what it means by the class of its date: the same for all titles of a likeness.

    Where the words leave several awards, it means what the class and the cells say that tell them apart (``TIES``).
    """

    __slots__ = ("calm", "classes", "meanings", "place", "sound", "text", "title")

    def __init__(
        self,
        place: Place,
        text: str,
        title: Title,
        meanings: Meanings,
        classes: dict[str, int],
        sound: set[Texts],
        calm: set[str],
    ) -> None:
        self.place, self.text, self.title, self.meanings = place, text, title, meanings
        self.classes, self.sound, self.calm = classes, sound, calm  # shared with other titles of the place


class Quick:
    """Answers rows of one table, whose columns are *columns*, by their cells.

    Workloads and grades are kept as *written* makes them of their cells, never empty.
    """

    def __init__(self, verdicts: Verdicts, columns: Texts, written: Callable[[Texts], Any]) -> None:
        self.verdicts, self._written = verdicts, written
        absent = len(columns)  # the place of a cell that is always empty
        own = [verdicts.desk.column(name) for name in PLAIN]
        self.at = {n: columns.index(c) if c in columns else absent for n, c in zip(PLAIN, own, strict=True)}
        self.pair = itemgetter(self.at["country"], self.at["title"])
        self._few = itemgetter(*(self.at[name] for name in FEW))
        self._odd = itemgetter(*(self.at[name] for name in ODD))
        self._read = sorted(at for at in self.at.values() if at != absent)
        self._load = itemgetter(self.at["credits"], self.at["credit_unit"])
        self._mark = itemgetter(self.at["grade"], self.at["grade_scale"])
        self._ties = itemgetter(*(self.at[name] for name in TIES))
        self._since = 0  # rows since it was looked at how much is kept
        self.titles: dict[Texts, Taken] = {}
        self._houses: dict[str, str] = {}  # an institution as written -> what kind of place its name says it is
        self._calm: dict[Fields, set[str]] = defaultdict(set)  # fields of study that touch none that the law leaves out
        self._sound: dict[Place, set[Texts]] = {}  # cells of ``ODD`` that can be read, and change no verdict
        self._alike: dict[tuple[object, ...], Meanings] = {}  # where no field of study counts
        self._classes: dict[tuple[Place, Sides], dict[str, int]] = {}
        self._numbers: dict[tuple[object, ...], int] = {}
        self._shared: dict[tuple[object, ...], dict[Texts, Verdict]] = {}
        self._ects: dict[tuple[object, ...], dict[Texts, Any]] = {}
        self._grades: dict[tuple[object, ...], dict[Texts, Any]] = {}

    def answers(self, rows: Sequence[Cells | None], find: Callable[[int], T]) -> list[Parts | T]:
        """Return each row's answer; *find* gives that of the row at a place that is None, and of one that needs more.

        A row has as many cells as there are columns; an empty one is set behind them. The rows are answered one
        country after the other: what is kept of it stays near at hand.
        """
        country = self.at["country"]
        order: dict[str, list[int]] = defaultdict(list)
        for at, cells in enumerate(rows):
            order[cells[country] if cells and country < len(cells) else ""].append(at)
        self.bounded(len(rows))
        found: list[Any] = [None] * len(rows)
        for at, answer in self._answers(rows, chain.from_iterable(order.values()), find):
            found[at] = answer
        return found

    def _answers(
        self, rows: Sequence[Cells | None], order: Iterable[int], find: Callable[[int], T]
    ) -> Iterator[tuple[int, Parts | T]]:
        titles, pair = self.titles, self.pair
        few, odd, load, mark = self._few, self._odd, self._load, self._mark
        field, awarded = self.at["field"], self.at["awarded"]
        for at in order:
            cells = rows[at]
            if cells is None:
                yield at, find(at)
                continue
            cells.append("")
            taken = titles.get(pair(cells)) or self.taken(cells)
            if taken is None:
                yield at, find(at)
                continue
            side = taken.classes.get(cells[awarded]) or self.side(taken, cells[awarded])
            meaning = taken.meanings.get(side) or self.meaning(taken, side, cells)
            named, verdicts, loads, marks = meaning
            key = few(cells)
            if odd(cells) not in taken.sound and not self.is_sound(taken, cells):
                key = (*key, *odd(cells))  # longer than those of sound cells: it meets none of them
            if named.touches or not (cells[field] in taken.calm or self.is_calm(taken, cells[field])):
                key = (*key, cells[field], named.subject)
            ects = loads.get(load(cells)) or self.amount(taken, meaning, cells)
            verdict = (verdicts.get(key) or self.verdict(taken, meaning, key, cells)) if ects else None
            if verdict is None or ects is None:
                yield at, find(at)
                continue
            graded = marks.get(mark(cells)) or self.graded(taken, meaning, cells)
            yield at, Parts(verdict, named.score, ects, graded)

    def is_short(self, cells: Cells) -> bool:
        """Whether no cell that counts is too long to be kept."""
        return all(len(cells[at]) <= LONG for at in self._read if at < len(cells))

    def bounded(self, rows: int) -> None:
        """Look now and then, as *rows* more are to be answered, at how much is kept; begin anew where it is much."""
        self._since += rows
        if self._since < EVERY:
            return
        self._since = 0
        kept: tuple[dict[Any, dict[Any, Any]], ...] = (self._classes, self._shared, self._ects, self._grades)
        meanings = {id(taken.meanings): taken.meanings for taken in self.titles.values()}.values()
        few: tuple[Sized, ...] = (self.titles, self._houses)
        cells: Iterable[Sized] = chain(self._sound.values(), self._calm.values())
        memories: Iterable[Sized] = chain(few, meanings, cells, *(memory.values() for memory in kept))
        if sum(len(memory) for memory in memories) > KEPT:
            for memory in kept:
                memory.clear()
            self.titles.clear()
            self._alike.clear()
            self._sound.clear()
            self._houses.clear()
            self._numbers.clear()
            self._calm.clear()

    # ---- steps not yet known

    def taken(self, cells: Cells) -> Taken | None:
        """Take up the title of a row; None where the row has none that is kept, or no country."""
        raw = self.pair(cells)
        country, text = (cell.strip() for cell in raw)
        place = self.verdicts.place(country) if country and 0 < len(text) <= LONG else None
        if place is None:
            return None
        title = place.title(text)
        alone = title.likeness is None or place.fields.any
        meanings = {} if alone else self._alike.setdefault((place, title.likeness, title.sides), {})
        classes = self._classes.setdefault((place, title.sides), {})
        sound = self._sound.setdefault(place, set())
        taken = Taken(place, text, title, meanings, classes, sound, self._calm[place.fields])
        self.titles[_one(raw)] = taken
        return taken

    def is_sound(self, taken: Taken, cells: Cells) -> bool:
        """Whether a row's cells of ``ODD`` can be read, and change no verdict."""
        raw, place = self._odd(cells), taken.place
        texts = [(column, text.strip()) for column, text in zip(ODD, raw, strict=True)]
        sound = all(not text or self.verdicts.sound(place, column, text) for column, text in texts)
        if sound:
            taken.sound.add(_one(raw))
        return sound

    def is_calm(self, taken: Taken, field: str) -> bool:
        """Whether a field of study touches none that some text of law leaves out."""
        calm = field in taken.calm or not taken.place.fields.touches(field.strip())
        if calm:
            taken.calm.add(field)
        return calm

    def _when(self, taken: Taken, cells: Cells) -> When:
        return taken.place.when(cells[self.at["awarded"]].strip())

    def side(self, taken: Taken, awarded: str) -> int:
        """Number the sides of all days on which a date lies; from 1."""
        when = taken.place.when(awarded.strip())
        sides = (taken.title.sides.of(when), when.law, when.units, when.scales)
        taken.classes[intern(awarded)] = side = self._numbers.setdefault(sides, len(self._numbers) + 1)
        return side

    def _given(self, cells: Cells) -> dict[str, str]:
        return {name: text for name, at in self.at.items() if (text := cells[at].strip())}

    def house(self, name: str) -> str:
        """Say what kind of place an institution is by its name."""
        kind = self._houses.get(name)
        if kind is None:
            kind = self._houses[name] = kind_of_place(name.strip())
        return kind

    def meaning(self, taken: Taken, side: int, cells: Cells) -> Meaning:
        """Say what the title of a row means on a side of all days; by more of its cells where the words leave much."""
        key: Any = side
        if side in taken.meanings:  # known to hang on more than the words
            key = (side, self.house(cells[self.at["institution"]]), *self._ties(cells))
            if found := taken.meanings.get(key):
                return found
        place, title, when = taken.place, taken.title, self._when(taken, cells)
        named = place.name(title, taken.text, when, lambda: self._given(cells))
        meaning = Meaning(
            named,
            self._shared.setdefault((place, named.key, when.law), {}),
            self._ects.setdefault((place, place.measures.load_class(named.award), when.units), {}),
            self._grades.setdefault((place, place.measures.grade_class(named.function), when.scales), {}),
        )
        if key == side and title.named[title.sides.of(when)] is None:
            taken.meanings[side] = None
            return self.meaning(taken, side, cells)
        taken.meanings[key] = meaning
        return meaning

    def verdict(self, taken: Taken, meaning: Meaning, key: Texts, cells: Cells) -> Verdict | None:
        """Return the verdict of a row, which may be wanted; None where it has to be answered by itself."""
        given = self._given(cells)
        if not ALONE.isdisjoint((given.get("purpose"), given.get("kind"))):
            return None
        when = self._when(taken, cells)
        meaning.verdicts[_one(key)] = found = self.verdicts.shared(taken.place, meaning.named, when, given)
        return found

    def amount(self, taken: Taken, meaning: Meaning, cells: Cells) -> Any:
        """Return the workload of a row; None where its credits cannot be read."""
        raw, place = self._load(cells), taken.place
        amount, unit = (cell.strip() for cell in raw)
        if amount and place.measures.cell("credits", amount).fault:
            return None
        ects = place.measures.turned(meaning.named.award, amount, unit, self._when(taken, cells))
        meaning.ects[_one(raw)] = found = self._written(ects)
        return found

    def graded(self, taken: Taken, meaning: Meaning, cells: Cells) -> Any:
        """Return the grade of a row on the host's scale."""
        raw = self._mark(cells)
        grade, scale = (cell.strip() for cell in raw)
        grades = taken.place.measures.converted(meaning.named.function, grade, scale, self._when(taken, cells))
        meaning.grades[_one(raw)] = found = self._written(grades)
        return found


def _one(texts: Texts) -> Texts:
    """Return cells to be kept: equal ones, of however many rows, as one object."""
    return tuple(map(intern, texts))
