"""A policy from a file of the user's own: numbers that stand over the shipped ones."""

from __future__ import annotations

from pathlib import Path

from qualrec.knowledge import build, build_law, shape
from qualrec.knowledge.compile import plain
from qualrec.knowledge.reader import Map, read
from qualrec.model.instrument import Policy
from qualrec.model.problem import Problem


class PolicyError(Exception):
    """A policy file that cannot be used; *problems* say where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} problems")


def read_policy(path: Path, base: Policy) -> Policy:
    """Read the policy at *path*; numbers it does not set are those of *base*.

    Raises:
        OSError: if it cannot be opened.
        PolicyError: if it is not a policy file.
    """
    document = read(str(path), path.read_bytes())
    problems = list(document.problems) or list(shape.check(document))
    if problems or not isinstance(document.value, Map) or document.value.get("kind") != "policy":
        raise PolicyError(problems)
    doc = plain(document.value)
    numbers = build_law.policy_numbers(build.File(str(path), doc))
    return Policy(doc["id"], {**base.numbers, **numbers})
