"""What an assessment consists of: coded reasons, the steps that found them, and the outcome.

Codes and values only; the words are made when it is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Generic, TypeVar

from qualrec.model.frozen import fresh, frozen
from qualrec.model.source import Fact

T_co = TypeVar("T_co", covariant=True)


class Outcome(StrEnum):
    """The outcome codes of the evaluation procedure, best for the holder first, then the side states."""

    AUTOMATIC = "RECOGNISED_AUTOMATIC"
    FULL = "RECOGNISED_FULL"
    RESTRICTED = "RECOGNISED_RESTRICTED"
    CONDITIONAL = "RECOGNISED_CONDITIONAL"
    PARTIAL = "RECOGNISED_PARTIAL"
    ALTERNATIVE = "RECOGNISED_ALTERNATIVE"
    STATEMENT = "EXPLANATORY_STATEMENT"
    NOT_SUBSTANTIAL = "NOT_RECOGNISED_SUBSTANTIAL"
    BOGUS = "NOT_RECOGNISED_BOGUS"
    FRAUD = "NOT_RECOGNISED_FRAUD"
    INFORMATION_NEEDED = "INFORMATION_NEEDED"
    BACKGROUND_DOCUMENT = "BACKGROUND_DOCUMENT"
    REFERRED = "REFERRED"
    NO_COMPARATOR = "NO_COMPARATOR"
    CREDIT_ADVICE = "CREDIT_ADVICE"


class Element(StrEnum):
    """The five elements compared."""

    LEVEL = "level"
    WORKLOAD = "workload"
    QUALITY = "quality"
    PROFILE = "profile"
    OUTCOMES = "outcomes"


class Finding(StrEnum):
    """What a comparison of one element found."""

    BETTER = "better"
    MATCH = "match"
    NON_SUBSTANTIAL = "non_substantial"
    CANDIDATE = "candidate"
    SUBSTANTIAL = "substantial"
    NOT_SHOWN = "not_shown"


@frozen
class Reason:
    """One finding in code: the values it speaks of, the facts it rests on (each with the field used), its check."""

    code: str
    values: Mapping[str, Any] = fresh(default_factory=dict)
    facts: tuple[tuple[Fact, str], ...] = ()
    check: str = ""


@frozen
class Step:
    """A question the engine asked, what it found, and the steps it took on the way."""

    stage: str
    reasons: tuple[Reason, ...] = ()
    steps: tuple[Step, ...] = ()

    def walk(self) -> Iterator[Step]:
        """Yield this step and all below it, in order."""
        yield self
        for step in self.steps:
            yield from step.walk()


@frozen
class Found(Generic[T_co]):
    """What every stage returns: a value, and the step that explains it."""

    value: T_co
    step: Step


@frozen
class ElementFinding:
    """The finding on one element, with what was compared: this award's value and the host award's."""

    element: Element
    finding: Finding
    reasons: tuple[Reason, ...]
    award: str = ""
    host: str = ""
    remediable_ects: int | None = None


@frozen
class Ground:
    """Why it is less than what was asked: the element (or ``papers``), and the reason with its evidence.

    *found* and *required* are what was compared, where two values were.
    """

    element: str
    reason: Reason
    found: str = ""
    required: str = ""


@frozen
class Missing:
    """A fact still needed, who can supply it, and where it can be looked up."""

    what: str
    who: str
    where: tuple[Fact, ...] = ()
    values: Mapping[str, Any] = fresh(default_factory=dict)
    blocking: bool = True
