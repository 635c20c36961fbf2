"""The names of the batch table: what is read of a row, and what is said of it."""

from __future__ import annotations

INPUT = (
    "id country title field institution institution_status programme_accredited awarded credits credit_unit years "
    "grade grade_scale profile purpose target kind language"
).split()
OUTPUT = (
    "q_row q_status q_identified q_outcome q_qualification q_title q_score q_kind q_national_level q_eqf q_cycle "
    "q_isced q_comparator q_comparator_title q_ects_low q_ects_high q_grade_low q_grade_high q_grade_scale q_policy "
    "q_policy_rule q_reasons q_missing q_explanation q_knowledge"
).split()
# Inputs of the evaluation procedure that a row of JSON, or a file of a folder, may hold beside the flat columns.
NESTED = (
    "qualification rights outcomes joint tne mode shortened_by documents authenticity refugee "
    "good_reason_no_documents research_preparation hours years_after units agreed_credits micro background "
    "file_complete_on accredited_only_by_mill external_quality_evidence quality_body mill_indicators "
    "institution_register"
).split()
STATUSES = ("meets", "does_not_meet", "assessed", "needs_review", "cannot_assess")
