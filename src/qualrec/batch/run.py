"""Rows in, rows out: the same pipeline as for one credential, worked out once for rows that ask the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from qualrec.batch.tables import Row
from qualrec.engine.assess import Question, assess
from qualrec.engine.intake import read
from qualrec.engine.record import Record, record
from qualrec.engine.values import Fault
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.instrument import Policy

INPUT = (
    "id country title field institution institution_status programme_accredited awarded credits credit_unit years "
    "grade grade_scale profile purpose target kind language"
).split()
OUTPUT = (
    "q_row q_status q_identified q_outcome q_qualification q_title q_score q_kind q_national_level q_eqf q_cycle "
    "q_isced q_comparator q_comparator_title q_ects_low q_ects_high q_grade_low q_grade_high q_grade_scale q_policy "
    "q_policy_rule q_reasons q_missing q_explanation q_knowledge"
).split()
_NESTED = (
    "rights",
    "outcomes",
    "joint",
    "tne",
    "mode",
    "shortened_by",
    "documents",
    "authenticity",
    "refugee",
    "qualification",
)
_MEMO = 200_000


class Batch:
    """One run over many rows."""

    def __init__(
        self,
        kb: KnowledgeBase,
        question: Question,
        policy: Policy,
        say: Any,
        fill: Callable[[Mapping[str, Any]], dict[str, Any]] = dict,
    ) -> None:
        self.kb = kb
        self.question = question
        self.policy = policy
        self.say = say  # record -> one plain sentence; words are made outside
        self.fill = fill  # inputs -> inputs with the institution's standing from the local registers
        self.counts: dict[str, int] = {"assessed": 0, "needs_review": 0, "cannot_assess": 0}
        self._memo: dict[str, dict[str, Any]] = {}

    def rows(self, rows: Iterable[Row]) -> Iterator[dict[str, Any]]:
        """Yield each row with its answer behind its own cells."""
        for row in rows:
            answer = self._answer(row)
            self.counts[answer["q_status"]] += 1
            yield {**row.cells, **answer, "q_row": row.number}

    def _answer(self, row: Row) -> dict[str, Any]:
        given = self._given(row)
        key = json.dumps([given, row.faults], sort_keys=True, default=str)
        if key not in self._memo:
            if len(self._memo) >= _MEMO:
                self._memo.clear()
            self._memo[key] = self._work_out(given, row.faults)
        return self._memo[key]

    @staticmethod
    def _given(row: Row) -> dict[str, Any]:
        keys = (*INPUT[1:], *_NESTED)
        found = {key: row.cells[key] for key in keys if row.cells.get(key) not in (None, "")}
        return {key: value.strip() if isinstance(value, str) else value for key, value in found.items()}

    def _work_out(self, given: dict[str, Any], row_faults: tuple[str, ...]) -> dict[str, Any]:
        try:
            credential, faults = read(self.fill(given), self.kb)
        except (TypeError, ValueError, KeyError, ArithmeticError, AttributeError):
            # A nested value of the wrong shape, possible in JSON lines only.
            return self._empty(("ROW_UNREADABLE",), "the row holds a value of the wrong shape")
        codes = (*row_faults, *_codes(faults))
        broken = _broken(given, faults)
        if broken:
            return self._empty((*broken, *codes), _fault_words(broken, faults))
        purpose = given.get("purpose") or self.question.purpose
        if any(fault.field == "purpose" for fault in faults):
            purpose = self.question.purpose
        question = Question(
            self.question.host, self.question.on, purpose, self.question.method, self.question.assume_recognised
        )
        found = record(self.kb, assess(self.kb, credential, question, self.policy))
        return self._columns(found, codes, faults)

    def _empty(self, codes: tuple[str, ...], said: str) -> dict[str, Any]:
        row: dict[str, Any] = dict.fromkeys(OUTPUT, "")
        return row | {
            "q_status": "cannot_assess",
            "q_identified": "unknown",
            "q_reasons": "|".join(dict.fromkeys(codes)),
            "q_explanation": said,
            "q_policy": self.policy.id,
            "q_knowledge": self.kb.version,
        }

    def _columns(self, found: Record, codes: tuple[str, ...], faults: list[Fault]) -> dict[str, Any]:
        identified, levels, ects = found["identified"], found["levels"], found["workload"]["ects"]
        sure = identified["status"] == "found"
        converted = (found["grade"] or {}).get("converted", [])
        comparator = found["comparator"] or {}
        missing = [item["what"] for item in found["missing"] if item["blocking"]]
        open_case = found["outcome"] in {"INFORMATION_NEEDED", "NO_COMPARATOR", "REFERRED", "CREDIT_ADVICE"}
        status = "needs_review" if not sure or open_case or faults else "assessed"
        row: dict[str, Any] = dict.fromkeys(OUTPUT, "")
        row |= {
            "q_status": status,
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
            "q_reasons": "|".join(dict.fromkeys([*codes, *_deciding(found)])),
            "q_missing": "|".join(dict.fromkeys(missing)),
            "q_explanation": self.say(found),
            "q_knowledge": self.kb.version,
        }
        if converted:
            first = converted[0]
            row |= {"q_grade_low": first["low"], "q_grade_high": first["high"], "q_grade_scale": first["scale"]}
        return row


def _codes(faults: list[Fault]) -> list[str]:
    return [fault.code for fault in faults]


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


def _deciding(found: Record) -> list[str]:
    """Return the codes that decided: grounds, then those of the stages that a reviewer needs."""
    stages = {"identify", "status", "authenticity", "fixed", "weigh", "form"}
    grounds = [ground["code"] for ground in found["grounds"]]
    steps = [step for step in found["trace"]["steps"] if step["stage"] in stages]
    return [*grounds, *(reason["code"] for step in steps for reason in step["reasons"])]
