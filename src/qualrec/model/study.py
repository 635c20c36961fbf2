"""What is learned outside a whole award: units of a period of study, small credentials, claims without papers."""

from __future__ import annotations

from decimal import Decimal

from qualrec.model.dates import Answer
from qualrec.model.frozen import frozen
from qualrec.model.source import Id


@frozen
class Unit:
    """One unit studied: its credits in *unit* (None: the usual one), and the part of the host programme it replaces.

    *difference* is what the host's teachers found: ``none``, ``substantial`` (then *why*), or ``unknown``.
    """

    name: str
    credits: Decimal | None = None
    unit: Id | None = None
    kind: str | None = None
    agreed: Answer = Answer.UNKNOWN
    passed: Answer = Answer.UNKNOWN
    replaces: str = ""
    difference: str = "unknown"
    why: str = ""


@frozen
class Claimed:
    """One line of a background document: what is claimed, how well it is shown, and what it supports.

    *supports* is ``award``, ``institution``, ``period`` or the id of a main requirement.
    """

    says: str
    grade: str = "statement"
    supports: str = "award"
    plausible: Answer = Answer.UNKNOWN


@frozen
class Micro:
    """Answers to the questions on a micro-credential: strong, substantial, weak, none; absent is unknown."""

    answers: tuple[tuple[str, str], ...] = ()
    on_site: bool = False
    room: Answer = Answer.UNKNOWN
