"""An assessment that a file asks for: a worked case, a stored record, or a credential with its host."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from qualrec.engine.answer import Assessment, Question
from qualrec.engine.assess import METHODS, assess
from qualrec.engine.intake import country_hint, read
from qualrec.engine.values import Fault, near
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.dates import PartialDate
from qualrec.model.frozen import frozen, replace
from qualrec.model.instrument import Policy


@frozen
class Posed:
    """What is asked, as it stands in a file: the credential's values, the host, the day, the method.

    *numbers* are those of a policy by name, where the shipped ones do not count.
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
    numbers: Mapping[str, str] | None = None


@frozen
class Unposed:
    """A question that cannot be asked of some knowledge: each value that could not be read, and why."""

    faults: tuple[Fault, ...]


def answer(kb: KnowledgeBase, posed: Posed, policy: Policy | None = None) -> Assessment | Unposed:
    """Assess what is asked, or say which values cannot be read; *policy* stands over the numbers of *posed*."""
    credential, faults = read(posed.given, kb)
    host = kb.country_code(posed.host)
    if host is None:
        faults = [*faults, Fault("to", posed.host, "COUNTRY_UNKNOWN", country_hint(kb, posed.host))]
    if posed.method not in METHODS:
        faults = [*faults, Fault("method", posed.method, "ID_UNKNOWN", near(posed.method, METHODS))]
    if faults or host is None:
        return Unposed(tuple(faults))
    question = Question(host, posed.on, posed.purpose, posed.method, posed.assume_recognised)
    return assess(kb, credential, question, policy or _policy(kb, posed.numbers))


def _policy(kb: KnowledgeBase, numbers: Mapping[str, str] | None) -> Policy:
    """Return the shipped policy with the numbers that a record was made with."""
    base = kb.policy()
    if not numbers:
        return base
    own = {name: Decimal(numbers[name]) for name in base.numbers if name in numbers}
    changed = {name: replace(base.numbers[name], value=own[name]) for name in own if own[name] != base[name]}
    name = numbers.get("id", base.id)
    return Policy(name, {**base.numbers, **changed}) if changed or name != base.id else base


class NoRecord(Exception):
    """A value that is no result record: why."""


def of_record(path: str, line: int, found: Mapping[str, Any]) -> Posed:
    """Return what a stored record asked.

    Raises:
        NoRecord: if it does not say what it asked.
    """
    given, numbers = found.get("credential"), found.get("policy")
    if found.get("record") != "qualrec/assessment/1" or not isinstance(given, Mapping):
        raise NoRecord("it is no record of the form qualrec/assessment/1")
    try:
        on = PartialDate.parse(str(found["as_of"])).first
        codes = {reason["code"] for reason in found["reasons"]}
        policy = {str(key): str(item) for key, item in numbers.items()} if isinstance(numbers, Mapping) else None
        for key, item in (policy or {}).items():
            if key != "id":
                Decimal(item)
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise NoRecord(f"it does not say what it asked ({type(error).__name__}: {error})"[:200]) from None
    return Posed(
        path=path,
        line=line,
        name=str(given.get("title") or given.get("qualification") or path),
        given=given,
        host=str(found.get("host") or ""),
        on=on,
        purpose=None if found.get("purpose_assumed") else found.get("purpose"),
        method=str(found.get("method") or "lrc"),
        assume_recognised="INSTITUTION_ASSUMED" in codes,
        numbers=policy,
    )


def of_credential(path: str, raw: Mapping[str, Any], hosts: list[str], today: dt.date) -> Iterator[Posed]:
    """Yield what a credential file asks, once for each of its hosts; *hosts* where it names none."""
    asked = raw.get("to") or hosts or ""
    names = asked if isinstance(asked, list) else str(asked).split(",")
    for name in names:
        title = str(raw.get("title") or raw.get("qualification") or path)
        yield Posed(path, 1, title, raw, str(name).strip(), today, purpose=raw.get("purpose") or None)
