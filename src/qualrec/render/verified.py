"""What came of making a record again, in words: the same, moved lines, other fields, or changed by hand."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console

from qualrec.engine.verify import Verified
from qualrec.render.screen import ASK, BAD, DIM, GOOD, words
from qualrec.render.words import FAULTS


def show(name: str, verified: Verified, out: Console, limit: int) -> None:
    """Print one record's result: the verdict first, then the fields that differ."""
    real = [difference for difference in verified.differences if not difference.place]
    moved = len(verified.differences) - len(real)
    if not verified.intact:
        out.print(words(f"{name}: ", ("changed after it was made", BAD), ": its digest is not that of its content"))
    if verified.faults:
        out.print(words(f"{name}: ", ("cannot be made again", BAD)))
        for fault in verified.faults:
            out.print(words(f"  {fault.field}: {fault.value!r} {FAULTS[fault.code]}"))
    elif real:
        noun = "field differs" if len(real) == 1 else "fields differ"
        out.print(words(f"{name}: ", (f"{len(real)} {noun}", BAD)))
    elif verified.intact:
        out.print(words(f"{name}: ", ("the same", GOOD)))
    for difference in real[:limit]:
        out.print(words(f"  {difference.path}"))
        out.print(words(("    recorded  ", DIM), _short(difference.recorded)))
        out.print(words(("    now       ", DIM), _short(difference.now)))
    if len(real) > limit:
        out.print(words((f"  ... {len(real) - limit} more; --format json has all", DIM)))
    if not verified.same_knowledge:
        out.print(words((f"  made with other knowledge: {verified.knowledge[0]}; now {verified.knowledge[1]}", ASK)))
    if verified.engine[0] != verified.engine[1] and not verified.faults:
        out.print(words((f"  made with engine {verified.engine[0]}; now {verified.engine[1]}", ASK)))
    if moved:
        out.print(words((f"  {moved} facts stand on another line than then", DIM)))


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= 200 else text[:197] + "..."
