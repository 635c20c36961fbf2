"""The example cases that stand in an entry requirement pack: does the pack settle each as it says?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from qualrec.engine.assess import Question, assess
from qualrec.engine.brief import Brief
from qualrec.engine.cases import Difference, Result
from qualrec.engine.intake import read
from qualrec.engine.packs import Settled, settle
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.requirements import Pack
from qualrec.model.dates import PartialDate


def run_pack(kb: KnowledgeBase, pack: Pack, today: dt.date) -> list[Result]:
    """Settle what each case of a pack gives; a case without a day of its own is of *today*."""
    return [_run(kb, pack, case, today) for case in pack.get("cases", ())]


def _run(kb: KnowledgeBase, pack: Pack, case: Mapping[str, Any], today: dt.date) -> Result:
    line = min(case.get("@") or [1])
    given = {key: value for key, value in case["given"].items() if key != "@"}
    credential, faults = read(given, kb)
    unread = tuple(Difference(f"given.{f.field}", line, "a value that can be read", str(f.value)) for f in faults)
    if unread:
        return Result(pack["path"], line, case["name"], unread)
    on = PartialDate.parse(case["as_of"]).first if "as_of" in case else today
    question = Question(pack["host"], on, given.get("purpose") or pack.get("purpose"))
    record = Brief(assess(kb, credential, question, kb.policy()))
    found = settle(kb, pack, given, record)
    lines = dict(zip((k for k in case["expect"] if k != "@"), case["expect"].get("@", ()), strict=False))
    differences = tuple(_differences(case["expect"], found, lines, line))
    return Result(pack["path"], line, case["name"], differences)


def _differences(
    expect: Mapping[str, Any], found: Settled, lines: Mapping[str, int], line: int
) -> Iterator[Difference]:
    rule = found.rule["id"] if found.rule else None
    for key, wanted, got in (("status", expect["status"], found.status), ("rule", expect.get("rule", rule), rule)):
        if wanted != got:
            yield Difference(key, lines.get(key, line), str(wanted), str(got))
    for key, present in (("reasons", [r.code for r in found.reasons]), ("missing", list(found.missing))):
        absent = [item for item in expect.get(key, ()) if item not in present]
        if absent:
            yield Difference(key, lines.get(key, line), ", ".join(absent), ", ".join(present) or "none")
