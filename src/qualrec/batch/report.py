"""Counts of a batch as it runs, and the page made of them: bounded, whatever the number of rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from qualrec.batch.hooks import Cells, Shown
from qualrec.batch.questions import cause
from qualrec.batch.whole import whole
from qualrec.knowledge.base import KnowledgeBase
from qualrec.render.report import Summary, page

SHOWN_ROWS = 2_000  # of the table on the page
KINDS_OF = 5_000  # distinct grades, codes and countries that are told apart


class Report:
    """Gathers what the page shows."""

    def __init__(self, path: Path, kb: KnowledgeBase, shown: tuple[Shown, ...] = ()) -> None:
        self.path, self._kb, self._shown = path, kb, shown
        self._rows = 0
        self._statuses: Counter[str] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._countries: dict[str, Counter[str]] = defaultdict(Counter)
        self._reasons: Counter[str] = Counter()
        self._facts: Counter[str] = Counter()
        self._grades: dict[str, Counter[Decimal]] = defaultdict(Counter)
        self._labels: dict[str, Counter[str]] = defaultdict(Counter)
        self._table: list[dict[str, str]] = []
        self._head: dict[str, str] = {}

    def see(self, number: int, cells: Cells, answer: Cells) -> None:
        """Count one row."""
        self._rows += 1
        status = answer["q_status"]
        self._statuses[status] += 1
        self._outcomes[answer["q_outcome"] or status] += 1
        country = str(cells.get("country") or "not given").strip()[:60]
        if country in self._countries or len(self._countries) < KINDS_OF:
            self._countries[country][status] += 1
        for code in str(answer["q_reasons"]).split("|")[:4]:
            name = code.partition(":")[0]
            if name and (name in self._reasons or len(self._reasons) < KINDS_OF):
                self._reasons[name] += 1
        if why := cause(answer):
            self._facts[why] += 1
        if answer["q_grade_scale"]:
            self._grade(answer["q_grade_scale"], answer["q_grade_low"])
        if len(self._table) < SHOWN_ROWS:
            self._table.append(self._row(number, cells, answer))
        self._head = {"knowledge": answer["q_knowledge"], "policy": answer["q_policy"]}

    def close(self) -> None:
        """Write the page whole or not at all."""
        summary = Summary(
            rows=self._rows,
            statuses=dict(self._statuses),
            outcomes=dict(self._outcomes.most_common()),
            countries={name: dict(counts) for name, counts in self._countries.items()},
            reasons=dict(self._reasons.most_common(25)),
            facts=dict(self._facts.most_common()),
            grades={scale: dict(counts) for scale, counts in self._grades.items()},
            labels={scale: self._in_order(scale, counts) for scale, counts in self._labels.items()},
            table=self._table,
            head=self._head,
        )
        with whole(self.path) as file:
            file.write(page(summary))

    def _in_order(self, scale: str, counts: Counter[str]) -> dict[str, int]:
        """Return the counts of grades that are no numbers in the order of their scale, the best first."""
        order = {grade: at for at, grade in enumerate(self._kb.scale(scale).best_first)}
        return dict(sorted(counts.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))

    def _grade(self, scale: str, text: str) -> None:
        try:
            value = Decimal(text)
        except InvalidOperation:
            if text in self._labels[scale] or len(self._labels[scale]) < KINDS_OF:
                self._labels[scale][text] += 1
            return
        if value in self._grades[scale] or len(self._grades[scale]) < KINDS_OF:
            self._grades[scale][value] += 1

    def _row(self, number: int, cells: Cells, answer: Cells) -> dict[str, str]:
        for show in self._shown:
            cells = show(cells)
        own = {name: _short(cells.get(name)) for name in ("id", "country", "title", "institution")}
        return {"row": str(number), **own, **{name: _short(answer[name]) for name in _ANSWERS}}


_ANSWERS = ("q_status", "q_outcome", "q_comparator_title", "q_missing", "q_explanation")


def _short(value: Any) -> str:
    text = str(value if value is not None else "")
    return text if len(text) <= 160 else text[:157] + "..."
