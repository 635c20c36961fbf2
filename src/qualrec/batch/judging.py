"""An entry requirement pack as the judge of a batch: each verdict gets its status and the line of the table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from qualrec.batch.hooks import Cells
from qualrec.engine.packs import Settled, settle
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.requirements import Pack, read_pack
from qualrec.render import words as w

_CONDITIONS = {"years_at_least": "years", "institutions": "institution", "fields": "field"}


class PackJudge:
    """Settles rows by one pack; sent to another process it opens the same file there."""

    def __init__(self, kb: KnowledgeBase, pack: Pack, data: tuple[Path, ...] = ()) -> None:
        self.kb, self.pack, self._data = kb, pack, data
        asked = {key for rule in pack["rules"] for part in ("only", "except") for key in rule.get(part) or {}}
        self.reads = frozenset({"grade", "grade_scale", *(_CONDITIONS[key] for key in asked if key != "@")})

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, (self.pack["path"], self._data)

    def settle(self, given: Mapping[str, Any], record: Mapping[str, Any], columns: Cells) -> Cells:
        """Return *columns* with the pack's status, its line that decided, why, and what is missing."""
        found = settle(self.kb, self.pack, given, record)
        codes = [reason.code for reason in found.reasons]
        said = "; ".join(w.say(reason.code, reason.values) for reason in found.reasons)
        # A row with an unreadable value is looked at, however well the rest fits.
        review = found.status == "meets" and any(code in w.FAULTS for code in columns["q_reasons"].split("|"))
        return {
            **columns,
            "q_status": "needs_review" if review else found.status,
            "q_policy": self.pack["id"],
            "q_policy_rule": where(self.pack, found),
            "q_reasons": "|".join(dict.fromkeys([*codes, *filter(None, columns["q_reasons"].split("|"))])),
            "q_missing": "|".join(dict.fromkeys([*found.missing, *filter(None, columns["q_missing"].split("|"))])),
            "q_explanation": f"{w.PACK[found.status]}: {said}. {columns['q_explanation']}",
        }


def where(pack: Pack, found: Settled) -> str:
    """Return the deciding line of a pack: ``rule (file:line)``; empty where none decided."""
    if not found.rule:
        return ""
    return f"{found.rule['id']} ({pack['path']}:{min(found.rule.get('@') or [1])})"


def _opened(path: str, data: tuple[Path, ...]) -> PackJudge:
    kb = KnowledgeBase.open(data)
    return PackJudge(kb, read_pack(Path(path), kb), data)
