"""What a rule is: a code that is never renamed, words, and a function from the corpus to what it found."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from qualrec.model.problem import Place, Problem


@dataclass(frozen=True, slots=True)
class Found:
    """One place where a rule does not hold, with the values its message speaks of."""

    place: Place
    values: Mapping[str, object] = field(default_factory=dict)
    related: tuple[Place, ...] = ()


Finder = Callable[[Any], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: ``finds`` and ``why`` come from its docstring, which is also its page in ``docs/rules/``."""

    code: str
    slug: str
    severity: str  # error: wrong, or unusable; warning: most often a slip; note: thin, and for a person to weigh
    message: str
    remedy: str
    finds: str
    why: str
    find: Finder | None = None  # None: the reader, the schemas or the exceptions report it

    def problems(self, corpus: Any) -> Iterator[Problem]:
        """Run the rule over a corpus."""
        if self.find:
            for found in self.find(corpus):
                yield Problem(self.code, found.place, found.values, found.related)


def rule(code: str, slug: str, severity: str, message: str, remedy: str) -> Callable[[Finder], Rule]:
    """Make a rule of a function whose docstring says what it finds, and below ``Why it matters:`` why."""

    def make(function: Finder) -> Rule:
        finds, why = parts(inspect.getdoc(function) or "")
        return Rule(code, slug, severity, message, remedy, finds, why, function)

    return make


def stated(code: str, slug: str, severity: str, message: str, remedy: str, doc: str) -> Rule:
    """Make a rule that is not a function over the corpus."""
    return Rule(code, slug, severity, message, remedy, *parts(inspect.cleandoc(doc)))


def parts(doc: str) -> tuple[str, str]:
    """Divide a docstring into what the rule finds and why that matters."""
    finds, _, why = doc.partition("Why it matters:")
    return " ".join(finds.split()), " ".join(why.split())
