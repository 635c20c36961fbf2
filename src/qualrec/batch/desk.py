"""The desk: one row's inputs to its answer, by the same pipeline as a single assessment; nothing is remembered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualrec.batch.columns import INPUT, NESTED, OUTPUT
from qualrec.batch.hooks import Cells, Judge
from qualrec.engine.assess import Question, assess
from qualrec.engine.brief import Brief
from qualrec.engine.identify import Identified
from qualrec.engine.intake import date_reader, read
from qualrec.engine.methods import PROFILES
from qualrec.engine.values import Fault
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Found
from qualrec.model.frozen import fresh, frozen, replace
from qualrec.registers.fill import Filler
from qualrec.render.sentence import sentence
from qualrec.render.words import country as country_words

_KEYS = (*INPUT[1:], *NESTED)
_OPEN = frozenset({"INFORMATION_NEEDED", "NO_COMPARATOR", "REFERRED", "CREDIT_ADVICE"})


@frozen
class Setup:
    """What a desk is made of, plain enough to be sent to another process."""

    question: Question
    data: tuple[Path, ...] = ()
    store: Path | None = None
    judge: Judge | None = None
    names: Mapping[str, str] = fresh(default_factory=dict)  # our column -> the table's own, where it has another name

    def open(self) -> Desk:
        """Open the knowledge and set the desk up.

        Raises:
            KnowledgeError: if the knowledge cannot be loaded.
            StoreError: if the store of institutions cannot be used.
        """
        return Desk(KnowledgeBase.open(self.data), self)


class Desk:
    """Answers rows."""

    def __init__(self, kb: KnowledgeBase, setup: Setup) -> None:
        self.kb = kb
        self.setup = setup
        self.question = setup.question
        self.policy = kb.policy()
        self.judge = setup.judge
        self._names = [(key, setup.names.get(key, key)) for key in _KEYS]
        filler = Filler(kb, setup.store, date_reader(kb))
        self.fill, self.has_store = filler.fill, filler.has_store
        self.at_completion = PROFILES[setup.question.method].at_completion

    def of_table(self, names: Mapping[str, str]) -> Desk:
        """Return the same desk for a table with column names of its own."""
        return Desk(self.kb, replace(self.setup, names=names)) if names else self

    def column(self, name: str) -> str:
        """Return the name that one of our columns has in the table."""
        return self.setup.names.get(name, name)

    def given(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a row states of its credential: the known columns that are filled."""
        found = {key: cells[own] for key, own in self._names if cells.get(own) not in (None, "")}
        return {key: value.strip() if isinstance(value, str) else value for key, value in found.items()}

    def country(self, name: str) -> str | None:
        """Return the country a row means, as its intake reads it."""
        return read({"country": name}, self.kb)[0].country

    def answer(
        self,
        given: Mapping[str, Any],
        row_faults: tuple[str, ...] = (),
        identified: Found[Identified] | None = None,
    ) -> Cells:
        """Return the output columns of a row but its number; whatever the row holds, it gets an answer.

        *identified* is what its title is taken for, where that is known.
        """
        try:
            credential, faults = read(self.fill(given), self.kb)
        except (TypeError, ValueError, KeyError, ArithmeticError, AttributeError):
            # A nested value of the wrong shape, possible in JSON lines only.
            return self.empty(("ROW_UNREADABLE", *row_faults), "the row holds a value of the wrong shape")
        codes = (*row_faults, *(fault.code for fault in faults))
        broken = _broken(given, faults)
        if broken:
            return self.empty((*broken, *codes), _fault_words(broken, faults))
        purpose = given.get("purpose") or self.question.purpose
        if any(fault.field == "purpose" for fault in faults):
            purpose = self.question.purpose
        question = self.question if purpose == self.question.purpose else replace(self.question, purpose=purpose)
        found = Brief(assess(self.kb, credential, question, self.policy, identified))
        columns = self._columns(found, codes, faults)
        return self.judge.settle(given, found, columns) if self.judge else columns

    def empty(self, codes: tuple[str, ...], said: str) -> Cells:
        """Return the answer for a row that cannot be assessed, with the reason."""
        row: Cells = dict.fromkeys(OUTPUT, "")
        return row | {
            "q_status": "cannot_assess",
            "q_identified": "unknown",
            "q_reasons": "|".join(dict.fromkeys(codes)),
            "q_explanation": said,
            "q_policy": self.policy.id,
            "q_knowledge": self.kb.version,
        }

    def _columns(self, found: Mapping[str, Any], codes: tuple[str, ...], faults: list[Fault]) -> Cells:
        identified, levels, ects = found["identified"], found["levels"], found["workload"]["ects"]
        sure = identified["status"] == "found"
        converted = (found["grade"] or {}).get("converted", [])
        comparator = found["comparator"] or {}
        missing = [item["what"] for item in found["missing"] if item["blocking"]]
        open_case = found["outcome"] in _OPEN
        row: Cells = dict.fromkeys(OUTPUT, "")
        row |= {
            "q_status": "needs_review" if not sure or open_case or faults else "assessed",
            "q_identified": identified["status"],
            "q_outcome": found["outcome"],
            "q_qualification": (identified["id"] or "") if sure else "",
            "q_title": (identified["title"] or "") if sure else "",
            "q_score": str(identified["candidates"][0]["score"]) if identified["candidates"] else "",
            "q_kind": (identified["kind"] or "") if sure else "",
            "q_national_level": "|".join(f"{level['framework']} {level['code']}" for level in levels["national"]),
            "q_eqf": "|".join(levels["eqf"]),
            "q_cycle": "|".join(levels["qf_ehea"]),
            "q_isced": "|".join(levels["isced"]),
            "q_comparator": comparator.get("id", ""),
            "q_comparator_title": comparator.get("title", ""),
            "q_ects_low": ects["low"] if ects else "",
            "q_ects_high": ects["high"] if ects else "",
            "q_policy": self.policy.id,
            "q_reasons": "|".join(dict.fromkeys([*codes, *found["codes"]])),
            "q_missing": "|".join(dict.fromkeys(missing)),
            "q_explanation": sentence(found, self._name),
            "q_knowledge": self.kb.version,
        }
        if converted:
            first = converted[0]
            row |= {"q_grade_low": first["low"], "q_grade_high": first["high"], "q_grade_scale": first["scale"]}
        return row

    def _name(self, code: str) -> str:
        return country_words(code, self.kb.country_name(code))


def _broken(given: Mapping[str, Any], faults: list[Fault]) -> tuple[str, ...]:
    """Say why a row cannot be assessed at all: no title, no country, or a country that is none."""
    found = []
    if not given.get("title") and not given.get("qualification"):
        found.append("TITLE_MISSING")
    if not given.get("country"):
        found.append("COUNTRY_MISSING")
    if any(fault.field == "country" for fault in faults):
        found.append("COUNTRY_UNKNOWN")
    return tuple(found)


def _fault_words(broken: tuple[str, ...], faults: list[Fault]) -> str:
    said = {
        "TITLE_MISSING": "no title is given",
        "COUNTRY_MISSING": "no country is given",
        "COUNTRY_UNKNOWN": "the country is none",
    }
    hints = [fault.hint for fault in faults if fault.field == "country" and fault.hint]
    return "; ".join([*(said[code] for code in broken), *hints])
