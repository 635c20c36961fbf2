"""What a bare number on a diploma counts: the unit of its time, both in the year of a change, more never less."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualrec.engine.workload import usual_units, workload
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.credential import Credential
from qualrec.model.dates import PartialDate

KB = KnowledgeBase.open()
TODAY = PartialDate(2026, 11, 28)
REPLACED = {
    unit.succeeded_by: unit
    for country in KB.every_country()
    for unit in country.units.values()
    if unit.succeeded_by is not None
}
CHANGED = [
    kind.id
    for country in KB.every_country()
    for kind in map(country.type, country.type_ids)
    if kind.workload and kind.workload.unit in REPLACED and KB.unit(kind.workload.unit).valid.start
]


def stated(kind: str, amount: int, year: int | None) -> Credential:
    return Credential(credits=Decimal(amount), awarded=PartialDate(year) if year else None, qualification=kind)


def test_old_units_are_on_file() -> None:
    assert {"se-poang", "no-vekttall", "fi-opintoviikko", "lv-kp-old", "nl-studiepunt"} <= {
        unit.id for unit in REPLACED.values()
    }
    assert len(CHANGED) > 40


@pytest.mark.parametrize(
    ("kind", "amount", "year", "units"),
    [
        ("se-kandidatexamen", 120, 2004, ["se-poang"]),
        ("se-kandidatexamen", 180, 2004, ["se-poang", "se-hogskolepoang"]),
        ("se-kandidatexamen", 120, 2007, ["se-hogskolepoang", "se-poang"]),
        ("se-kandidatexamen", 120, 2008, ["se-hogskolepoang"]),
        ("se-kandidatexamen", 120, None, ["se-hogskolepoang"]),
        ("lv-bachelor", 160, 2015, ["lv-kp-old"]),
        ("fi-maisterin-tutkinto-magisterexamen", 160, 2003, ["fi-opintoviikko"]),
    ],
)
def test_a_bare_number_counts_the_unit_of_its_time(kind: str, amount: int, year: int | None, units: list[str]) -> None:
    credential = stated(kind, amount, year)
    assert list(usual_units(KB, credential, KB.type(kind), TODAY)) == units
    codes = {reason.code for reason in workload(KB, credential, KB.type(kind), TODAY).step.reasons}
    assert ("CREDITS_UNIT_UNSURE" in codes) == (len(units) > 1)
    assert ("CREDITS_UNIT_ASSUMED" in codes) == (len(units) == 1)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(CHANGED), st.integers(1, 400), st.integers(1, 400), st.integers(1990, 2026))
def test_a_larger_number_is_never_worth_less(kind: str, one: int, two: int, year: int) -> None:
    less, more = (
        workload(KB, stated(kind, amount, year), KB.type(kind), TODAY).value.ects for amount in sorted((one, two))
    )
    if less and more:
        assert less.high <= more.high


def test_a_unit_that_is_named_is_taken() -> None:
    credential = Credential(credits=Decimal(120), awarded=PartialDate(2004), credit_unit="int-ects")
    load = workload(KB, credential, KB.type("se-kandidatexamen"), TODAY).value
    assert load.ects is not None
    assert load.ects.low == load.ects.high == 120
