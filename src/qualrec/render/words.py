"""One sentence for each code; the only place where an assessment has words."""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

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

KINDS = {
    "access": "gives access to higher education",
    "access_restricted": "gives restricted access to higher education",
    "period_of_study": "a period of study",
    "short_cycle": "short cycle",
    "first_cycle": "first cycle",
    "second_cycle": "second cycle",
    "third_cycle": "third cycle",
    "vet": "vocational award outside the cycles",
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
    "us_years": "Year counting, as used in the United States for licensing and immigration: full-time years decide. It departs from the Lisbon committee's rule that a refusal must not rest on duration alone.",
}  # fmt: skip

MISSING = {
    "purpose": "the purpose of the application",
    "papers": "complete papers (now: {documents})",
    "institution_status": "the standing of the institution when the award was made",
    "programme_accreditation": "the accreditation of the programme",
    "joint_partners": "which partners of the joint programme are recognised",
    "tne_status": "the awarding body's standing, and whether both countries allow the arrangement",
    "verification": "that the papers are genuine",
    "qualification": "which award this is: the title could not be told with certainty",
    "host_units": "the units of the host programme that the credits are to replace",
    "level_or_rights": "the level of the award, or what it gives access to at home",
    "outcomes": "whether these main requirements are covered: {requirements}",
    "mapping": "a verified source for the fact that would tell against the holder",
}

WHO = {
    "applicant": "ask the applicant",
    "institution": "ask the awarding institution",
    "evaluator": "for the evaluator",
}

REMEDIES = {
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

APPEAL = {"appeal_unnamed": "the deciding body must name its appeal body and the time limit"}

CONDITIONS = {
    "bridge": "{label} ({ects} ECTS)",
    "proof": "proof of what could not be shown ({cap})",
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

TEMPLATES = {
    "PURPOSE_ASSUMED": "no purpose was given; {purpose} was assumed",
    "PURPOSE_OTHER_BODY": "a regulated profession is decided by its own authority",
    "PAPERS_INCOMPLETE": "the papers are not complete ({documents})",
    "PAPERS_REFUGEE_ROUTE": "papers are missing for a good reason: the claim is reconstructed, not refused",
    "PERIOD_OF_STUDY": "a period of study is judged unit by unit against the host programme",
    "MICRO_CREDENTIAL": "a micro-credential is advised on, not recognised as an award",
    "TITLE_MATCHED": "“{title}” is {id} (by {by})",
    "TITLE_BY_ID": "the award was named by id: {id}",
    "TITLE_SUBJECT": "the title names a subject: {subject}",
    "TITLE_FUZZY": "“{title}” reads like “{form}”, which is {id} (likeness {score})",
    "TITLE_AMBIGUOUS": "“{title}” may be any of {count} awards",
    "TITLE_UNKNOWN": "no award on file is called “{title}”",
    "TITLE_MISSING": "no title was given",
    "TITLE_VALID_AT_AWARD": "the award was being made in {date}",
    "TITLE_NOT_VALID_AT_AWARD": "the award of this name was not made in {date} (it was {valid})",
    "AWARD_DATE_UNSURE": "whether the award was made in {date} is not certain (it was {valid})",
    "AWARD_DATE_MISSING": "no date of award was given, so its title cannot be dated",
    "TITLE_TIE_BROKEN": "several awards share the title; {by} tells that it is {id}",
    "TITLE_OF_NO_COUNTRY": "{id} belongs to no country's system",
    "TITLE_OF_OTHER_COUNTRY": "an award of this title is on file for {countries}",
    "COUNTRY_NOT_ON_FILE": "no award of {country} is on file",
    "FALSE_FRIEND": "{says}",
    "LAW_APPLIES": "{id} applies (rank {rank}): {since}",
    "LAW_UNVERIFIED": "{id} is held to apply ({since}); its dates are not verified, so it may only help",
    "LAW_NONE_KNOWN": "no treaty duty is known between {home} and {host}; the same principles apply as good practice",
    "LAW_HOST_NOT_PARTY": "{country} is not a party",
    "LAW_HOME_NOT_PARTY": "{country} is not a party",
    "LAW_SIGNED_ONLY": "{country} signed it and is not bound",
    "LAW_NOT_YET_IN_FORCE": "not in force for {country} on the day of the decision (from {date})",
    "LAW_DATE_UNSURE": "entry into force for {country} is not verified so near the day of the decision",
    "LAW_NO_STATE": "it binds states; this award belongs to none",
    "LAW_OTHER_KIND": "it does not cover this kind of award ({kind})",
    "LAW_OTHER_PURPOSE": "it does not cover this purpose ({purpose})",
    "LAW_OTHER_AWARD": "it does not name this award",
    "LAW_FIELD_EXCLUDED": "it leaves out the field of {field}",
    "LAW_OTHER_DIRECTION": "it does not work in this direction",
    "LAW_AWARD_DATE": "it does not cover awards of {date}",
    "LAW_SAME_COUNTRY": "the award is the host's own",
    "LAW_KIND_UNKNOWN": "the kind of award is not known",
    "INSTITUTION_BOGUS": "the issuer was shown to be a diploma mill, or accredited only by one",
    "INSTITUTION_RECOGNISED": "the institution was recognised when the award was made",
    "INSTITUTION_ASSUMED": "the institution and its programme were taken as recognised because the user asked for it; nobody looked",
    "PROGRAMME_ACCREDITED": "the programme was accredited",
    "PROGRAMME_NOT_ACCREDITED": "the programme needed accreditation and had none",
    "PROGRAMME_ACCREDITATION_UNKNOWN": "programmes of this country need accreditation; whether this one had it is not known",
    "NO_ACCREDITATION_SYSTEM": "the country does not accredit programme by programme; its absence is no difference",
    "INSTITUTION_LEGITIMATE": "a real institution outside the recognised system, with outside evidence of its quality",
    "INSTITUTION_LEGITIMATE_NO_EVIDENCE": "a real institution outside the recognised system, with no outside evidence of its quality",
    "INSTITUTION_NOT_RECOGNISED": "the institution was not recognised; that alone does not make it a mill",
    "INSTITUTION_UNKNOWN": "whether the institution was recognised when the award was made is not known",
    "JOINT_RECOGNISED": "a joint award; recognised partners: {partners}",
    "JOINT_UNKNOWN": "a joint award whose partners' standing is not settled ({partners})",
    "TNE_RECOGNISED": "given across a border by a recognised body, lawfully in both countries",
    "TNE_UNKNOWN": "given across a border; the awarding body's standing or the arrangement is not known",
    "TNE_BREAKS_CODE": "given across a border by an arrangement that breaks the code of good practice",
    "DISTANCE_NO_DIFFERENCE": "distance study is no difference in itself; the provider's standing counts",
    "AUTHENTICITY_FRAUD": "the papers were shown to be false",
    "AUTHENTICITY_DOUBTFUL": "there is doubt whether the papers are genuine",
    "AUTHENTICITY_UNVERIFIABLE": "the papers cannot be verified",
    "AUTHENTICITY_PRESUMED": "the papers are presumed genuine; verify before deciding",
    "AUTHENTICITY_VERIFIED": "the papers were verified",
    "LEVEL_PLACED": "{framework} level {code}",
    "LEVEL_NOT_PLACED": "{id} was never placed on the national framework",
    "LEVEL_REFERENCED": "{source} leads to {target} ({status}; fit: {fit})",
    "LEVEL_ONE_TO_MANY": "more than one level of {framework} fits: {codes}",
    "LEVEL_CLAIMED": "{by}: {says}",
    "LEVEL_DERIVED": "no framework or centre places it; its place follows from what it is at home: {kind}",
    "EQUATED_BY_LAW": "{id} has by law the standing of {to}",
    "SUCCESSOR_SHOWN": "{successor} took the place of {id}; for orientation only",
    "HOST_LEVEL": "{source} leads to {target} in the host country ({status}; fit: {fit})",
    "RIGHT_AT_HOME": "opens {right} at home: {answer}",
    "FIXED_LEVEL": "{id} fixes the level of the award",
    "FIXED_SCHEDULE": "{id} lists the award as corresponding",
    "FIXED_COMMITMENT": "under {id} the award opens the next level without a separate procedure",
    "SCHEDULE_NOT_LISTED": "{id} applies, and this award is not in its list",
    "CONDITION_UNKNOWN": "under {id} the result would be automatic if this condition were shown: {condition}",
    "ADMISSION_FREE": "admission stays free: selection, language and places are for the institution",
    "ROUTE_R": "reconstructed from what could be shown; conditional at best, and missing papers alone never refuse",
    "CAP_STANDS": "a limit stands ({cap}), so no text can fix the result",
    "COMPARATOR_ASKED": "compared with the award asked for: {id}",
    "COMPARATOR_LINKED": "compared with {id}, the award that a published view names ({by})",
    "COMPARATOR_BY_LEVEL": "compared with {id}, the host award of the same level that the next step usually asks for",
    "COMPARATOR_BY_RIGHTS": "compared with {id}, the host award of the same function",
    "COMPARATOR_NONE": "no award of {host} to compare with is on file",
    "LEVEL_IS_INFORMATION": "equal framework levels are information, not recognition",
    "E_LEVEL": "level: {award} against {host} (step {delta}, {basis}); opens {right} at home: {answer}",
    "E_ACCESS": "general access to higher education at home: {answer}",
    "E_WORKLOAD": "workload: {award} against {host} (ratio {ratio})",
    "E_WORKLOAD_SHORTENED": "shorter because of {by}, which is no difference",
    "E_WORKLOAD_UNKNOWN": "the workload of the award is not shown",
    "E_WORKLOAD_NONE_STATED": "no workload is asked for",
    "E_QUALITY": "quality follows from the standing of institution and programme",
    "E_PROFILE": "profile: {award} against {host}",
    "E_PROFILE_TERMINAL": "the right level, yet at home it does not open the step asked for",
    "E_PROFILE_UNKNOWN": "the profile of the award is not shown",
    "E_OUTCOMES": "main requirements: {stated} stated, {missing} missing, {unknown} not shown",
    "RIGHTS_CONTRADICT": "two steps below, yet said to open the step asked for: the data contradict each other",
    "EVIDENCE_WEAK": "what would tell against the holder ({element}) is not verified, so it is asked and not held",
    "NO_SUBSTANTIAL_DIFFERENCE": "no substantial difference was shown for this purpose",
    "GROUND_LEVEL": "the award stands below what the activity asks for and does not open that step at home",
    "GROUND_OUTCOMES": "essential requirements of the activity are not covered",
    "GROUND_PROFILE": "the award does not prepare for research, or does not open a doctorate at home",
    "GROUND_WORKLOAD_YEARS": "{award} years of study against {host}: by year counting not comparable",
    "LEVEL_OPEN": "neither its level nor what it opens at home is known well enough",
    "OUTCOMES_OPEN": "most of the essential requirements are not shown",
    "PROFILE_NOTED": "the profile differs, which is no ground for this purpose",
    "NO_DUTY_TO_REFUSE": "even where a difference is shown there is no duty to refuse",
    "DURATION_WARNING": "this method counts years; the Lisbon committee advises that a refusal must not rest on duration alone",
    "FORM_FULL": "recognised as asked",
    "FORM_RESTRICTED": "recognised with the restriction it has at home: {restriction}",
    "FORM_CONDITIONAL": "may start; {ects} ECTS to be made up on the way",
    "FORM_CAPPED": "conditional at best ({cap})",
    "FORM_PARTIAL": "{amount} {unit} of study count",
    "FORM_ALTERNATIVE": "compares with {id}",
    "FORM_NONE": "no conditional, partial or alternative form was found",
    "ALTERNATIVE_TRIED": "tried against {id}",
    "CREDITS_CONVERTED": "{amount} {unit} x {factor} = {low} to {high} {target}",
    "CREDITS_BY_HOURS": "by hours of work: {low} to {high} ECTS ({unit})",
    "CREDITS_BY_YEAR": "by the full-time year: {low} to {high} ECTS ({unit})",
    "CREDITS_IDENTICAL": "{amount} {unit}, no conversion needed",
    "CREDITS_OF_TYPE": "the papers state no credits; {id} has this workload by rule",
    "CREDITS_UNIT_ASSUMED": "no unit was named; {unit} was taken, the unit of the award",
    "CREDITS_UNIT_UNKNOWN": "credits without a unit: nothing can be said of the workload",
    "CREDITS_NO_PATH": "no cited rule leads from {unit} to ECTS",
    "CREDITS_BASES_DIFFER": "the two ways differ: {first} by hours, {second} by the year",
    "YEARS_GIVEN": "{years} full-time years, as given",
    "WORKLOAD_UNKNOWN": "neither credits nor years are known",
    "GRADE_CONVERTED": "{grade} on {source} is {low} to {high} on {target}, by {rule}",
    "GRADE_NO_RULE": "no published rule leads from {source} to {target}",
    "GRADE_NO_HOST_SCALE": "no grading scale of {host} is on file",
    "GRADE_SCALE_TAKEN": "no scale was named; {scale} is the only one of that time that fits",
    "GRADE_SCALE_UNKNOWN": "no scale of the country has the grade {grade}",
    "GRADE_SCALE_AMBIGUOUS": "{grade} may stand on any of {scales}",
    "GRADE_NOT_ON_SCALE": "{grade} is not on {scale}",
    "GRADE_BELOW_PASS": "{grade} is below the pass mark of {scale}",
    "GRADE_NOT_BINDING": "the conversion binds nobody",
}  # fmt: skip

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
}


# Countries that English names with an article.
_ARTICLE = frozenset("AE BS CD CF CG DO FK GB GM KM KY MH MV NL PH SB SC TC US VG VI".split())


def country(code: str, name: str) -> str:
    """Return a country's name as it stands after a preposition: ``the Netherlands``."""
    return f"the {name}" if code in _ARTICLE else name


def outcome(record: Mapping[str, Any], **names: str) -> str:
    """Return the sentence of a record's outcome; *names* give the words for comparator, alternative and what is missing."""
    limits = [r["values"]["restriction"] for r in record["reasons"] if r["code"] == "FORM_RESTRICTED"]
    return OUTCOMES[record["outcome"]][1].format(restriction=next(iter(limits), "") or "as the award states", **names)


def fields(template: str) -> set[str]:
    """Return the names of the values that a template speaks of."""
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
    """Return the words for something that is still needed."""
    return MISSING[what].format(**values)


def count(number: int, noun: str) -> str:
    """Return ``1 fact`` or ``2 facts``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
