"""What the property tests draw from: real awards, every input of the procedure, every value it may have."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from qualrec.engine.assess import Assessment, Question, assess
from qualrec.engine.intake import read
from qualrec.engine.record import Record, record
from qualrec.knowledge.base import KnowledgeBase

KB = KnowledgeBase.open()
POLICY = KB.policy()
ORDER = [
    "RECOGNISED_AUTOMATIC",
    "RECOGNISED_FULL",
    "RECOGNISED_RESTRICTED",
    "RECOGNISED_CONDITIONAL",
    "RECOGNISED_PARTIAL",
    "RECOGNISED_ALTERNATIVE",
    "EXPLANATORY_STATEMENT",
    "NOT_RECOGNISED_SUBSTANTIAL",
    "NOT_RECOGNISED_BOGUS",
    "NOT_RECOGNISED_FRAUD",
]
IDS = [tid for country in KB.every_country() for tid in country.type_ids]
HOSTS = ["NO", "IE", "GB", "DE", "NL", "FR", "PL", "IT", "IN", "US", "JP"]
PURPOSES = ["further_study", "access_to_he", "doctoral_admission", "employment_nonregulated", "academic_title"]
ANSWER = st.sampled_from(["yes", "no", "unknown"])
REQUIREMENTS = [
    {"id": "maths", "essential": True, "remediable_ects": 20},
    {"id": "law", "essential": True, "remediable_ects": None},
    {"id": "extra", "essential": False},
]

SHAPE: Any = {
    "qualification": st.sampled_from(IDS),
    # most cases get past the gates, so that the comparison behind them is tried as well
    "institution_status": st.sampled_from(
        [*["recognised"] * 8, "legitimate_unrecognised", "not_recognised", "diploma_mill", "unknown"]
    ),
    "programme_accredited": st.sampled_from(["yes", "yes", "yes", "no", "unknown"]),
    "external_quality_evidence": ANSWER,
    "authenticity": st.sampled_from([*["verified", "presumed"] * 4, "unverifiable", "doubtful", "fraudulent"]),
    "documents": st.sampled_from([*["complete"] * 8, "partial", "none"]),
    "profile": st.sampled_from(["research", "professional", "mixed", "unknown"]),
    "research_preparation": ANSWER,
    "refugee": st.sampled_from(["no", "yes"]),
    "rights": st.fixed_dictionaries({}, optional={"next_cycle": ANSWER, "doctoral": ANSWER, "general_access": ANSWER}),
    "outcomes": st.lists(
        st.fixed_dictionaries(
            {
                "requirement": st.sampled_from(["maths", "law", "extra"]),
                "state": st.sampled_from(["covered", "missing", "unknown"]),
            }
        ),
        max_size=3,
        unique_by=lambda o: o["requirement"],
    ),
}
GIVEN = st.fixed_dictionaries(
    SHAPE,
    optional={
        "credits": st.sampled_from(["30", "60", "120", "180", "240", "300"]),
        "years": st.sampled_from(["1", "2", "3", "4", "5"]),
        "awarded": st.sampled_from(["1985", "1999", "2003", "2015", "2024"]),
    },
)
EXAMPLES = int(os.environ.get("QUALREC_EXAMPLES", "2000"))  # how many each property is tried on
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
MANY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=SLOW)
SOME = settings(max_examples=EXAMPLES // 4, deadline=None, suppress_health_check=SLOW)


def ask(
    given: Mapping[str, Any],
    host: str = "DE",
    purpose: str = "further_study",
    method: str = "lrc",
    requirements: Sequence[Mapping[str, Any]] = (),
) -> Assessment:
    """Assess drawn values."""
    target = {"target": {"requirements": list(requirements)}} if requirements else {}
    credential, faults = read({**given, "credit_unit": "int-ects", **target}, KB)
    assert not faults
    return assess(KB, credential, Question(host, dt.date(2026, 1, 1), purpose, method), POLICY)


def run(*args: Any, **options: Any) -> Record:
    """Assess drawn values and return the record."""
    return record(KB, ask(*args, **options))
