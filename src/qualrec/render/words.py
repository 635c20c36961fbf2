"""One sentence for each code; the only place where an assessment has words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualrec.model.patterns import Pattern
from qualrec.render.templates import TEMPLATES

OUTCOMES = {
    "RECOGNISED_AUTOMATIC": ("RECOGNISED (automatic)", "A text in force fixes the result; nothing had to be compared."),
    "RECOGNISED_FULL": ("RECOGNISED (full)", "No substantial difference was found from {comparator}."),
    "RECOGNISED_RESTRICTED": ("RECOGNISED (restricted)", "It gives the same restricted access here as at home: {restriction}."),
    "RECOGNISED_CONDITIONAL": ("RECOGNISED (conditional)", "The activity may start; conditions have to be met on the way."),
    "RECOGNISED_PARTIAL": ("RECOGNISED (partial)", "Part of the study counts towards {comparator}."),
    "RECOGNISED_ALTERNATIVE": ("RECOGNISED (as another award)", "It compares with {alternative}, not with {comparator}."),
    "EXPLANATORY_STATEMENT": ("EXPLAINED, NOT RECOGNISED", "It stands outside a recognised system; what it is can be described for others to weigh."),
    "NOT_RECOGNISED_SUBSTANTIAL": ("NOT AT THIS LEVEL", "A substantial difference from {comparator} was shown and no other form was found."),
    "NOT_RECOGNISED_BOGUS": ("NOT RECOGNISED (bogus)", "The issuer was shown to be a diploma mill."),
    "NOT_RECOGNISED_FRAUD": ("NOT RECOGNISED (fraud)", "The papers were shown to be false."),
    "INFORMATION_NEEDED": ("ASK FIRST", "{missing}"),
    "BACKGROUND_DOCUMENT": ("BACKGROUND DOCUMENT", "The claim was reconstructed without full papers."),
    "REFERRED": ("ASK ANOTHER BODY", "A regulated profession is decided by the authority for that profession; what stands below is information."),
    "NO_COMPARATOR": ("LEVEL ONLY", "No host award to compare with is on file; the level can be stated, no more."),
    "CREDIT_ADVICE": ("ADVICE ON CREDIT", "Small credentials are weighed by the host programme."),
}  # fmt: skip

PURPOSES = {
    "access_to_he": "access to higher education",
    "further_study": "further study",
    "doctoral_admission": "admission to a doctorate",
    "credit_transfer": "transfer of credits",
    "academic_title": "use of the academic title",
    "employment_nonregulated": "work outside the regulated professions",
    "regulated_profession": "work in a regulated profession",
}

FINDINGS = {
    "better": "better",
    "match": "match",
    "non_substantial": "not substantial",
    "candidate": "to be weighed",
    "substantial": "substantial",
    "not_shown": "not shown",
}

CONVERTED_BY = {
    "stated": "by a stated factor",
    "hours": "by hours of work",
    "full_time_year": "by the full-time year",
    "identity": "the same unit",
    "distribution": "by grade distributions",
    "percentile": "by percentiles",
}

KINDS = {
    "access": "gives access to higher education",
    "access_restricted": "gives restricted access to higher education",
    "period_of_study": "a period of study",
    "short_cycle": "short cycle",
    "first_cycle": "first cycle",
    "second_cycle": "second cycle",
    "third_cycle": "third cycle",
    "vet": "school or vocational award outside the cycles",
    "micro_credential": "micro-credential",
}

RIGHTS = {
    "general_access": "access to higher education",
    "restricted_access": "access to part of higher education",
    "next_cycle": "the next cycle of study",
    "doctoral": "doctoral study",
    "none_above": "no higher award stands above it",
    "": "no further step",
}

METHODS = {
    "lrc": "Lisbon Recognition Convention and the European Area of Recognition manual: recognise unless a substantial difference is shown.",
    "uk_enic": "UK ENIC: eight criteria, none above another; the standing the award had when it was completed counts, not today's. Names the closest UK award, or a level only.",
    "anabin": "anabin, two steps: the institution's class (H+, H+/-, H-), then the award's (entspricht, bedingt vergleichbar). Both are needed. Only the class names H+, H-, H+/- and entspricht were read in a source.",
    "nuffic": "Nuffic: the Lisbon Convention; states a comparable level, general or specific to the field, and binds nobody.",
    "us_years": "Year counting, as used in the United States for licensing and immigration: full-time years decide. It departs from the Lisbon committee's rule that a refusal must not rest on duration alone.",
    "us_benchmark": "Benchmarking: function first. The award that opens the next step at home is compared with the one that opens it in the United States; years and hours do not decide.",
    "us_wes_2008": "Year counting with one exception: WES takes some Indian three-year degrees as comparable since 2008 where NAAC has accredited the institution. The exact cut-offs are not published.",
    "aacrao": "AACRAO EDGE: the wording of a placement recommendation. Its wording was not read in a source.",
}  # fmt: skip

MISSING = {
    "purpose": "the purpose of the application",
    "papers": "complete papers (now: {documents})",
    "institution_status": "the standing of the institution when the award was made",
    "programme_accreditation": "the accreditation of the programme",
    "joint_partners": "which partners of the joint programme are recognised",
    "tne_status": "the awarding body's standing, and whether both countries allow the arrangement",
    "award_made": "that the award was made: its date lies after the day of this assessment",
    "verification": "that the papers are genuine",
    "qualification": "which award this is: the title could not be told with certainty",
    "host_units": "the units of the host programme that the credits are to replace",
    "host_units_of": "the part of the host programme that each of these replaces: {units}",
    "micro": "answers to these questions on the credential: {questions}",
    "background": "another way of showing: {supports}",
    "quality_body": "who accredited the institution at home (the method's exception asks for NAAC)",
    "level_or_rights": "the level of the award, or what it gives access to at home",
    "outcomes": "whether these main requirements are covered: {requirements}",
    "mapping": "a verified source for the fact that would tell against the holder",
}

IN_SHORT = {  # where several are named in a row
    "qualification": "which award",
    "papers": "complete papers",
    "institution_status": "standing of the institution",
    "programme_accreditation": "accreditation of the programme",
    "tne_status": "standing of the arrangement",
    "award_made": "award to come",
    "verification": "genuineness",
    "host_units": "units here",
    "host_units_of": "units here",
    "micro": "details of the credential",
    "quality_body": "who accredited the institution",
    "level_or_rights": "level or rights",
    "outcomes": "main requirements",
    "mapping": "a verified source",
}

SETTLES = {
    "country": "the country",
    "awarded": "the year of award",
    "kind": "the kind of award",
    "years": "the number of years",
    "credits": "the number of credits",
    "profile": "its profile (research or professional)",
    "institution": "the name of the institution",
}

PACK = {
    "meets": "Meets the requirement",
    "does_not_meet": "Does not meet the requirement",
    "needs_review": "For a person to look at",
}

WHO = {
    "applicant": "ask the applicant",
    "institution": "ask the awarding institution",
    "evaluator": "for the evaluator",
}

REMEDIES = {
    "ask_programme": "ask the host programme whether it has room for the credits",
    "show_otherwise": "show it another way: {means}",
    "supply_missing": "supply what is missing; the time limit starts when the file is complete",
    "answer_proof": "answer the proof before the deciding body",
    "ask_profession_authority": "apply to the host country's authority for the profession",
    "use_restricted": "apply where the restricted access reaches",
    "widen_access": "obtain general access (an examination, a first year of study, or the host's own route)",
    "show_quality": "show external evidence of the quality of the programme",
    "prior_learning": "have what was learned assessed as prior learning",
    "offer": "accept the form offered: {form}",
    "bridge": "make up the missing subjects ({ects} ECTS)",
    "other_purpose": "ask for another purpose: an assessment holds for one purpose only",
}

APPEAL = {
    "appeal_unnamed": "the deciding body must name its appeal body and the time limit",
    "appeal_named": "{name}, within {within} of notice; the decision itself must say so",
}

CONDITIONS = {
    "bridge": "{label} ({ects} ECTS)",
    "proof": "proof of what could not be shown ({cap})",
}

READINGS = {
    "class_left_out": "a class or distinction left out",
    "words_before_left_out": "the words before it left out",
    "parts": "by its parts",
}

MEANS = {
    "interview": "an interview",
    "test": "a test",
    "assignment": "an assignment",
    "trial_admission": "admission on trial",
}

EVIDENCE = {
    "document": "document",
    "copy": "copy",
    "third_party": "a third party",
    "system_knowledge": "what is known of the system",
    "statement": "the holder's statement",
}

DEADLINES = {
    "receipt": "receipt to be acknowledged",
    "decision": "decision due",
    "decision_general": "decision due in the general system",
}

EFFECTS = {
    "professional_automatic": "listed professional titles are recognised by law",
    "professional_general": "professional recognition case by case",
    "level_recognition_automatic": "the level is fixed with no procedure",
    "equivalence_scheduled": "listed awards correspond",
    "automatic_recognition_commitment": "the award opens the next level without a separate procedure",
    "fair_recognition_binding": "recognise unless a substantial difference is shown",
    "accreditation_substantial_equivalence": "accredited programmes count as equivalent",
    "comparability_reference": "common reference levels, for information",
    "guidance": "guidance, not binding",
}

BASIS = {
    "referenced": "by the issuing country's own referencing",
    "comparability": "by a centre's published view",
    "derived": "by what it opens at home",
    "none": "not placed",
}

FAULTS = {
    "COUNTRY_UNKNOWN": "is no country",
    "ID_UNKNOWN": "is not on file",
    "NAME_AMBIGUOUS": "names more than one",
    "NUMBER_UNREADABLE": "is not a number",
    "DATE_UNREADABLE": "is not a date",
    "INPUT_NOT_ALLOWED": "is not one of the values allowed",
    "INPUT_FORBIDDEN": "is not accepted",
}

_TABLES: Mapping[str, Mapping[str, str]] = {
    "purpose": PURPOSES,
    "right": RIGHTS,
    "kind": KINDS,
    "basis": BASIS,
    "means": MEANS,
    "how": READINGS,
}


_DAY = r"\d{4}(?:-\d\d){0,2}"
_INTERVAL = Pattern(rf"({_DAY}(?:/{_DAY})?)?-({_DAY}(?:/{_DAY})?)?")
# Countries that English names with an article.
_ARTICLE = frozenset("AE BS CD CF CG DO FK GB GM KM KY MH MV NL PH SB SC TC US VG VI".split())


def country(code: str, name: str) -> str:
    """Return a country's name as it stands after a preposition: ``the Netherlands``."""
    return f"the {name}" if code in _ARTICLE else name


def outcome(record: Mapping[str, Any], **names: str) -> str:
    """Return the sentence of a record's outcome; *names* give the words for comparator, alternative and what is missing."""
    said = OUTCOMES[record["outcome"]][1]
    if "{restriction}" not in said:
        return said.format(**names)
    limits = [r["values"]["restriction"] for r in record["reasons"] if r["code"] == "FORM_RESTRICTED"]
    return said.format(restriction=next(iter(limits), "") or "as the award states", **names)


def fields(template: str) -> set[str]:
    """Return the names of the values that a template speaks of."""
    import string

    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def say(code: str, values: Mapping[str, Any]) -> str:
    """Return the sentence of a reason."""
    shown = {key: _TABLES.get(key, {}).get(str(value), value) for key, value in values.items()}
    shown = {key: "not shown" if value in ("", None) else value for key, value in shown.items()}
    if code in {"CREDITS_CONVERTED", "CREDITS_BY_HOURS", "CREDITS_BY_YEAR", "GRADE_CONVERTED"}:
        template = TEMPLATES[code]
        if values["low"] == values["high"]:
            template = template.replace("{low} to {high}", "{low}")
        return template.format(**shown)
    return TEMPLATES[code].format(**shown)


def missing(what: str, values: Mapping[str, Any]) -> str:
    """Return the words for something that is still needed; a list in a value is told item by item."""
    return MISSING[what].format(**{key: str(value).replace("|", ", ") for key, value in values.items()})


def in_short(what: str) -> str:
    """Return a few words for something that is still needed, or for the code of another cause to wait."""
    return IN_SHORT.get(what) or what.replace("_", " ").lower()


def would_settle(fact: str | None, *, whole: bool, option: str = "") -> str:
    """Say which one fact would tell the awards of an ambiguous title apart, and the *option* that gives it."""
    if fact is None:
        return "nothing that can be given here tells them apart: a person looks at the papers"
    return (
        f"{SETTLES[fact]} would {'settle it' if whole else 'settle it for some of them'}: add {option or f'--{fact}'}"
    )


def interval(text: str) -> str:
    """Return the first and last day of an award as a person writes them: ``from 2005-09-01``, ``1990 to 2004``."""
    found = _INTERVAL.fullmatch(text)
    start, end = found.groups("") if found else (text, "")
    if start and end:
        return f"{start} to {end}"
    return f"from {start}" if start else f"to {end}" if end else ""


def count(number: int, noun: str) -> str:
    """Return ``1 fact`` or ``2 facts``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
