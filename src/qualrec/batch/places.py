"""What a batch keeps of one country: its titles and dates as rows wrote them, each read once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from qualrec.batch import dates
from qualrec.batch.dates import Sides, When
from qualrec.batch.desk import Desk
from qualrec.batch.fields import Fields
from qualrec.batch.measures import Measures, kept
from qualrec.batch.quick import TIES
from qualrec.engine.dating import read_date
from qualrec.engine.identify import Identified, identify, likeness, possible, subject_of
from qualrec.engine.intake import STATUSES, read, read_cell
from qualrec.engine.place import place
from qualrec.engine.ties import kind_of_place
from qualrec.engine.title_sets import titles_of
from qualrec.model.assessment import Found
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer, PartialDate, of_day
from qualrec.model.frozen import frozen, replace

# Status of an institution whose programmes are asked for no accreditation of their own (``gates.status``).
_NOT_COMPARED = frozenset({"", *STATUSES}) - {"recognised"}
_ANSWERS = frozenset(map(str, Answer))
_NOTHING = Credential()  # papers that state no right of their own


@frozen
class Named:
    """What a title is taken for: the award with its function, the score and the subject; *first* is its likest award.

    *key* numbers all that counts, *core* the same but for *codes*: the reasons why it is taken so.
    """

    key: int
    core: int
    codes: tuple[str, ...]
    score: str
    subject: str
    award: str | None = None
    function: str | None = None
    touches: bool = False  # whether the subject touches a field that some text of law leaves out
    first: str = ""

    def of(self, subject: str, touches: bool) -> Named:
        """Return the same with another subject."""
        return replace(self, subject=subject, touches=touches)


class Title:
    """One title of a country: the days that matter to its candidates, and what it is taken for on each side.

    Titles of one *likeness* are taken for the same on each of these sides.
    """

    def __init__(self, sides: Sides, likeness: Any) -> None:
        self.sides, self.likeness = sides, likeness
        self.named: dict[Any, Named | None] = {}


class Place:
    """One country as the rows write it."""

    def __init__(self, desk: Desk, code: str, fields: Fields) -> None:
        self.desk, self.kb, self.code, self.fields = desk, desk.kb, code, fields
        self.known: dict[Any, Any] = {}  # class -> verdict
        self.cores: dict[Any, Any] = {}  # the same but for why the title is taken so -> verdict, and why it was
        self.rests: dict[tuple[str, ...], int] = {}  # the columns of few values -> a number of that set
        self.found: dict[int, tuple[str, Found[Identified]]] = {}  # key of a meaning -> one of its titles, and the find
        self.dates: dict[Any, str] = {}  # class of a date for the law -> one such date
        self._keys: dict[tuple[Any, ...], int] = {}
        self._counter = count()
        self._law = Sides([desk.question.on.toordinal(), *dates.of_law(self.kb, code, desk.question.host)])
        self._units, self._scales = Sides(dates.of_units(self.kb, code)), Sides(dates.of_scales(self.kb, code))
        self.titles: dict[str, Title] = {}
        self._sides: dict[frozenset[int] | frozenset[str], Sides] = {}  # by days, and by the awards whose days they are
        self._alike: dict[Any, Named | None] = {}  # likeness and side -> what the first title of it was taken for
        self.whens: dict[str, When] = {}
        self.measures = Measures(desk, code)

    def when(self, awarded: str) -> When:
        """Return an award date as rows of this country write it, with its classes."""
        return kept(self.whens, awarded, lambda: self._when(awarded))

    def _when(self, awarded: str) -> When:
        when = dates.plain(awarded) or self._read(awarded)
        law: tuple[int | str, ...] = (*self._law.of(when), when.how)
        units, scales = self._units.of(when), self._scales.of(when)
        return When(when.date, when.first, when.last, when.fault, when.how, law, units, scales)

    def _read(self, awarded: str) -> When:
        date: PartialDate | None
        date, fault = read_cell(self.kb, self.code, "awarded", awarded)
        if date is None:
            return When(None, 0, 0, fault)
        reading = read_date(awarded, self.code) if awarded != str(date) else None
        how = f"{reading.calendar} {reading.order_unsure}" if reading else ""
        return When(date, date.first.toordinal(), date.last.toordinal(), how=how)

    @property
    def size(self) -> int:
        """The number of things kept."""
        return sum(map(len, self._memories))

    def forget(self) -> None:
        """Begin anew; what was answered stays answered."""
        for memory in self._memories:
            memory.clear()
        titles_of(self.kb, self.code).forget()

    @property
    def _memories(self) -> tuple[dict[Any, Any], ...]:
        verdicts = (self.known, self.cores, self.rests, self.found, self._keys)
        titles = (self.titles, self._sides, self._alike)
        return (*verdicts, *titles, self.whens, self.dates, *self.measures.memories)

    # ---- titles

    def title(self, text: str) -> Title:
        """Return what is kept of a title."""
        return kept(self.titles, text, lambda: self._title(text))

    def _title(self, text: str) -> Title:
        awards = possible(self.kb, self.code, text, self.desk.policy)
        return Title(kept(self._sides, awards, lambda: self._sides_of(awards)), likeness(self.kb, self.code, text))

    def _sides_of(self, awards: frozenset[str]) -> Sides:
        """Return the sides of the days on which any of these awards begins or ends, one for all of the same days."""
        days = frozenset(day for award in awards for day in dates.days(self.kb.type(award).awarded))
        return kept(self._sides, days, lambda: Sides(days))

    def name(self, title: Title, text: str, date: When, given: Callable[[], dict[str, str]]) -> Named:
        """Say what a title is taken for; what else a row has *given* counts where the words leave several awards."""
        when = title.sides.of(date)
        if when not in title.named:
            title.named[when] = self._name_alike(title, text, when, given)
        named = title.named[when]
        if named is None:
            row = given()
            ties = tuple(row.get(column, "") for column in TIES)
            key = (when, *ties, kind_of_place(row.get("institution", "")))
            if key not in title.named:
                if len(title.named) > 10_000:
                    title.named.clear()
                    title.named[when] = None
                title.named[key] = self._name(text, row, ties=True)
            named = title.named[key]
            assert named
        return named

    def _name(self, text: str, row: dict[str, str], *, ties: bool) -> Named | None:
        if ties:
            columns = ("awarded", "kind", "credits", "credit_unit", "years", "profile", "institution")
            raw = {column: row[column] for column in columns if row.get(column)}
            credential, _faults = read({"country": self.code, "title": text, **raw}, self.kb)
        else:
            date = self.when(row.get("awarded", "")).date
            credential = Credential(country=self.code, title=text, awarded=date)
        found = identify(self.kb, credential, self.desk.policy)
        several = found.value.status == "ambiguous" and len(found.value.candidates) > 1
        if several and not ties:
            return None
        named = self._named(found.value, tuple(reason.code for reason in found.step.reasons), text)
        if not named.touches:
            self.found.setdefault(named.key, (text, found))
        return named

    def _name_alike(self, title: Title, text: str, when: Any, given: Callable[[], dict[str, str]]) -> Named | None:
        """Say what words and date alone take a title for: what others of its likeness were, with its own subject."""
        if title.likeness is None:
            return self._name(text, given(), ties=False)
        key = (title.likeness, title.sides, when)
        if key not in self._alike:
            self._alike[key] = self._name(text, given(), ties=False)
            return self._alike[key]
        first = self._alike[key]
        if first is None:
            return None
        subject = subject_of(self.kb, self.code, text, first.first)
        touches = self.fields.touches(subject)
        return first if (subject, touches) == (first.subject, first.touches) else first.of(subject, touches)

    def _named(self, found: Identified, codes: tuple[str, ...], title: str) -> Named:
        first = found.candidates[0] if found.candidates else None
        kind = found.type
        subject = (first.subject or title) if first else ""
        score = str(first.score) if first else ""
        touches = self.fields.touches(subject)
        if not kind:
            core = self._number((found.status,))
            own = first.type.id if first else ""
            return Named(self._number((core, codes)), core, codes, score, subject, touches=touches, first=own)
        core = self._number((found.status, kind.id))
        key = self._number((core, codes))
        return Named(key, core, codes, score, subject, kind.id, self._function(kind.id), touches, kind.id)

    def _number(self, key: tuple[Any, ...]) -> int:
        if key not in self._keys:
            self._keys[key] = next(self._counter)
        return self._keys[key]

    def rest(self, texts: tuple[str, ...], years_count: bool) -> int:
        """Return the number of a row's cells of ``quick.FEW`` and ``quick.ODD``; the latter count by their faults."""
        return kept(self.rests, texts, lambda: self._rest(texts, years_count))

    def _rest(self, texts: tuple[str, ...], years_count: bool) -> int:
        *few, unit, years, scale = texts
        if few[0] in _NOT_COMPARED and few[1] in _ANSWERS and not self.desk.question.assume_recognised:
            few[1] = ""
        names = ("credit_unit", "years", "grade_scale")
        faults = [self.measures.cell(name, text).fault for name, text in zip(names, (unit, years, scale), strict=True)]
        return self._number((*few, *faults, years if years_count else ""))

    def _function(self, award: str) -> str:
        """Return the function of an award after law and claims, by which its grading scale is chosen."""
        kind, host = self.kb.type(award), self.desk.question.host
        return place(self.kb, kind, _NOTHING, host, self._today, at_completion=self.desk.at_completion).value.kind

    @property
    def _today(self) -> PartialDate:
        return of_day(self.desk.question.on)
