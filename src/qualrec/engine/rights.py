"""S9: what the holder can do where it is less than asked, and by when the deciding body must decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from qualrec.engine.law import Verdict
from qualrec.engine.weigh import Weighed
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Outcome
from qualrec.model.dates import PartialDate

if TYPE_CHECKING:
    from qualrec.engine.background import Background


def remedies(
    outcome: Outcome, weighed: Weighed, offers: tuple[Mapping[str, Any], ...], background: Background | None = None
) -> list[dict[str, Any]]:
    """Say what the holder can do now (S9); nothing to do where all asked for was given."""
    if background and background.cap:
        from qualrec.engine.background import MEANS

        return [{"code": "show_otherwise", "means": "|".join(MEANS)}, {"code": "other_purpose"}]
    if outcome in {Outcome.AUTOMATIC, Outcome.FULL}:
        return []
    if outcome is Outcome.CREDIT_ADVICE:
        return [{"code": "ask_programme"}, {"code": "prior_learning"}]
    if outcome in {Outcome.INFORMATION_NEEDED, Outcome.NO_COMPARATOR}:
        return [{"code": "supply_missing"}]
    if outcome in {Outcome.BOGUS, Outcome.FRAUD}:
        return [{"code": "answer_proof"}]
    if outcome is Outcome.REFERRED:
        return [{"code": "ask_profession_authority"}]
    if outcome is Outcome.RESTRICTED:
        return [{"code": "use_restricted"}, {"code": "widen_access"}]
    if outcome is Outcome.STATEMENT:
        return [{"code": "show_quality"}, {"code": "prior_learning"}]
    found: list[dict[str, Any]] = [{"code": "offer", **offer} for offer in offers]
    if weighed.remediable_ects is not None:
        found.append({"code": "bridge", "ects": weighed.remediable_ects})
    return [*found, {"code": "other_purpose"}, {"code": "prior_learning"}]


def due(complete: PartialDate | None, months: int) -> str | None:
    """Return the last day for a decision: the day the file was complete plus the time limit in months."""
    return _after(complete.last, months).isoformat() if complete else None


def deadlines(
    kb: KnowledgeBase, complete: PartialDate | None, months: int, law: Iterable[Verdict]
) -> Iterator[Mapping[str, str]]:
    """Yield each time limit with its day: those of the texts that apply, else the policy's; a delay needs a reason."""
    if complete is None:
        return
    texts = (kb.instrument(verdict.id) for verdict in law if verdict.applied)
    limits = [(limit, text) for text in texts for limit in text.time_limits]
    for limit, text in limits:
        yield {"what": limit.what, "by": _after(complete.last, limit.months).isoformat(), "under": text.id}
    if not limits:
        yield {"what": "decision", "by": _after(complete.last, months).isoformat(), "under": "policy"}


def _after(start: dt.date, months: int) -> dt.date:
    """Return the same day *months* later, or the last day of that month."""
    year, month = divmod(start.month - 1 + months, 12)
    first = dt.date(start.year + year, month + 1, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return first.replace(day=min(start.day, last.day))
