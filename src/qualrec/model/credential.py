"""What the evaluator has in hand and what the holder asks for; what is not given is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qualrec.model.dates import Answer, PartialDate
from qualrec.model.frozen import fresh, frozen
from qualrec.model.source import Id
from qualrec.model.study import Claimed, Micro, Unit

PURPOSES = (
    "access_to_he",
    "further_study",
    "doctoral_admission",
    "credit_transfer",
    "academic_title",
    "employment_nonregulated",
    "regulated_profession",
)
DEFAULT_PURPOSE = "further_study"
# Signs that an issuer may be a diploma mill: hints, never proof.
MILL_INDICATORS = (
    "life_experience_only",
    "stress_on_fees",
    "awards_in_days",
    "unknown_accreditors",
    "mailbox_address",
    "unlikely_titles",
    "name_like_known_university",
    "little_contact",
    "degree_for_sale",
    "claims_unesco_recognition",
    "no_staff_list",
)


@frozen
class Requirement:
    """A main requirement of the desired activity; *remediable_ects* says what a bridge would cost."""

    id: str
    essential: bool
    label: str = ""
    remediable_ects: Decimal | None = None


@frozen
class Shown:
    """Whether the award covers a requirement: covered, missing or unknown."""

    requirement: str
    state: str
    evidence: str = ""


@frozen
class Target:
    """What the desired activity asks for."""

    qualification: Id | None = None
    level: str | None = None
    profile: str | None = None
    requirements: tuple[Requirement, ...] = ()
    min_workload_ects: Decimal | None = None


@frozen
class Institution:
    """The awarding institution and its standing at the date of award."""

    name: str = ""
    status: str = "unknown"
    register: str = ""
    programme_accredited: Answer = Answer.UNKNOWN
    accredited_only_by_mill: bool = False
    external_quality_evidence: Answer = Answer.UNKNOWN
    quality_body: str = ""
    mill_indicators: tuple[str, ...] = ()


@frozen
class CrossBorder:
    """Joint and transnational awards: the facts that S2.9 and S2.10 ask for."""

    partners_recognised: str = "unknown"
    awarding_body_recognised: Answer = Answer.UNKNOWN
    lawful_in_both: Answer = Answer.UNKNOWN
    follows_code: Answer = Answer.UNKNOWN


@frozen
class Credential:
    """One credential and its application, as read; *given* keeps the words as they came."""

    given: Mapping[str, Any] = fresh(default_factory=dict)
    country: str | None = None
    title: str = ""
    qualification: Id | None = None
    kind: str | None = None
    field_of_study: str = ""
    awarded: PartialDate | None = None
    credits: Decimal | None = None
    credit_unit: Id | None = None
    years: Decimal | None = None
    years_after: Decimal | None = None
    hours: Decimal | None = None
    shortened_by: tuple[str, ...] = ()
    grade: str | None = None
    grade_scale: Id | None = None
    profile: str | None = None
    research_preparation: Answer = Answer.UNKNOWN
    shown: tuple[Shown, ...] = ()
    rights: Mapping[str, Answer] = fresh(default_factory=dict)
    documents: str = "complete"
    authenticity: str = "presumed"
    mode: frozenset[str] = frozenset()
    institution: Institution = Institution()
    cross_border: CrossBorder = CrossBorder()
    refugee: bool = False
    good_reason_no_documents: bool = False
    claimed: tuple[Claimed, ...] = ()
    units: tuple[Unit, ...] = ()
    agreed_credits: Decimal | None = None
    micro: Micro = Micro()
    target: Target = Target()
    file_complete_on: PartialDate | None = None
