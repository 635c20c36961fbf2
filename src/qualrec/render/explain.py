"""What every code means, from the one place that defines it: templates, rules, docstrings."""

from __future__ import annotations

import inspect
from typing import Any

from qualrec.engine.conversion import METHODS as ONE_BY_ONE
from qualrec.engine.distribution import percentile, transfer
from qualrec.engine.elements import COMPARATORS
from qualrec.engine.reasons import CODES
from qualrec.knowledge.rules.catalogue import CATALOGUE
from qualrec.render import words as w
from qualrec.render.checks import CHECKS
from qualrec.render.templates import TEMPLATES

GRADE_METHODS = {**ONE_BY_ONE, "distribution": transfer, "percentile": percentile}


def known() -> list[str]:
    """Return every code that can be explained."""
    return [
        *w.OUTCOMES,
        *CODES,
        *CATALOGUE,
        *CHECKS,
        *(name.upper() for name in (*w.FINDINGS, *w.PURPOSES, *w.METHODS, *w.MISSING)),
        *(str(element).upper() for element in COMPARATORS),
        *(name.upper() for name in GRADE_METHODS),
    ]


def explain(code: str) -> dict[str, Any] | None:
    """Return what *code* means, or None where it is no code."""
    upper, lower = code.upper(), code.lower()
    if upper in w.OUTCOMES:
        headline, sentence = w.OUTCOMES[upper]
        return _page(upper, "outcome", headline, _open(sentence))
    if upper in CODES:
        values = ", ".join(CODES[upper]) or "none"
        return _page(upper, "reason", TEMPLATES[upper], f"values: {values}")
    if upper in CATALOGUE:
        rule = CATALOGUE[upper]
        return _page(
            upper, f"rule {rule.slug}, {rule.severity}", rule.message, f"why: {rule.why}", f"instead: {rule.remedy}"
        )
    if upper in CHECKS:
        return _page(upper, "check", CHECKS[upper])
    for what, table in (
        ("purpose", w.PURPOSES),
        ("finding", w.FINDINGS),
        ("method", w.METHODS),
        ("missing", w.MISSING),
    ):
        if lower in table:
            return _page(lower, what, table[lower])
    for element, function in COMPARATORS.items():
        if lower == str(element):
            return _page(lower, "element", *_lines(function))
    if lower in GRADE_METHODS:
        return _page(lower, "grade method", *_lines(GRADE_METHODS[lower]))
    return None


def _open(sentence: str) -> str:
    fills = {"comparator": "the host award", "alternative": "another host award", "restriction": "which is named"}
    return sentence.format(**fills, missing="A fact is missing and is asked for; nothing is held against the holder.")


def _page(code: str, what: str, *says: str) -> dict[str, Any]:
    return {"code": code, "what": what, "says": [said for said in says if said]}


def _lines(function: Any) -> list[str]:
    return [line for line in (inspect.getdoc(function) or "").splitlines() if line]
