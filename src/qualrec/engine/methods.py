"""Method profiles: what each changes in the procedure, and how it words its result."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from qualrec.engine.comparison import Comparison
from qualrec.engine.reasons import because
from qualrec.model.assessment import Element, Ground, Missing, Outcome, Reason
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.source import Fact


@frozen
class Profile:
    """What a method changes: counts years, goes by function, takes the standing at completion, follows a claim."""

    id: str
    years: bool = False
    function_first: bool = False
    at_completion: bool = False
    claims_of: str = ""


PROFILES: Mapping[str, Profile] = {
    profile.id: profile
    for profile in (
        Profile("lrc"),
        Profile("uk_enic", at_completion=True),
        Profile("anabin"),
        Profile("nuffic"),
        Profile("us_years", years=True),
        Profile("us_benchmark", function_first=True),
        Profile("us_wes_2008", years=True, claims_of="us-wes"),
        Profile("aacrao"),
    )
}
METHODS = tuple(PROFILES)


@frozen
class Counted:
    """What year counting adds: a ground, the reasons, and what is missing to lift it."""

    grounds: tuple[Ground, ...] = ()
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = ()


def by_years(case: Comparison) -> Counted:
    """Count full-time years, those of completed later study added; fewer than the host award's are a ground.

    It departs from rcp-duration, and says so. A centre that has named exceptions (us_wes_2008) is followed in them.
    """
    warning = because("DURATION_WARNING")
    own, host = case.load.years, case.host_load.years
    if not own or not host or case.access or total_years(case) >= host[0]:
        return Counted(reasons=(warning,))
    facts: tuple[tuple[Fact, str], ...] = ((case.host_type, "years"),)
    if case.credential.years is None:
        facts = ((case.kind, "years"), *facts)
    reason = because("GROUND_WORKLOAD_YEARS", "", facts, award=_show(total_years(case)), host=_show(host[0]))
    ground = Ground(Element.WORKLOAD, reason)
    exception = _exception(case)
    if exception is None:
        return Counted((ground,), (warning, reason))
    body = case.credential.institution.quality_body.upper()
    if body == "NAAC":
        return Counted(reasons=(warning, exception))
    if not body:
        return Counted((), (warning, exception), (Missing("quality_body", "institution"),))
    return Counted((ground,), (warning, reason))


def _exception(case: Comparison) -> Reason | None:
    """A centre's published exception for this award."""
    prefix = PROFILES[case.method].claims_of
    for claim in case.placed.claims if prefix else ():
        if claim.id.startswith(prefix) and case.host_type.id in claim.comparable_to:
            return because("YEARS_EXCEPTION", "", ((claim, "says"),), by=claim.id)
    return None


def total_years(case: Comparison) -> Decimal:
    """Return the full-time years of the award and of completed study after it."""
    own = case.load.years[1] if case.load.years else Decimal(0)
    return own + (case.credential.years_after or Decimal(0))


@frozen
class Result:
    """What a statement speaks of: the outcome, the host award it compares with (None: none), and the comparison."""

    outcome: Outcome
    award: QualificationType | None
    case: Comparison | None


def statement(method: str, result: Result) -> Reason | None:
    """Say the result in the method's own terms; lrc needs no other words than the outcome's."""
    says = _SAYS.get(method)
    return says(result) if says else None


def _uk_enic(result: Result) -> Reason:
    if result.award is None or result.case is None:
        return because("SAYS_ENIC_NONE")
    return because("SAYS_ENIC", "", ((result.award, "title"),), id=result.award.id, level=_levels(result.award))


def _anabin(result: Result) -> Reason:
    status = result.case.credential.institution.status if result.case else "unknown"
    h_class = {"recognised": "H+", "not_recognised": "H-", "diploma_mill": "H-", "legitimate_unrecognised": "H+/-"}
    word = "none"
    if result.award is not None and h_class.get(status) == "H+":
        word = "entspricht" if result.outcome in _WHOLE else "bedingt vergleichbar"
    return because("SAYS_ANABIN", institution=h_class.get(status, "not looked up"), award=word)


def _nuffic(result: Result) -> Reason:
    if result.award is None or result.case is None:
        return because("SAYS_NUFFIC_NONE")
    scope = "specific" if result.case.credential.field_of_study else "general"
    return because("SAYS_NUFFIC", "", ((result.award, "title"),), id=result.award.id, scope=scope)


def _us(result: Result) -> Reason:
    if result.award is not None and result.outcome in _WHOLE:
        return because("SAYS_US_COMPARABLE", "", ((result.award, "title"),), id=result.award.id)
    if result.case is not None and result.case.load.years:
        return because(
            "SAYS_US_YEARS",
            "",
            ((result.case.kind, "years"),),
            years=_show(total_years(result.case)),
            kind=result.case.kind.kind,
        )
    return because("SAYS_US_NONE")


def _aacrao(result: Result) -> Reason:
    if result.award is None:
        return because("SAYS_AACRAO_NONE")
    return because("SAYS_AACRAO", "", ((result.award, "title"),), id=result.award.id)


def _levels(award: QualificationType) -> str:
    return ", ".join(f"{fid} {'/'.join(codes)}" for fid, codes in award.level.items())


def _show(years: Decimal) -> str:
    return format(years.normalize(), "f")


_WHOLE = {Outcome.AUTOMATIC, Outcome.FULL}
_SAYS = {
    "uk_enic": _uk_enic,
    "anabin": _anabin,
    "nuffic": _nuffic,
    "us_years": _us,
    "us_benchmark": _us,
    "us_wes_2008": _us,
    "aacrao": _aacrao,
}
