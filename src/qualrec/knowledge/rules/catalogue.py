"""Every rule by code. Codes are never renamed: exceptions, annotations and fingerprints go by them."""

from __future__ import annotations

from qualrec.knowledge.rules import (
    awards,
    citations,
    confidence,
    coverage,
    credits,
    dates,
    exceptions,
    fairness,
    grades,
    levels,
    marks,
    names,
    reading,
    references,
    sources,
)
from qualrec.knowledge.rules.rule import Rule

_FAMILIES = (
    reading,
    references,
    citations,
    dates,
    sources,
    confidence,
    levels,
    awards,
    credits,
    grades,
    marks,
    fairness,
    names,
    coverage,
    exceptions,
)

CATALOGUE: dict[str, Rule] = {
    found.code: found
    for found in sorted(
        (value for family in _FAMILIES for value in vars(family).values() if isinstance(value, Rule)),
        key=lambda found: found.code,
    )
}
