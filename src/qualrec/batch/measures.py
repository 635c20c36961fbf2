"""What differs from row to row: workloads and grades of one country as rows wrote them, each read and turned once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from qualrec.batch.dates import When
from qualrec.batch.desk import Desk
from qualrec.engine.credits import decimal
from qualrec.engine.grades import grades, sector_of
from qualrec.engine.intake import read_cell
from qualrec.engine.workload import spanned, usual_units, workload
from qualrec.model.credential import Credential
from qualrec.model.dates import PartialDate, of_day
from qualrec.model.frozen import frozen

T = TypeVar("T")
Ratio = tuple[Fraction, Fraction]


@frozen
class Cell:
    """A cell as the engine reads it: its value, and the code of its fault where it cannot be read."""

    value: Any
    fault: str = ""


class Measures:
    """The cells of one country."""

    def __init__(self, desk: Desk, code: str) -> None:
        self.desk, self.kb, self.code = desk, desk.kb, code
        self._cells: dict[tuple[str, str], Cell] = {}
        self._amounts: dict[Any, tuple[str, str]] = {}
        self._ratios: dict[Any, tuple[Ratio | None, dict[str, Any]]] = {}
        self._texts: dict[Any, tuple[Ratio | None, dict[str, Any]]] = {}
        self._grades: dict[Any, tuple[str, str, str]] = {}
        self._named = {kind for scale in self.kb.country(code).scales.values() for kind in scale.kinds}

    @property
    def memories(self) -> tuple[dict[Any, Any], ...]:
        """All that is kept."""
        return self._cells, self._amounts, self._ratios, self._texts, self._grades

    def cell(self, column: str, text: str) -> Cell:
        """Return a cell as the engine reads it in a row of this country."""

        def make() -> Cell:
            return Cell(*read_cell(self.kb, self.code, column, text))

        return kept(self._cells, (column, text), make)

    def load_class(self, award: str | None) -> Any:
        """Return what of an award its workload in ECTS hangs on; equal for awards whose credits are turned alike."""
        usual = self.kb.type(award).workload if award else None
        return (usual.least, usual.most, usual.unit) if usual else award is not None

    def grade_class(self, function: str | None) -> Any:
        """Return what of an award's function the choice of its grading scale hangs on."""
        return function and (sector_of(function), function if function in self._named else "")

    def amount(self, award: str | None, amount: str, unit: str, when: When) -> tuple[str, str]:
        """Return the workload of an award in ECTS, as a range; empty where there is none."""
        key = (self.load_class(award), amount, unit, when.units)
        return kept(self._amounts, key, lambda: self.turned(award, amount, unit, when))

    def turned(self, award: str | None, amount: str, unit: str, when: When) -> tuple[str, str]:
        """Return what ``amount`` does, worked out anew."""
        if award is None:
            return "", ""
        given = self.cell("credits", amount).value
        meant = self.cell("credit_unit", unit).value
        units: tuple[str | None, ...] = (meant,)
        if given is not None and meant is None:
            credential = Credential(country=self.code, awarded=when.date, credits=given)
            units = usual_units(self.kb, credential, self.kb.type(award), self._today) or units
        key = (self.load_class(award), units, when.units, given is None)
        if key not in self._ratios:
            self._ratios[key] = self._ratio(award, units, when, given=given is not None)
        ratio, texts = self._ratios[key]
        found = texts.get(amount)
        if found is None:
            if ratio is None:
                found = ("", "")
            else:
                times = Fraction(1) if given is None else Fraction(given)
                found = (decimal(times * ratio[0]), decimal(times * ratio[1]))
            texts[amount] = found
        return found

    def _ratio(
        self, award: str, units: tuple[str | None, ...], when: When, *, given: bool
    ) -> tuple[Ratio | None, dict[str, Any]]:
        """Return what one credit is in ECTS, or all of the award's own; and the amounts known, shared by its equals.

        A credit that may be of several units is a range over all of them.
        """
        amount, kind = Decimal(1) if given else None, self.kb.type(award)
        found = []
        for unit in units:
            credential = Credential(country=self.code, awarded=when.date, credits=amount, credit_unit=unit)
            found.append(workload(self.kb, credential, kind, self._today).value.ects)
        ects = spanned(found)
        ratio = (ects.low, ects.high) if ects else None
        return self._texts.setdefault((ratio, given), (ratio, {}))

    def grade(self, function: str | None, grade: str, scale: str, when: When) -> tuple[str, str, str]:
        """Return the grade of an award of this function on the host's scale, as a range with the scale.

        Empty where there is no award or grade, and where no rule leads there.
        """
        key = (self.grade_class(function), grade, scale, when.scales)
        return kept(self._grades, key, lambda: self.converted(function, grade, scale, when))

    def converted(self, function: str | None, grade: str, scale: str, when: When) -> tuple[str, str, str]:
        """Return what ``grade`` does, worked out anew."""
        if function is None or not grade:
            return "", "", ""
        cells = {"awarded": when.date, "grade_scale": self.cell("grade_scale", scale).value}
        credential = Credential(country=self.code, grade=grade.strip() or None, **cells)
        found = grades(self.kb, credential, function, self.desk.question.host, self._today).value
        first = next(iter(found.converted), None) if found else None
        return (first.low, first.high, first.scale) if first else ("", "", "")

    @property
    def _today(self) -> PartialDate:
        return of_day(self.desk.question.on)


def kept(memory: dict[Any, T], key: Any, make: Callable[[], T]) -> T:
    """Return what is kept under *key*, made where nothing is."""
    found = memory.get(key)
    if found is None:
        found = memory[key] = make()
    return found
