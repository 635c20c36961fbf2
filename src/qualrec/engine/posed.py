"""An assessment that a file asks for: a worked case, a stored record, or a credential with its host."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from qualrec.engine.answer import Assessment, Question
from qualrec.engine.assess import METHODS, assess
from qualrec.engine.intake import country_hint, read
from qualrec.engine.values import Fault, near
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy


@frozen
class Posed:
    """What is asked, as it stands in a file: the credential's values, the host, the day, the method.

    *policy* is None where the shipped numbers count.
    """

    path: str
    line: int
    name: str
    given: Mapping[str, Any]
    host: str
    on: dt.date
    purpose: str | None = None
    method: str = "lrc"
    assume_recognised: bool = False
    policy: Policy | None = None


@frozen
class Unposed:
    """A question that cannot be asked of some knowledge: each value that could not be read, and why."""

    faults: tuple[Fault, ...]


def answer(kb: KnowledgeBase, posed: Posed) -> Assessment | Unposed:
    """Assess what is asked, or say which values cannot be read."""
    credential, faults = read(posed.given, kb)
    host = kb.country_code(posed.host)
    if host is None:
        faults = [*faults, Fault("to", posed.host, "COUNTRY_UNKNOWN", country_hint(kb, posed.host))]
    if posed.method not in METHODS:
        faults = [*faults, Fault("method", posed.method, "ID_UNKNOWN", near(posed.method, METHODS))]
    if faults or host is None:
        return Unposed(tuple(faults))
    question = Question(host, posed.on, posed.purpose, posed.method, posed.assume_recognised)
    return assess(kb, credential, question, posed.policy or kb.policy())
