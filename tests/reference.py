"""The tables of the evaluation procedure once more, written without looking at the engine: S6 to S8 on plain values."""

from __future__ import annotations

from dataclasses import dataclass, replace

BRIDGE_MAX = 30
UNKNOWN_SHARE = 0.5
RESEARCH = {"doctoral_admission", "further_study"}


@dataclass(frozen=True)
class Facts:
    """One point of the grid. *needs* holds (essential, remediable ECTS or None, state) for each requirement."""

    purpose: str
    delta: int | None
    right: str
    profile: str
    wanted: str
    research: str
    needs: tuple[tuple[bool, int | None, str], ...]
    access: str = ""
    cap: bool = False
    lower: bool = False


def level(f: Facts) -> str:
    if f.access:
        return {"yes": "match", "restricted": "match", "no": "substantial", "unknown": "candidate"}[f.access]
    if f.delta is None:
        return "non_substantial" if f.right == "yes" else "not_shown"
    if f.delta > 0:
        return "better"
    if f.delta == 0:
        return "match"
    if f.delta == -1:
        return {"yes": "non_substantial", "unknown": "candidate", "no": "substantial"}[f.right]
    return "substantial"


def profile(f: Facts) -> str:
    if not f.access and f.delta == 0 and f.right == "no" and f.purpose in RESEARCH:
        return "candidate"
    if f.wanted == "any" or f.profile in {f.wanted, "mixed"}:
        return "match"
    if f.profile == "unknown":
        return "not_shown"
    if f.wanted == "professional":
        return "non_substantial"
    if f.research == "no" and f.purpose in RESEARCH:
        return "candidate"
    return "non_substantial" if f.research == "yes" else "not_shown"


def outcomes(f: Facts) -> str:
    missing = [need for need in f.needs if need[2] == "missing"]
    essential = [need for need in missing if need[0]]
    if not missing:
        return "match"
    if not essential:
        return "non_substantial"
    costs = [need[1] for need in essential]
    if None not in costs and sum(cost or 0 for cost in costs) <= BRIDGE_MAX:
        return "candidate"
    return "substantial"


def grounds(f: Facts) -> tuple[set[str], bool]:
    """The grounds, and whether the only one is S7.6: subjects that can be made up on the way."""
    e1, e4, e5 = level(f), profile(f), outcomes(f)
    counts = f.purpose not in {"access_to_he", "academic_title"}
    found = set()
    if e1 == "substantial":
        found.add("level")
    if counts and e5 == "substantial":
        found.add("outcomes")
    if counts and e4 == "candidate" and f.purpose == "doctoral_admission":
        found.add("profile")
    if counts and e4 == "candidate" and e5 == "candidate":
        found |= {"profile", "outcomes"}
    if not found and e1 not in {"candidate", "not_shown"} and counts and e5 == "candidate":
        return {"outcomes"}, True
    return found, False


def asks(f: Facts) -> bool:
    """S7.5 and S7.8, where no ground is shown."""
    essential = [need for need in f.needs if need[0]]
    unknown = [need for need in essential if need[2] == "unknown"]
    counts = f.purpose not in {"access_to_he", "academic_title"}
    return level(f) in {"candidate", "not_shown"} or (counts and len(unknown) > UNKNOWN_SHARE * len(essential))


def outcome(f: Facts) -> str:
    """The outcome code."""
    shown, remediable = grounds(f)
    if not shown:
        if asks(f):
            return "INFORMATION_NEEDED"
        if f.cap:
            return "RECOGNISED_CONDITIONAL"
        return "RECOGNISED_RESTRICTED" if f.access == "restricted" else "RECOGNISED_FULL"
    if remediable:
        return "RECOGNISED_CONDITIONAL"
    if f.lower:
        purpose = "further_study" if f.purpose == "doctoral_admission" else f.purpose
        below = replace(f, delta=None if f.delta is None else f.delta + 1, purpose=purpose, lower=False)
        shown, remediable = grounds(below)
        if remediable:
            return "RECOGNISED_ALTERNATIVE"
        if not shown:
            return "INFORMATION_NEEDED" if asks(below) else "RECOGNISED_ALTERNATIVE"
    return "NOT_RECOGNISED_SUBSTANTIAL"
