"""The library's four functions: load the knowledge, assess one or many, validate data files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from qualrec.engine.assess import Question
from qualrec.engine.assess import assess as _assess
from qualrec.engine.intake import read
from qualrec.engine.record import Record, record
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.check import validate
from qualrec.model.credential import DEFAULT_PURPOSE

__all__ = ["assess", "assess_many", "load", "validate"]


def load(*data: Path, cache: bool = True) -> KnowledgeBase:
    """Open the shipped knowledge with the folders *data* laid over it, the last on top.

    Raises:
        KnowledgeError: if it cannot be loaded.
    """
    return KnowledgeBase.open(tuple(data), cache=cache)


def assess(
    kb: KnowledgeBase,
    credential: Mapping[str, Any],
    *,
    to: str,
    on: dt.date,
    purpose: str | None = DEFAULT_PURPOSE,
    method: str = "lrc",
    assume_recognised: bool = False,
) -> Record:
    """Assess one credential (keys as in the credential schema) for the host country *to*; return the result record.

    Raises:
        ValueError: if a value of the credential cannot be read.
    """
    read_credential, faults = read(credential, kb)
    if faults:
        raise ValueError("; ".join(f"{f.field}: {f.value!r} ({f.code}) {f.hint}" for f in faults))
    question = Question(to, on, purpose, method, assume_recognised)
    return record(kb, _assess(kb, read_credential, question, kb.policy()))


def assess_many(
    kb: KnowledgeBase, credentials: Iterable[Mapping[str, Any]], *, to: str, on: dt.date, **options: Any
) -> Iterator[Record]:
    """Assess credentials one after the other, in order."""
    for credential in credentials:
        yield assess(kb, credential, to=to, on=on, **options)
