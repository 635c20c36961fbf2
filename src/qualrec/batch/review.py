"""The review queue: what a person has to settle, the fact that settles most rows first, as a table to fill in."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from qualrec.batch.hooks import Cells, Shown
from qualrec.batch.questions import Question, about_row, about_shared, question
from qualrec.batch.text import safe
from qualrec.batch.whole import whole
from qualrec.engine.identify import identify
from qualrec.engine.intake import read
from qualrec.knowledge.base import KnowledgeBase
from qualrec.render import words as w

ASKED = ("question", "fact", "about", "row", "rows", "first_rows", "candidates", "why", "ask")
FILLED = ("settled", "author", "date", "reason")
COLUMNS = (*ASKED, *FILLED)
FIRST = 20  # row numbers that a question names
SPOOLED = 1 << 20  # bytes of rows' own questions that are kept in memory


class ReviewQueue:
    """Gathers the open questions of a batch; the shared ones in memory, the rows' own ones beside it."""

    def __init__(self, path: Path, kb: KnowledgeBase, shown: tuple[Shown, ...] = ()) -> None:
        self.path, self._kb, self._shown = path, kb, shown
        self.rows = 0
        self._shared: dict[Any, list[Any]] = {}
        self._own: IO[str] = tempfile.SpooledTemporaryFile(SPOOLED, "w+", encoding="utf-8", newline="")  # noqa: SIM115
        self._writer = csv.writer(self._own, lineterminator="\n")

    def see(self, number: int, cells: Cells, answer: Cells) -> None:
        """Keep the question of an open row."""
        asked = question(number, cells, answer)
        if asked is None:
            return
        self.rows += 1
        if asked.row:
            for show in self._shown:
                cells = show(cells)
            row = str(cells.get("id") or f"#{number}")
            about = about_row(cells, answer)
            self._writer.writerow([safe(cell) for cell in _line("", asked, row, about, [number], 1, answer)])
            return
        kept = self._shared.setdefault(asked.key, [asked, answer, 0, []])
        kept[2] += 1
        if len(kept[3]) < FIRST:
            kept[3].append(number)

    @property
    def settling(self) -> tuple[int, int]:
        """How many shared facts there are, and how many rows they would settle."""
        return len(self._shared), sum(kept[2] for kept in self._shared.values())

    def close(self) -> None:
        """Write the queue whole or not at all."""
        with whole(self.path) as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows([safe(cell) for cell in line] for line in self._lines())
            self._own.seek(0)
            for block in iter(lambda: self._own.read(1 << 16), ""):
                file.write(block)
        self._own.close()

    def _lines(self) -> Iterator[list[str]]:
        kept = sorted(self._shared.values(), key=lambda one: (-one[2], one[0].fact, one[0].about))
        for number, (asked, answer, rows, first) in enumerate(kept, 1):
            about = about_shared(asked.about)
            candidates = self._candidates(dict(asked.about)) if asked.fact == "qualification" else ""
            yield _line(str(number), asked, "", about, first, rows, answer, candidates)

    def _candidates(self, about: Mapping[str, str]) -> str:
        """Name the awards that a title may be, the likest first, as they are written into *settled*."""
        credential, faults = read({column: text for column, text in about.items() if text}, self._kb)
        if faults:
            return ""
        found = identify(self._kb, credential, self._kb.policy()).value
        return "; ".join(f"{c.type.id} ({c.score:.2f}, {c.type.awarded})" for c in found.candidates[:5])


def _line(
    name: str,
    asked: Question,
    row: str,
    about: str,
    first: list[int],
    rows: int,
    answer: Mapping[str, Any],
    candidates: str = "",
) -> list[str]:
    said = w.MISSING.get(asked.fact, "")
    ask = said if said and "{" not in said else asked.fact.replace("_", " ")
    numbers = " ".join(map(str, first))
    why = str(answer["q_explanation"])[:200]
    return [name or "own", asked.fact, about, row, str(rows), numbers, candidates, why, ask, "", "", "", ""]
