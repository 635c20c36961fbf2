"""What is compared: an award with a host award, how many cycles they are apart, and the right at home that counts."""

from __future__ import annotations

from qualrec.engine.place import LADDER, Placed
from qualrec.engine.workload import Load
from qualrec.model.assessment import Finding
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy
from qualrec.model.source import Fact


@frozen
class Comparison:
    """Everything the five comparators look at."""

    credential: Credential
    kind: QualificationType
    placed: Placed
    load: Load
    host_type: QualificationType
    host_load: Load
    quality: Finding
    assumed: bool
    purpose: str
    policy: Policy
    method: str = "lrc"
    function_first: bool = False

    @property
    def access(self) -> bool:
        """Whether only general access requirements are compared."""
        return self.host_type.kind in {"access", "access_restricted"}


def delta(case: Comparison) -> int | None:
    """Return the step from the host award to this one in cycles; inside a cycle an unfinished one is one below.

    Awards outside the cycles are level where a framework places both at one host level; None where nothing does.
    """
    if not {case.placed.kind, case.host_type.kind} <= set(LADDER):
        host = {(fid, code) for fid, codes in case.host_type.level.items() for code in codes}
        return 0 if host & set(case.placed.host) else None
    own = LADDER.index(case.placed.kind)
    gap = own - LADDER.index(case.host_type.kind)
    if gap > 0 or case.placed.completes == case.host_type.completes_cycle:
        return gap
    return gap - 1 if case.host_type.completes_cycle else gap + 1


def asked_right(case: Comparison) -> str | None:
    """Return the right at home that is the step the purpose asks for; None where it asks for none."""
    if case.access:
        return "general_access"
    if case.purpose == "doctoral_admission":
        return "doctoral"
    if case.purpose != "further_study" and case.placed.basis != "derived":
        return None
    return "doctoral" if case.host_type.kind == "second_cycle" else "next_cycle"


def right_at_home(case: Comparison) -> tuple[str, Answer, tuple[tuple[Fact, str], ...]]:
    """Return the right that is asked for, whether the award gives it at home, and the facts that say so."""
    name = asked_right(case)
    if name and case.host_type.kind == "third_cycle" == case.placed.kind and case.placed.completes:
        return "none_above", Answer.YES, ((case.placed.type, "kind"),)  # nothing stands above a doctorate
    known = case.placed.rights.get(name) if name else None
    if known is None:
        return name or "", Answer.UNKNOWN, ()
    if known.answer is Answer.UNKNOWN and _stands_above(case):
        return name or "", Answer.YES, ((case.placed.type, "kind"),)  # whoever completed a cycle has been let into it
    return name or "", known.answer, known.facts


def _stands_above(case: Comparison) -> bool:
    """Whether the award completed a cycle above that of the host award."""
    own, host = case.placed.kind, case.host_type.kind
    return case.placed.completes and {own, host} <= set(LADDER[2:]) and LADDER.index(own) > LADDER.index(host)
