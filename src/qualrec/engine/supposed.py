"""What each candidate of an ambiguous title would lead to: the same question, with the award taken as known.

So an evaluator sees at once whether it matters which of them it is. Nothing is chosen by it: the answer still waits.
"""

from __future__ import annotations

from typing import Any

from qualrec.engine.answer import Assessment
from qualrec.engine.assess import assess
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Outcome
from qualrec.model.frozen import replace

MOST = 8  # more candidates than a person would go through are left without


def supposed(kb: KnowledgeBase, found: Assessment) -> list[dict[str, Any]]:
    """Return for each candidate of an ambiguous title the outcome it would have, and what would then still be asked.

    Empty where the case ended otherwise than with a question, or where there are too many.
    """
    candidates = found.identified.candidates
    if found.outcome is not Outcome.INFORMATION_NEEDED or len(candidates) > MOST:
        return []
    told = (replace(found.credential, qualification=candidate.type.id) for candidate in candidates)
    return [_led_to(assess(kb, credential, found.question, found.policy)) for credential in told]


def _led_to(found: Assessment) -> dict[str, Any]:
    asked = dict.fromkeys(missing.what for missing in found.missing if missing.blocking)
    return {"outcome": str(found.outcome), "missing": list(asked)}
