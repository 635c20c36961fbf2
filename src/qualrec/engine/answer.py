"""What is asked of a credential, and the whole answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from qualrec.engine.weigh import Weighed
from qualrec.engine.workload import Load
from qualrec.model.frozen import frozen

if TYPE_CHECKING:  # stages that few credentials need are opened when one does
    from qualrec.engine.background import Background
    from qualrec.engine.grades import Graded
    from qualrec.engine.identify import Identified
    from qualrec.engine.law import Verdict
    from qualrec.engine.micro import Advice
    from qualrec.engine.period import Period
    from qualrec.engine.place import Placed
    from qualrec.model.assessment import ElementFinding, Missing, Outcome, Reason, Step
    from qualrec.model.credential import Credential
    from qualrec.model.framework import QualificationType
    from qualrec.model.instrument import Policy


@frozen
class Question:
    """What is asked: for which host and purpose, on which day, by which method."""

    host: str
    on: dt.date
    purpose: str | None = None
    method: str = "lrc"
    assume_recognised: bool = False


@frozen
class Assessment:
    """The whole answer. *missing* holds what is still needed; the codes of *trace* explain every part."""

    credential: Credential
    question: Question
    purpose: str
    outcome: Outcome
    identified: Identified
    policy: Policy
    trace: Step
    side: Outcome | None = None
    placed: Placed | None = None
    comparator: QualificationType | None = None
    load: Load = Load()
    graded: Graded | None = None
    elements: tuple[ElementFinding, ...] = ()
    law: tuple[Verdict, ...] = ()
    basis: str | None = None
    weighed: Weighed = Weighed()
    conditions: tuple[Mapping[str, Any], ...] = ()
    alternative: QualificationType | None = None
    remedies: tuple[Mapping[str, Any], ...] = ()
    missing: tuple[Missing, ...] = ()
    statement: Reason | None = None
    period: Period | None = None
    advice: Advice | None = None
    background: Background | None = None
    deadlines: tuple[Mapping[str, str], ...] = ()
    due: str | None = None
