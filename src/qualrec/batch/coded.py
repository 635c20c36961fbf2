"""Rows of a block told together: each step of ``quick`` is looked up once for all rows of equal cells.

The steps and what is kept of them are those of ``Quick``; here rows stand as numbers of their cells, so that a step
costs a few numbers a row and a look-up for each set of cells that is new to the block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from qualrec.batch.codes import Codes, Ints, distinct, join, nothing, numbered, spread
from qualrec.batch.lines import Counts, counts
from qualrec.batch.quick import FEW, ODD, PLAIN, TIES, Meaning, Quick, Taken
from qualrec.batch.verdicts import Answer, Verdict

OPEN = -1  # a row that has to be answered by itself


class Told(NamedTuple):
    """The answers of rows: each is the number of its verdict, ``OPEN`` where none, score, workload and grade."""

    verdict: Ints
    verdicts: list[Verdict | None]
    score: Ints
    scores: list[str]
    ects: Ints
    loads: list[Any]
    grade: Ints
    grades: list[Any]


class Coded:
    """Answers blocks of rows of one table."""

    def __init__(self, quick: Quick) -> None:
        self.quick = quick

    def told(self, columns: Mapping[str, Codes], rows: int, left: Ints | None = None) -> Told:
        """Answer rows by their columns, named as ours; one that is lacking is empty. Those *left* stay open."""
        self.quick.bounded(rows)
        whole = [columns.get(name) or nothing(rows) for name in PLAIN]
        live = np.arange(rows) if left is None else np.flatnonzero(~left)
        block = _Block(self.quick, _of(whole, live, rows))
        taken = block.titles()
        if not all(taken.things):
            live = live[spread([bool(one) for one in taken.things], taken.at).astype(bool)]
            block = _Block(self.quick, _of(whole, live, rows))
            taken = block.titles()
        return _among(block.told(taken), live, rows)


def counted(told: Told, answers: Iterable[Answer]) -> Counts:
    """Return what is to be counted of rows told together, and of those answered by themselves."""
    many = np.bincount(told.verdict[told.verdict != OPEN], minlength=len(told.verdicts)).tolist()
    together = ((verdict, rows) for verdict, rows in zip(told.verdicts, many, strict=True) if verdict and rows)
    return counts([*together, *Counter(answer.verdict for answer in answers).items()])


def _of(columns: Sequence[Codes], live: Ints, rows: int) -> Sequence[Codes]:
    return columns if len(live) == rows else [column.of(live) for column in columns]


def _among(told: Told, live: Ints, rows: int) -> Told:
    """Set the answers of some rows among all; the others are open."""
    if len(live) == rows:
        return told

    def set_(at: Ints, else_: int = 0) -> Ints:
        full = np.full(rows, else_, np.int64)
        full[live] = at
        return full

    return told._replace(
        verdict=set_(told.verdict, OPEN), score=set_(told.score), ects=set_(told.ects), grade=set_(told.grade)
    )


class Step(NamedTuple):
    """What each row is at a step: the number of a thing, and the things."""

    at: Ints
    things: list[Any]

    @property
    def numbers(self) -> tuple[Ints, int]:
        """The numbers, and how many they are, to be joined with others."""
        return self.at, len(self.things)


class _Block:
    """Rows, each as long as ``PLAIN``, and the steps to their answers."""

    def __init__(self, quick: Quick, columns: Sequence[Codes]) -> None:
        self.quick, self.columns = quick, columns
        self._by_name = dict(zip(PLAIN, columns, strict=True))
        self._matrix = np.stack([column.at for column in columns], 1)
        self._all_texts = [column.texts for column in columns]

    def cells(self, row: int) -> list[str]:
        """Return a row as ``Quick`` takes it."""
        return [texts[at] for texts, at in zip(self._all_texts, self._matrix[row].tolist(), strict=True)]

    def _codes(self, *names: str) -> list[tuple[Ints, int]]:
        return [(self._by_name[name].at, len(self._by_name[name].texts)) for name in names]

    def _step(self, parts: Sequence[tuple[Ints, int]], make: Callable[[int], Any]) -> Step:
        """Make a thing for the first of all rows whose numbers are equal."""
        at, first = distinct(join(*parts))
        return Step(at, list(map(make, first)))

    def _sets(self, names: Sequence[str]) -> Step:
        """Return the sets of cells of several columns."""
        columns = [self._by_name[name] for name in names]
        return self._step(self._codes(*names), lambda row: tuple(texts[at[row]] for at, texts in columns))

    def titles(self) -> Step:
        """Return the titles taken up; None where a row has none that is kept."""
        known, country, title = self.quick.titles, self._by_name["country"], self._by_name["title"]

        def take(row: int) -> Taken | None:
            pair = country.texts[country.at[row]], title.texts[title.at[row]]
            return known.get(pair) or self.quick.taken(self.cells(row))

        return self._step(self._codes("country", "title"), take)

    def told(self, taken: Step) -> Told:
        """Answer the rows, all of which have a title."""
        meaning = self._meanings(taken)
        load, mark = self._sets(["credits", "credit_unit"]), self._sets(["grade", "grade_scale"])
        meanings: list[Meaning] = meaning.things
        title: list[Taken] = taken.things

        def amount(row: int) -> Any:
            one = meanings[meaning.at[row]]
            found = one.ects.get(load.things[load.at[row]])
            return found or self.quick.amount(title[taken.at[row]], one, self.cells(row))

        def graded(row: int) -> Any:
            one = meanings[meaning.at[row]]
            found = one.grades.get(mark.things[mark.at[row]])
            return found or self.quick.graded(title[taken.at[row]], one, self.cells(row))

        ects = self._step([numbered([one.ects for one in meanings], meaning.at), load.numbers], amount)
        grade = self._step([numbered([one.grades for one in meanings], meaning.at), mark.numbers], graded)
        readable = spread(list(map(bool, ects.things)), ects.at).astype(bool)
        verdict = self._verdicts(taken, meaning, readable)
        able = spread(list(map(bool, verdict.things)), verdict.at).astype(bool)
        return Told(
            np.where(able, verdict.at, OPEN),
            verdict.things,
            meaning.at,
            [one.named.score for one in meanings],
            ects.at,
            ects.things,
            grade.at,
            grade.things,
        )

    def _meanings(self, taken: Step) -> Step:
        """Say what each row's title means on its side of all days; where that hangs on more, by more of its cells."""
        title: list[Taken] = taken.things
        date = self._by_name["awarded"]
        classes = numbered([one.classes for one in title], taken.at)

        def side_of(row: int) -> int:
            one, awarded = title[taken.at[row]], date.texts[date.at[row]]
            return one.classes.get(awarded) or self.quick.side(one, awarded)

        found = self._step([classes, *self._codes("awarded")], side_of)
        side = spread(found.things, found.at)

        def mean(row: int) -> Meaning | None:
            one, number = title[taken.at[row]], int(side[row])
            if number not in one.meanings:
                self.quick.meaning(one, number, self.cells(row))
            meant: Meaning | None = one.meanings[number]
            return meant

        alike = numbered([one.meanings for one in title], taken.at)
        meant = self._step([alike, (side, int(side.max(initial=0)) + 1)], mean)
        more = np.flatnonzero(spread([one is None for one in meant.things], meant.at))
        return meant if not len(more) else self._by_more(taken, side, meant, more)

    def _by_more(self, taken: Step, side: Ints, meant: Step, rows: Ints) -> Step:
        """Say what titles of some rows mean that mean several things by words and date alone."""
        block = _Block(self.quick, [column.of(rows) for column in self.columns])
        institution, kinds = block._by_name["institution"], dict[str, int]()

        def kind_of(row: int) -> int:
            return kinds.setdefault(self.quick.house(institution.texts[institution.at[row]]), len(kinds))

        house = block._step(block._codes("institution"), kind_of)
        kind = spread(house.things, house.at), len(kinds)

        def mean(row: int) -> Meaning:
            whole = int(rows[row])
            return self.quick.meaning(taken.things[taken.at[whole]], int(side[whole]), block.cells(row))

        found = block._step([(meant.at[rows], len(meant.things)), kind, *block._codes(*TIES)], mean)
        at = meant.at.copy()
        at[rows] = found.at + len(meant.things)
        return Step(at, [*(one or found.things[0] for one in meant.things), *found.things])

    def _verdicts(self, taken: Step, meaning: Step, readable: Ints) -> Step:
        """Return each row's verdict; None where it has to be answered by itself, as without *readable* credits."""
        title: list[Taken] = taken.things
        meanings: list[Meaning] = meaning.things
        few, odd, field = self._sets(FEW), self._sets(ODD), self._by_name["field"]

        def is_sound(row: int) -> bool:
            one = title[taken.at[row]]
            return odd.things[odd.at[row]] in one.sound or self.quick.is_sound(one, self.cells(row))

        sound = self._step([numbered([one.sound for one in title], taken.at), odd.numbers], is_sound)
        unsound = ~spread(sound.things, sound.at).astype(bool)
        calm = self._step(
            [numbered([one.calm for one in title], taken.at), *self._codes("field")],
            lambda row: self.quick.is_calm(title[taken.at[row]], field.texts[field.at[row]]),
        )
        moved = ~spread(calm.things, calm.at).astype(bool)
        moved |= spread([one.named.touches for one in meanings], meaning.at).astype(bool)

        def judge(row: int) -> Verdict | None:
            if not readable[row]:
                return None
            one = meanings[meaning.at[row]]
            key = few.things[few.at[row]]
            if unsound[row]:
                key = (*key, *odd.things[odd.at[row]])  # longer than those of sound cells: it meets none of them
            if moved[row]:
                key = (*key, field.texts[field.at[row]], one.named.subject)
            return one.verdicts.get(key) or self.quick.verdict(title[taken.at[row]], one, key, self.cells(row))

        return self._step(
            [
                numbered([one.verdicts for one in meanings], meaning.at),
                few.numbers,
                (readable, 2),
                (np.where(unsound, odd.at + 1, 0), len(odd.things) + 1),
                (np.where(moved, field.at + 1, 0), len(field.texts) + 1),
                (np.where(moved, meaning.at + 1, 0), len(meanings) + 1),
            ],
            judge,
        )
