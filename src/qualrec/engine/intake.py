"""Plain values, from a file, a row or the command line, to a credential; every fault named, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from qualrec.knowledge.base import Country, KnowledgeBase
from qualrec.knowledge.names import fold
from qualrec.model.credential import (
    PURPOSES,
    Credential,
    CrossBorder,
    Institution,
    Requirement,
    Shown,
    Target,
)
from qualrec.model.dates import Answer, PartialDate
from qualrec.model.frozen import frozen, replace

KINDS = (
    "access",
    "access_restricted",
    "period_of_study",
    "short_cycle",
    "first_cycle",
    "second_cycle",
    "third_cycle",
    "vet",
    "micro_credential",
)
STATUSES = ("recognised", "legitimate_unrecognised", "not_recognised", "diploma_mill", "unknown")
AUTHENTICITY = ("verified", "presumed", "unverifiable", "doubtful", "fraudulent")
DOCUMENTS = ("complete", "partial", "none")
MODES = ("on_campus", "distance", "joint", "tne")
PROFILES = ("research", "professional", "mixed", "unknown")
ANSWERS = ("yes", "no", "unknown")
PARTNERS = ("all", "studied_only", "some", "unknown")
RIGHTS = ("general_access", "next_cycle", "doctoral")

# Paths of the evaluation procedure's inputs and the flat keys that mean the same.
PATHS = {
    "application.purpose": "purpose",
    "application.host": "to",
    "application.file_complete_on": "file_complete_on",
    "applicant.refugee_like": "refugee",
    "applicant.good_reason_no_documents": "good_reason_no_documents",
    "credential.award_date": "awarded",
    "credential.workload.ects": "credits",
    "credential.workload.hours": "hours",
    "credential.workload.nominal_years": "years",
    "credential.workload.shortened_by": "shortened_by",
    "institution.name": "institution",
    "institution.status_at_award": "institution_status",
    "institution.status": "institution_status",
    "institution.programme_accredited": "programme_accredited",
    "institution.accredited_only_by_mill": "accredited_only_by_mill",
    "institution.external_quality_evidence": "external_quality_evidence",
    "institution.control": "control",
}
FORBIDDEN = ("nationality", "gender", "sex", "race", "religion", "opinion", "birth", "disability")
_UNKNOWN = {"", "unknown", "null", "none"}
_NUMBER = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,6})?")


@frozen
class Fault:
    """A value that cannot be read: which, what it was, why, and what to write."""

    field: str
    value: str
    code: str
    hint: str = ""


def path_to_key(path: str) -> str:
    """Return the flat or nested key that a path of the procedure's inputs means."""
    return PATHS.get(path, path.removeprefix("credential.").removeprefix("application."))


def place_value(raw: dict[str, Any], path: str, value: Any) -> None:
    """Set one input by its path, such as ``joint.partners_recognised``."""
    *parents, last = path_to_key(path).split(".")
    for parent in parents:
        inner = raw.get(parent)
        raw[parent] = raw = dict(inner) if isinstance(inner, Mapping) else {}
    raw[last] = value


def read(raw: Mapping[str, Any], kb: KnowledgeBase) -> tuple[Credential, list[Fault]]:
    """Read a credential from plain values.

    Values that cannot be read are left unknown and returned as faults, so that one bad cell never hides another.
    """
    reading = _Reading(raw, kb)
    return reading.credential(), reading.faults


class _Reading:
    def __init__(self, raw: Mapping[str, Any], kb: KnowledgeBase) -> None:
        self.raw = raw
        self.kb = kb
        self.faults: list[Fault] = []

    def credential(self) -> Credential:
        for key in FORBIDDEN:
            if key in self.raw:
                self._fault(key, self.raw[key], "INPUT_FORBIDDEN", "leave it out: it must not influence anything")
        code = self._country()
        country = self.kb.country(code) if code else None
        kind = self.raw.get("kind")
        purpose = str(self.raw.get("purpose") or "")
        if purpose and purpose not in PURPOSES:
            self._fault("purpose", purpose, "INPUT_NOT_ALLOWED", _near(purpose, PURPOSES))
        institution = self.raw.get("institution")
        return Credential(
            given={key: value for key, value in self.raw.items() if value not in (None, "")},
            country=code,
            title=str(self.raw.get("title") or "").strip(),
            qualification=self._type_id(self.raw.get("qualification")),
            kind=None if kind == "credential" else self._choice("kind", KINDS),
            field_of_study=str(self.raw.get("field") or ""),
            awarded=self._date("awarded"),
            credits=self._number("credits"),
            credit_unit=self._named("credit_unit", country, lambda c: c.units),
            years=self._number("years"),
            hours=self._number("hours"),
            shortened_by=tuple(str(item) for item in self._list("shortened_by")),
            grade=_text(self.raw.get("grade")),
            grade_scale=self._named("grade_scale", country, lambda c: c.scales),
            profile=self._profile(),
            research_preparation=self._answer(self.raw, "research_preparation"),
            shown=tuple(self._shown()),
            rights=self._rights(),
            documents=self._choice("documents", DOCUMENTS) or "complete",
            authenticity=self._choice("authenticity", AUTHENTICITY) or "presumed",
            mode=frozenset(self._modes()),
            institution=Institution(
                name="" if isinstance(institution, Mapping) else str(institution or ""),
                status=self._choice("institution_status", STATUSES) or "unknown",
                programme_accredited=self._answer(self.raw, "programme_accredited"),
                accredited_only_by_mill=self._truth("accredited_only_by_mill"),
                external_quality_evidence=self._answer(self.raw, "external_quality_evidence"),
            ),
            cross_border=self._cross_border(),
            refugee=self._truth("refugee"),
            good_reason_no_documents=self._truth("good_reason_no_documents"),
            target=self._target(),
            file_complete_on=self._date("file_complete_on"),
        )

    def _fault(self, field: str, value: Any, code: str, hint: str = "") -> None:
        self.faults.append(Fault(field, str(value)[:80], code, hint))

    def _country(self) -> str | None:
        name = str(self.raw.get("country") or "").strip()
        if not name:
            return None
        code = self.kb.country_code(name.partition("-")[0] if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", name) else name)
        if code is None:
            self._fault("country", name, "COUNTRY_UNKNOWN", country_hint(self.kb, name))
        return code

    def _type_id(self, value: Any) -> str | None:
        if not value:
            return None
        try:
            return self.kb.type(str(value)).id
        except KeyError:
            ids = self.kb.owner(str(value)).type_ids
            self._fault("qualification", value, "ID_UNKNOWN", _near(str(value), ids))
            return None

    def _named(self, key: str, country: Country | None, box: Callable[[Country], Mapping[str, Any]]) -> str | None:
        """Find a unit or a scale by id, or by its name in the country."""
        value = str(self.raw.get(key) or "").strip()
        if not value:
            return None
        international = self.kb.country("int")
        places = [self.kb.owner(value), *([country] if country else []), international]
        for place in places:
            if value in box(place):
                return value
        wanted = fold(value)
        for place in places[1:]:
            hits = [item.id for item in box(place).values() if wanted in _spellings(item)]
            if len(hits) == 1:
                return str(hits[0])
            if hits:
                self._fault(key, value, "NAME_AMBIGUOUS", "name one by id: " + ", ".join(hits))
                return None
        known = [item.id for place in places[1:] for item in box(place).values()]
        self._fault(key, value, "ID_UNKNOWN", _near(value, known))
        return None

    def _number(self, key: str) -> Decimal | None:
        value = self.raw.get(key)
        if value is None or str(value).strip().lower() in _UNKNOWN:
            return None
        text = str(value).strip()
        if _NUMBER.fullmatch(text):
            try:
                return Decimal(text.replace(",", "."))
            except InvalidOperation:
                pass
        self._fault(key, text, "NUMBER_UNREADABLE", "write a number such as 180 or 7.5")
        return None

    def _date(self, key: str) -> PartialDate | None:
        value = self.raw.get(key)
        if value is None or str(value).strip().lower() in _UNKNOWN:
            return None
        try:
            return PartialDate.parse(str(value))
        except ValueError:
            self._fault(key, value, "DATE_UNREADABLE", "write 2015, 2015-06 or 2015-06-30")
            return None

    def _choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        value = str(self.raw.get(key) or "").strip().lower()
        if not value:
            return None
        if value in allowed:
            return value
        self._fault(key, value, "INPUT_NOT_ALLOWED", _near(value, allowed))
        return None

    def _answer(self, raw: Mapping[str, Any], key: str) -> Answer:
        value = raw.get(key)
        if value is None or value == "":
            return Answer.UNKNOWN
        word = {"true": "yes", "false": "no"}.get(str(value).strip().lower(), str(value).strip().lower())
        if word in ANSWERS:
            return Answer(word)
        self._fault(key, value, "INPUT_NOT_ALLOWED", "write yes, no or unknown")
        return Answer.UNKNOWN

    def _truth(self, key: str) -> bool:
        return self._answer(self.raw, key) is Answer.YES

    def _profile(self) -> str | None:
        found = self._choice("profile", PROFILES)
        return None if found == "unknown" else found

    def _list(self, key: str) -> list[Any]:
        value = self.raw.get(key)
        if value is None or value == "":
            return []
        return [item.strip() for item in value.split("|")] if isinstance(value, str) else list(value)

    def _modes(self) -> list[str]:
        found = []
        for item in self._list("mode"):
            if item in MODES:
                found.append(str(item))
            else:
                self._fault("mode", item, "INPUT_NOT_ALLOWED", _near(str(item), MODES))
        return found

    def _rights(self) -> dict[str, Answer]:
        raw = self.raw.get("rights")
        return {key: self._answer(raw, key) for key in RIGHTS if key in raw} if isinstance(raw, Mapping) else {}

    def _shown(self) -> list[Shown]:
        return [
            Shown(str(item.get("requirement", "")), str(item.get("state", "unknown")), str(item.get("evidence", "")))
            for item in self._list("outcomes")
            if isinstance(item, Mapping)
        ]

    def _cross_border(self) -> CrossBorder:
        joint = self.raw.get("joint") or {}
        tne = self.raw.get("tne") or {}
        partners = str(joint.get("partners_recognised", "unknown")) if isinstance(joint, Mapping) else "unknown"
        if partners not in PARTNERS:
            self._fault("joint.partners_recognised", partners, "INPUT_NOT_ALLOWED", _near(partners, PARTNERS))
            partners = "unknown"
        facts = tne if isinstance(tne, Mapping) else {}
        return CrossBorder(
            partners,
            self._answer(facts, "awarding_body_recognised"),
            self._answer(facts, "lawful_in_both"),
            self._answer(facts, "follows_code"),
        )

    def _target(self) -> Target:
        raw = self.raw.get("target")
        if not raw:
            return Target()
        if isinstance(raw, str):
            return Target(qualification=self._type_id(raw))
        requirements = tuple(
            Requirement(
                str(item["id"]),
                bool(item.get("essential", True)),
                str(item.get("label", "")),
                Decimal(str(item["remediable_ects"])) if item.get("remediable_ects") is not None else None,
            )
            for item in raw.get("requirements", ())
        )
        least = raw.get("min_workload_ects")
        return Target(
            self._type_id(raw.get("qualification")),
            raw.get("profile"),
            requirements,
            Decimal(str(least)) if least is not None else None,
        )


def country_hint(kb: KnowledgeBase, name: str) -> str:
    """Return what a misspelt country may have meant."""
    near = get_close_matches(fold(name), kb.country_spellings, 3, 0.6)
    codes = list(dict.fromkeys(code for n in near if (code := kb.country_code(n))))
    named = ", ".join(f"{code} ({kb.country_name(code)})" for code in codes)
    return f"did you mean {named}?" if named else "write an ISO code such as NO, or the country's name"


def _spellings(item: Any) -> set[str]:
    return {fold(name) for name in (*item.name.values(), *item.aliases)}


def _near(value: str, options: Any) -> str:
    known = [str(option) for option in options]
    near = get_close_matches(value, known, 2, 0.5)
    if near:
        return "did you mean " + " or ".join(near) + "?"
    return "use one of " + ", ".join(known[:12]) if known else ""


def _text(value: Any) -> str | None:
    return None if value is None or str(value).strip() == "" else str(value).strip()


def assume_recognised(credential: Credential) -> tuple[Credential, bool]:
    """Take an institution of unknown status, and its programme, as recognised; say whether that changed anything."""
    institution = credential.institution
    if institution.status != "unknown" and institution.programme_accredited is not Answer.UNKNOWN:
        return credential, False
    status = "recognised" if institution.status == "unknown" else institution.status
    accredited = Answer.YES if institution.programme_accredited is Answer.UNKNOWN else institution.programme_accredited
    return replace(credential, institution=replace(institution, status=status, programme_accredited=accredited)), True
