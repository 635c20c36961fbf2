"""One verdict for all rows that ask the same: worked out on the first of them, filled in with each row's amounts.

Rows are put into classes by what can change the verdict, never by raw dates, grades or credits. What a class leaves
out is proved in ``tests/test_batch_verdicts.py``: every row gets what an assessment of that row alone gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualrec.batch.columns import NESTED, OUTPUT
from qualrec.batch.desk import Desk
from qualrec.batch.fields import Fields
from qualrec.batch.hooks import Cells
from qualrec.batch.places import BAD, LIMIT, Named, Place
from qualrec.engine.methods import PROFILES

PLAIN = (
    "country title field institution institution_status programme_accredited awarded credits credit_unit years grade "
    "grade_scale profile purpose target kind"
).split()
LONG = 400  # letters of a title; a longer one is worked out by itself
VARYING = ("q_score", "q_ects_low", "q_ects_high", "q_grade_low", "q_grade_high", "q_grade_scale")
_ALONE = frozenset({"credit_transfer", "period_of_study", "micro_credential"})
_OUT = tuple(column for column in OUTPUT if column not in {"q_row", *VARYING})


class Verdict:
    """The columns that rows of one class share; empty until it has been worked out."""

    __slots__ = ("columns", "text")

    def __init__(self, columns: Cells | None = None) -> None:
        self.columns = columns
        self.text: Any = None  # the columns as a writer wrote them once


class Answer:
    """A row's answer in its parts: the shared verdict, and what is the row's own."""

    __slots__ = ("ects", "grade", "score", "verdict")

    def __init__(self, verdict: Verdict, score: str, ects: tuple[str, str], grade: tuple[str, str, str]) -> None:
        self.verdict, self.score, self.ects, self.grade = verdict, score, ects, grade

    def cells(self) -> Cells:
        """Return the output columns but the row's number."""
        assert self.verdict.columns is not None
        own = dict(zip(VARYING, (self.score, *self.ects, *self.grade), strict=True))
        return {**self.verdict.columns, **own}


class Verdicts:
    """Finds the verdict of a row; those not yet known are *wanted* until they are worked out."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.wanted: list[tuple[Verdict, dict[str, Any]]] = []
        self._places: dict[str, Place | None] = {}
        self._codes: dict[str, Place] = {}
        self._known: dict[Any, Verdict] = {}
        self._alone: dict[Any, Answer] = {}
        self._fields = Fields(desk.kb)
        self._reads = tuple(sorted(desk.judge.reads)) if desk.judge else ()
        self._years = PROFILES[desk.question.method].years
        self._store = desk.has_store
        self._only_alone = desk.question.purpose in _ALONE

    def find(self, cells: Mapping[str, Any], faults: tuple[str, ...] = ()) -> Answer:
        """Return a row's answer; its verdict may still be wanted (see ``settle``)."""
        given = self.desk.given(cells)
        if faults or self._only_alone or not self._plain(given):
            return self.alone(given, faults)
        return self.of(given)

    @staticmethod
    def _plain(given: Mapping[str, Any]) -> bool:
        """Whether the row is made of text in flat columns, and of an award that is compared."""
        if not given.get("title") or len(given["title"]) > LONG or not given.get("country"):
            return False
        if any(key in given for key in NESTED) or given.get("purpose") in _ALONE or given.get("kind") in _ALONE:
            return False
        return all(isinstance(value, str) for value in given.values())

    def of(self, given: dict[str, str]) -> Answer:
        """Return the answer of a plain row: the filled cells by column."""
        place = self.place(given["country"])
        if place is None:
            return self.alone(given, ())
        get = given.get
        title, awarded = given["title"], get("awarded", "")
        law, measures = place.classes.get(awarded) or place.classes_of(awarded)
        entry = place.titles.get(title) or place.title(title)
        side = entry.classes.get(awarded) or place.title_class(entry, awarded)
        named = entry.named.get(side) or place.name(entry, title, side, given)
        key = self._key(place, named, law, given)
        verdict = self._known.get(key)
        if verdict is None:
            if len(self._known) >= LIMIT:
                self._known.clear()
            verdict = self._known[key] = Verdict()
            self.wanted.append((verdict, given))
        amount, unit = get("credits", ""), get("credit_unit", "")
        ects = place.amount(named, amount, unit, awarded, measures)
        grade = get("grade", "")
        graded = place.grade(named, grade, get("grade_scale", ""), awarded, measures) if grade else ("", "", "")
        return Answer(verdict, named.score, ects, graded)

    def place(self, country: str) -> Place | None:
        """Return what is kept of a country as written; None where it is none."""
        if country not in self._places:
            if len(self._places) >= LIMIT:
                self._places.clear()
            code = self.desk.country(country)
            if code is not None and code not in self._codes:
                self._codes[code] = Place(self.desk, code)
            self._places[country] = self._codes[code] if code else None
        return self._places[country]

    def _key(self, place: Place, named: Named, law: Any, given: dict[str, str]) -> Any:
        get = given.get
        field, years, status = get("field", ""), get("years", ""), get("institution_status", "")
        register = False
        if self._store and not status and "institution" in given:
            filled = self.desk.fill({k: given[k] for k in ("institution", "country", "awarded") if k in given})
            status, register = filled.get("institution_status", ""), "institution_register" in filled
        cell = place.cell
        faults = "".join(
            cell(column, given[column]).fault + ";"
            for column in ("credits", "credit_unit", "years", "grade_scale")
            if column in given
        )
        return (
            place.code,
            named.key,
            law,
            self._fields.of(field, named.subject),
            status,
            register,
            get("programme_accredited", ""),
            get("profile", ""),
            get("purpose", ""),
            get("target", ""),
            get("kind", ""),
            years if self._years else "",
            faults if faults.strip(";") else "",
            tuple(get(column, "") for column in self._reads),
        )

    def alone(self, given: Mapping[str, Any], faults: tuple[str, ...]) -> Answer:
        """Return the answer of a row that shares its verdict with none but its equals."""
        key = _exact(given, faults)
        found = self._alone.get(key) if key else None
        if found is None:
            columns = self.desk.answer(given, faults)
            score, *rest = (str(columns[name]) for name in VARYING)
            found = Answer(Verdict(columns), score, (rest[0], rest[1]), (rest[2], rest[3], rest[4]))
            if key:
                if len(self._alone) >= LIMIT // 4:
                    self._alone.clear()
                self._alone[key] = found
        return found

    def settle(self) -> None:
        """Work out every wanted verdict here."""
        for verdict, given in self.wanted:
            verdict.columns = self.desk.answer(given)
        self.wanted.clear()


def _exact(given: Mapping[str, Any], faults: tuple[str, ...]) -> Any:
    """Return a key of all values; None where they are too long to be kept."""
    key = (faults, *given.items())
    try:
        hash(key)
    except TypeError:
        return None
    size = sum(len(value) for value in given.values() if isinstance(value, str))
    # 1, 1.0 and True are equal as keys and are not as values.
    plain = all(isinstance(value, str) for value in given.values())
    return key if size < 2000 and plain else None


__all__ = ["BAD", "PLAIN", "VARYING", "Answer", "Verdict", "Verdicts"]
