"""One verdict for all rows that ask the same: worked out on the first of them, filled in with each row's amounts.

Rows are put into classes by what can change the verdict, never by raw dates, grades or credits. What a class leaves
out is proved in ``tests/test_batch_verdicts.py``: every row gets what an assessment of that row alone gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from sys import intern
from typing import Any, NamedTuple

from qualrec.batch.columns import NESTED, OUTPUT
from qualrec.batch.dates import When
from qualrec.batch.desk import Desk
from qualrec.batch.fields import Fields, left_out
from qualrec.batch.hooks import Cells
from qualrec.batch.places import Named, Place
from qualrec.batch.questions import cause
from qualrec.batch.quick import ALONE, FEW, LONG, ODD
from qualrec.batch.text import fragment
from qualrec.engine.identify import Identified
from qualrec.engine.methods import PROFILES
from qualrec.model.assessment import Found

VARYING = ("q_score", "q_ects_low", "q_ects_high", "q_grade_low", "q_grade_high", "q_grade_scale")
_AT = [0, *map(OUTPUT.index, ("q_score", "q_ects_low", "q_policy", "q_reasons", "q_missing")), len(OUTPUT)]
_PIECES = OUTPUT[1 : _AT[1]], OUTPUT[_AT[1] + 1 : _AT[2]], *(OUTPUT[a:b] for a, b in pairwise(_AT[3:]))
OWN = frozenset({"credits", *ODD})  # of a row itself, beside its verdict
LEFT = frozenset({"field", "institution"})  # told by their classes
KEPT = 600_000  # things kept of all countries together; memory stays flat however many rows come
_ALONE_KEPT = 50_000


class Verdict:
    """The columns that rows of one class share; empty until it has been worked out."""

    __slots__ = ("_like", "_reasons", "_values", "cause", "status", "text")

    def __init__(self, columns: Cells | None = None) -> None:
        self._values: tuple[Any, ...] = ()
        self._like: Verdict | None = None
        self._reasons = self.status = self.cause = ""
        self.text: tuple[str, ...] = ()  # the columns as pieces of a CSV line, once
        if columns:
            self.take(columns)

    def take(self, columns: Cells) -> None:
        """Keep what was worked out."""
        self._values = tuple(_once(columns[name]) for name in OUTPUT)
        self.status, self.cause = columns["q_status"], cause(columns)

    def take_from(self, other: Verdict, reasons: str) -> None:
        """Be what another verdict is but for the reasons."""
        self._like, self._reasons = other, reasons
        self.status, self.cause = other.status, cause(self.columns)

    @property
    def columns(self) -> Cells:
        """The output columns but those that are each row's own."""
        if self._like:
            return {**self._like.columns, "q_reasons": self._reasons}
        return dict(zip(OUTPUT, self._values, strict=True))

    def pieces(self) -> tuple[str, ...]:
        """Return the columns as pieces of a CSV line: before the score, the workload, the policy and the reasons."""
        if not self.text:
            if self._like:
                first, second, policy, _, rest = self._like.pieces()
                self.text = first, second, policy, intern(fragment((self._reasons,))), rest
            else:
                columns = self.columns
                self.text = tuple(intern(fragment(columns[name] for name in part)) for part in _PIECES)
        return self.text


class Answer:
    """A row's answer in its parts: the shared verdict, and what is the row's own."""

    __slots__ = ("ects", "grade", "score", "verdict")

    def __init__(self, verdict: Verdict, score: str, ects: tuple[str, str], grade: tuple[str, str, str]) -> None:
        self.verdict, self.score, self.ects, self.grade = verdict, score, ects, grade

    def cells(self) -> Cells:
        """Return the output columns but the row's number."""
        own = dict(zip(VARYING, (self.score, *self.ects, *self.grade), strict=True))
        return {**self.verdict.columns, **own}


class Wanted(NamedTuple):
    """A verdict to be worked out: for a row as given, or for *few* of its cells with what its title is taken for."""

    verdict: Verdict
    given: dict[str, Any]
    few: dict[str, str]
    found: Found[Identified] | None


class Verdicts:
    """Finds the verdict of a row; those not yet known are *wanted* until they are worked out."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.wanted: list[Wanted] = []
        self.places: dict[str, Place | None] = {}
        self._codes: dict[str, Place] = {}
        self._alone: dict[Any, Answer] = {}
        self._alike: list[tuple[Verdict, Verdict, tuple[str, ...], tuple[str, ...], dict[str, str]]] = []
        self._fields: dict[frozenset[str], Fields] = {}  # by the fields that the law between two countries leaves out
        self._reads = tuple(sorted(desk.judge.reads)) if desk.judge else ()
        self._years = PROFILES[desk.question.method].years
        self._only_alone = desk.question.purpose in ALONE
        self._whole = bool(self._reads or desk.has_store)  # more of a row counts than its class
        self.quick = not (self._whole or self._only_alone)

    def find(self, cells: Mapping[str, Any], faults: tuple[str, ...] = (), unreadable: str = "") -> Answer:
        """Return a row's answer; its verdict may still be wanted (see ``settle``)."""
        if unreadable:
            return _whole(self.desk.empty(faults, unreadable))
        given = self.desk.given(cells)
        if faults or self._only_alone or not self._plain(given):
            return self._by_itself(given, faults)
        return self._of(given)

    @staticmethod
    def _plain(given: Mapping[str, Any]) -> bool:
        """Whether the row is made of text in flat columns, and of an award that is compared."""
        if any(key in given for key in NESTED) or not (given.get("title") and given.get("country")):
            return False
        if not all(isinstance(value, str) and len(value) <= LONG for value in given.values()):
            return False  # a long cell would be kept for rows that never come
        return given.get("purpose") not in ALONE and given.get("kind") not in ALONE

    def shared(self, place: Place, named: Named, when: When, given: dict[str, str]) -> Verdict:
        """Return the verdict of a plain row; it may be wanted."""
        touched = place.fields.of(given.get("field", ""), named.subject)
        key = self._key(place, (named.key, when.law), touched, given)
        return place.known.get(key) or self._want(place, key, named, when, given, touched)

    def _of(self, given: dict[str, str]) -> Answer:
        """Return the answer of a plain row: the filled cells by column."""
        place = self.place(given["country"])
        if place is None:
            return self._by_itself(given, ())
        get = given.get
        title, when = given["title"], place.when(get("awarded", ""))
        named = place.name(place.title(title), title, when, lambda: given)
        verdict = self.shared(place, named, when, given)
        unit, grade = get("credit_unit", ""), get("grade", "")
        ects = place.measures.amount(named.award, get("credits", ""), unit, when)
        mark = place.measures.grade(named.function, grade, get("grade_scale", ""), when)
        return Answer(verdict, named.score, ects, mark)

    def _want(self, place: Place, key: Any, named: Named, when: When, given: dict[str, str], touched: str) -> Verdict:
        """Want a new verdict; where only the reasons for the award differ from those of another, take it from that."""
        verdict = place.known[key] = Verdict()
        if self.desk.judge is None:
            given = {column: text for column, text in given.items() if column != "grade"}  # each row's own
        if named.codes and not when.how and self.desk.judge is None:
            first, codes = place.cores.setdefault((named.core, *key[1:]), (verdict, named.codes))
            if first is not verdict:
                self._alike.append((verdict, first, codes, named.codes, given))
                return verdict
        plain = not (self._whole or when.how or when.fault)
        title, found = place.found.get(named.key, ("", None)) if plain else ("", None)
        few = self._few(place, when, given) | {"title": title, "field": touched.replace("|", " ")} if found else {}
        self.wanted.append(Wanted(verdict, given, few, found))
        return verdict

    def _few(self, place: Place, when: When, given: dict[str, str]) -> dict[str, str]:
        """Return what counts of a row whose award is known, as one row for all that mean the same."""
        few = {column: text for column, text in given.items() if self._counts(place, column, text)}
        if "awarded" in given:
            few["awarded"] = place.dates.setdefault(when.law, given["awarded"])
        return few

    def _counts(self, place: Place, column: str, text: str) -> bool:
        return column not in LEFT and not (column in OWN and self.sound(place, column, text))

    def sound(self, place: Place, column: str, text: str) -> bool:
        """Whether a cell of the row's own can be read, and so changes no verdict."""
        return not (place.measures.cell(column, text).fault or (self._years and column == "years"))

    def place(self, country: str) -> Place | None:
        """Return what is kept of a country as written; None where it is none."""
        if country not in self.places:
            if len(self.places) >= _ALONE_KEPT:
                self.places.clear()
            code = self.desk.country(country)
            if code is not None and code not in self._codes:
                self._codes[code] = Place(self.desk, code, self._fields_of(code))
            self.places[country] = self._codes[code] if code else None
        return self.places[country]

    def _fields_of(self, code: str) -> Fields:
        names = left_out(self.desk.kb, code, self.desk.question.host)
        return self._fields.setdefault(names, Fields(names))

    def _key(self, place: Place, named: tuple[Any, ...], field: str, given: dict[str, str]) -> tuple[Any, ...]:
        """Return the class of a row: a short key for most, longer where more of the row counts."""
        get = given.get
        amount = get("credits", "")
        fault = place.measures.cell("credits", amount).fault if amount else ""
        rest = place.rest(tuple(get(column, "") for column in (*FEW, *ODD)), self._years)
        if not (field or fault or self._whole):
            return (*named, rest)
        standing: tuple[Any, ...] = ()
        if self.desk.has_store and not get("institution_status") and "institution" in given:
            filled = self.desk.fill({k: given[k] for k in ("institution", "country", "awarded") if k in given})
            standing = (filled.get("institution_status", ""), "institution_register" in filled)
        return (*named, rest, field, fault, standing, tuple(get(column, "") for column in self._reads))

    def _by_itself(self, given: Mapping[str, Any], faults: tuple[str, ...]) -> Answer:
        """Return the answer of a row that shares its verdict with none but its equals."""
        key = _exact(given, faults)
        found = self._alone.get(key) if key else None
        if found is None:
            found = _whole(self.desk.answer(given, faults))
            if key:
                if len(self._alone) >= _ALONE_KEPT:
                    self._alone.clear()
                self._alone[key] = found
        return found

    def settle(self) -> None:
        """Work out every wanted verdict here."""
        for verdict, given, few, found in self.wanted:
            verdict.take(self.desk.answer(few, (), found) if found else self.desk.answer(given))
        self.wanted.clear()

    def spread(self) -> None:
        """Give the verdicts that are like others what those have, each with its own reasons for the award."""
        for verdict, first, codes, own, given in self._alike:
            listed = first.columns["q_reasons"].split("|")
            if set(codes) <= set(listed):
                verdict.take_from(first, "|".join(_exchanged(listed, codes, own)))
            else:  # what else the row states told its award: it is worked out by itself
                verdict.take(self.desk.answer(given))
        self._alike.clear()
        if sum(place.size for place in self._codes.values()) > KEPT:
            for place in self._codes.values():
                place.forget()


def _exchanged(listed: list[str], codes: tuple[str, ...], own: tuple[str, ...]) -> dict[str, None]:
    """Return the reasons *listed* with *own* codes where *codes* stood: together, as one stage gives them."""
    at = min(map(listed.index, codes))
    left = [code for code in listed if code not in codes]
    return dict.fromkeys([*left[:at], *own, *left[at:]])


def _once(value: Any) -> Any:
    """Keep equal texts, of which there are few, as one."""
    return intern(value) if type(value) is str else value


def _whole(columns: Cells) -> Answer:
    score, *rest = (str(columns[name]) for name in VARYING)
    return Answer(Verdict(columns), score, (rest[0], rest[1]), (rest[2], rest[3], rest[4]))


def _exact(given: Mapping[str, Any], faults: tuple[str, ...]) -> Any:
    """Return a key of all values; None where they are no text, or too long to be kept."""
    if not all(isinstance(value, str) for value in given.values()):
        return None  # 1, 1.0 and True are equal as keys and are not as values
    return (faults, *given.items()) if sum(map(len, given.values())) < 5 * LONG else None
