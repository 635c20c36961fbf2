"""The short record: what a table row, a pack or a sentence needs of an assessment, without sources and trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from qualrec.engine import sections
from qualrec.engine.answer import Assessment
from qualrec.engine.sources import plain
from qualrec.model.assessment import Reason

_STAGES = frozenset({"identify", "status", "authenticity", "fixed", "weigh", "form"})


class Brief(Mapping[str, Any]):
    """The sections of the result record that hold codes and values, each as the full record has it.

    A section is worked out when it is asked for: a table row wants few. Left out are what only a reader of the whole
    record needs: facts and sources, the trace, the law that does not apply. ``reasons`` are those of the stages that
    decide; ``codes`` is added: their codes, the grounds first.
    """

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = _SECTIONS[name](self._assessment)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_SECTIONS)

    def __len__(self) -> int:
        return len(_SECTIONS)


def _deciding(a: Assessment) -> list[Reason]:
    return [reason for step in a.trace.steps if step.stage in _STAGES for reason in step.reasons]


def _codes(a: Assessment) -> list[str]:
    grounds = [ground.reason.code for ground in a.weighed.grounds]
    return list(dict.fromkeys([*grounds, *(reason.code for reason in _deciding(a))]))


def _grounds(a: Assessment) -> list[dict[str, Any]]:
    return [
        {
            "element": str(g.element),
            "found": g.found,
            "required": g.required,
            "code": g.reason.code,
            "values": plain(g.reason.values),
        }
        for g in a.weighed.grounds
    ]


_SECTIONS: dict[str, Callable[[Assessment], Any]] = {
    "outcome": lambda a: str(a.outcome),
    "side": lambda a: str(a.side) if a.side else None,
    "credential": lambda a: dict(a.credential.given),
    "host": lambda a: a.question.host,
    "purpose": lambda a: a.purpose,
    "purpose_assumed": lambda a: a.question.purpose is None,
    "method": lambda a: a.question.method,
    "as_of": lambda a: a.question.on.isoformat(),
    "identified": sections.identified,
    "levels": sections.levels,
    "comparator": lambda a: sections.comparator(a.comparator),
    "alternative": lambda a: sections.comparator(a.alternative),
    "workload": sections.workload,
    "grade": sections.grade,
    "elements": lambda a: [
        {"element": str(e.element), "finding": str(e.finding), "award": e.award, "host": e.host} for e in a.elements
    ],
    "basis": lambda a: a.basis,
    "grounds": _grounds,
    "conditions": lambda a: [plain(condition) for condition in a.conditions],
    "remedies": lambda a: [plain(remedy) for remedy in a.remedies],
    "missing": lambda a: [
        {"what": m.what, "who": m.who, "blocking": m.blocking, "values": plain(m.values)} for m in a.missing
    ],
    "units": sections.units,
    "advice": lambda a: a.advice.code if a.advice else None,
    "background": sections.background,
    "reasons": lambda a: [{"code": reason.code, "values": plain(reason.values)} for reason in _deciding(a)],
    "codes": _codes,
}
