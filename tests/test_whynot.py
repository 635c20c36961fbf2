"""Why not better: the change that is named really gives the better result, for every worked case it applies to."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from conftest import CASES, DAY, case_id
from qualrec.engine.answer import Question
from qualrec.engine.assess import assess
from qualrec.engine.cases import WorkedCase
from qualrec.engine.intake import place_value, read
from qualrec.engine.whynot import ORDER, why_not
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Outcome

# Every golden case, and of the thousand beside the data every fourth: each asks the engine many times.
GOLDEN = [case for case in CASES if "golden" in case.path]
SOME = [*GOLDEN, *[case for case in CASES if "golden" not in case.path][::4]]


@pytest.mark.parametrize("case", SOME, ids=case_id)
def test_the_change_named_flips_the_outcome(case: WorkedCase, kb: KnowledgeBase) -> None:
    raw: dict[str, Any] = dict(case.body["given"])
    day = dt.date.fromisoformat(str(case.body["as_of"])) if "as_of" in case.body else DAY
    host = kb.country_code(str(raw.get("to") or "")) or str(raw.get("country"))
    question = Question(host, day, raw.get("purpose"), case.body.get("method", "lrc"))
    found = why_not(kb, raw, question, kb.policy(), Outcome.FULL)
    if not found.reached:
        assert not found.changes
        return
    changed = dict(raw)
    for path, value in found.changes:
        place_value(changed, path, value)
    credential, faults = read(changed, kb)
    assert not faults
    after = assess(kb, credential, question, kb.policy())
    assert after.outcome is found.outcome
    assert ORDER.index(after.outcome) <= ORDER.index(Outcome.FULL)
    if found.changes:
        assert found.blocked
        before = assess(kb, read(raw, kb)[0], question, kb.policy())
        assert before.outcome not in {Outcome.FULL, Outcome.AUTOMATIC}
        for left_out in found.changes:  # the change is the smallest: without any part of it the outcome stays
            fewer = dict(raw)
            for path, value in found.changes:
                if path != left_out[0]:
                    place_value(fewer, path, value)
            again = assess(kb, read(fewer, kb)[0], question, kb.policy())
            assert again.outcome not in {Outcome.FULL, Outcome.AUTOMATIC}
