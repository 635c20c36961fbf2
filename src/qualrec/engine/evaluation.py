"""An evaluation under way, and its end: the outcome with its grounds, statement, remedies and deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from qualrec.engine.answer import Assessment, Question
from qualrec.engine.identify import Identified
from qualrec.engine.methods import Result, statement
from qualrec.engine.rights import deadlines, due, remedies
from qualrec.engine.weigh import Weighed
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Found, Ground, Outcome, Step
from qualrec.model.credential import Credential
from qualrec.model.frozen import frozen, replace
from qualrec.model.instrument import Policy

T = TypeVar("T")
WORST = frozenset({Outcome.BOGUS, Outcome.FRAUD})
_SIDE_STATES = {Outcome.INFORMATION_NEEDED, Outcome.REFERRED, Outcome.NO_COMPARATOR, Outcome.CREDIT_ADVICE}
_LESS = {*WORST, Outcome.STATEMENT, Outcome.CONDITIONAL, Outcome.RESTRICTED}
_GROUND_CODES = {
    "INSTITUTION_BOGUS": "quality",
    "PROGRAMME_NOT_ACCREDITED": "quality",
    "INSTITUTION_LEGITIMATE": "quality",
    "INSTITUTION_LEGITIMATE_NO_EVIDENCE": "quality",
    "INSTITUTION_NOT_RECOGNISED": "quality",
    "TNE_BREAKS_CODE": "quality",
    "AUTHENTICITY_FRAUD": "papers",
    "AUTHENTICITY_UNVERIFIABLE": "papers",
    "BACKGROUND_ON_STATEMENT": "papers",
    "BACKGROUND_IMPLAUSIBLE": "papers",
    "FORM_RESTRICTED": "level",
}


class Trail:
    """The steps of one assessment, in order."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def take(self, found: Found[T]) -> T:
        """Keep the step of *found* and return its value."""
        if found.step.reasons or found.step.steps:
            self.steps.append(found.step)
        return found.value


@frozen
class Evaluation:
    """One evaluation under way: its inputs, and the steps so far."""

    kb: KnowledgeBase
    credential: Credential
    question: Question
    purpose: str
    policy: Policy
    trail: Trail
    identified: Identified
    assumed: bool

    def conclude(self, outcome: Outcome, **parts: Any) -> Assessment:
        """Return the assessment with this outcome; *parts* are what else it has, by the names of its fields.

        Of them *case*, the comparison, and *offers*, what else may be asked for, only tell its statement and remedies.
        """
        offers, case, missing = parts.pop("offers", ()), parts.pop("case", None), parts.pop("missing", ())
        side = Outcome.BACKGROUND_DOCUMENT if parts.get("background") else outcome if outcome in _SIDE_STATES else None
        award = parts.get("alternative") or (parts.get("comparator") if str(outcome).startswith("RECOGNISED") else None)
        says = statement(self.question.method, Result(outcome, award, case))
        if says:
            self.trail.steps.append(Step("statement", (says,)))
        weighed = parts.pop("weighed", Weighed())
        if not weighed.grounds:
            weighed = replace(weighed, grounds=tuple(self._grounds_before(outcome)))
        law = parts.get("law", ())
        complete, months = self.credential.file_complete_on, int(self.policy["time_limit_months"])
        return Assessment(
            credential=self.credential,
            question=self.question,
            purpose=self.purpose,
            outcome=outcome,
            side=side,
            identified=self.identified,
            policy=self.policy,
            trace=Step("assess", (), tuple(self.trail.steps)),
            missing=missing,
            weighed=weighed,
            remedies=tuple(remedies(outcome, weighed, offers, parts.get("background"))),
            statement=says,
            deadlines=tuple(deadlines(self.kb, complete, months, law)),
            due=due(complete, months),
            **parts,
        )

    def _grounds_before(self, outcome: Outcome) -> Iterator[Ground]:
        """The grounds that stand before any comparison: status, papers, or the award's own restriction."""
        if outcome not in _LESS:
            return
        for reason in (reason for step in self.trail.steps for reason in step.reasons):
            if reason.code in _GROUND_CODES:
                yield Ground(_GROUND_CODES[reason.code], reason)
