"""Plain values, from a file, a row or the command line, to a credential; every fault named, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from qualrec.engine.parts import PROFILES, Parts
from qualrec.engine.values import Fault, near
from qualrec.knowledge.base import Country, KnowledgeBase
from qualrec.knowledge.names import MAX_LENGTH, fold
from qualrec.model.credential import MILL_INDICATORS, PURPOSES, Credential, Institution
from qualrec.model.dates import Answer
from qualrec.model.frozen import replace

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


def read_cell(kb: KnowledgeBase, country: str, column: str, text: str) -> tuple[Any, str]:
    """Read one cell of a row as ``read`` does: its value and the code of its fault; for rows that share their cells."""
    reading = _Reading({column: text}, kb)
    value = reading.one(column, kb.country(country))
    return value, reading.faults[0].code if reading.faults else ""


class _Reading(Parts):
    def one(self, column: str, country: Country) -> Any:
        """Read one column that many rows hold, as ``credential`` reads it."""
        if column == "awarded":
            return self.date(column)
        if column in {"credits", "years"}:
            return self._number(column)
        if column == "credit_unit":
            return self._named(column, country, lambda c: c.units)
        return self._named(column, country, lambda c: c.scales)

    def credential(self) -> Credential:
        for key in FORBIDDEN:
            if key in self.raw:
                self.fault(key, self.raw[key], "INPUT_FORBIDDEN", "leave it out: it must not influence anything")
        code = self._country()
        country = self.kb.country(code) if code else None
        kind = self.raw.get("kind")
        self.choice("purpose", self.raw.get("purpose"), PURPOSES)
        profile = self._choice("profile", PROFILES)
        return Credential(
            given={key: value for key, value in self.raw.items() if value not in (None, "")},
            country=code,
            title=str(self.raw.get("title") or "").strip(),
            qualification=self.type_id(self.raw.get("qualification")),
            kind=None if kind == "credential" else self._choice("kind", KINDS),
            field_of_study=str(self.raw.get("field") or ""),
            awarded=self.date("awarded"),
            credits=self._number("credits"),
            credit_unit=self._named("credit_unit", country, lambda c: c.units),
            years=self._number("years"),
            years_after=self._number("years_after"),
            hours=self._number("hours"),
            shortened_by=tuple(str(item) for item in self.items("shortened_by")),
            grade=_text(self.raw.get("grade")),
            grade_scale=self._named("grade_scale", country, lambda c: c.scales),
            profile=None if profile == "unknown" else profile,
            research_preparation=self._answer("research_preparation"),
            shown=tuple(self.shown()),
            rights=self.rights(),
            documents=self._choice("documents", DOCUMENTS) or "complete",
            authenticity=self._choice("authenticity", AUTHENTICITY) or "presumed",
            mode=frozenset(mode for item in self.items("mode") if (mode := self.choice("mode", item, MODES))),
            institution=self._institution(),
            cross_border=self.cross_border(),
            refugee=self.truth("refugee"),
            good_reason_no_documents=self.truth("good_reason_no_documents"),
            claimed=self.claimed(),
            units=self.units(),
            agreed_credits=self._number("agreed_credits"),
            micro=self.micro(),
            target=self.target(),
            file_complete_on=self.date("file_complete_on"),
        )

    def _number(self, key: str) -> Decimal | None:
        return self.number(key, self.raw.get(key))

    def _answer(self, key: str) -> Answer:
        return self.answer(key, self.raw.get(key))

    def _choice(self, key: str, allowed: tuple[str, ...]) -> str | None:
        return self.choice(key, self.raw.get(key), allowed)

    def _institution(self) -> Institution:
        name = self.raw.get("institution")
        signs = (self.choice("mill_indicators", item, MILL_INDICATORS) for item in self.items("mill_indicators"))
        return Institution(
            name="" if isinstance(name, Mapping) else str(name or ""),
            status=self._choice("institution_status", STATUSES) or "unknown",
            programme_accredited=self._answer("programme_accredited"),
            accredited_only_by_mill=self.truth("accredited_only_by_mill"),
            external_quality_evidence=self._answer("external_quality_evidence"),
            register=str(self.raw.get("institution_register") or ""),
            quality_body=str(self.raw.get("quality_body") or ""),
            mill_indicators=tuple(dict.fromkeys(sign for sign in signs if sign)),
        )

    def _country(self) -> str | None:
        name = str(self.raw.get("country") or "").strip()
        if not name:
            return None
        code = self.kb.country_code(name.partition("-")[0] if re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", name) else name)
        if code is None:
            self.fault("country", name, "COUNTRY_UNKNOWN", country_hint(self.kb, name))
        return code

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
                self.fault(key, value, "NAME_AMBIGUOUS", "name one by id: " + ", ".join(hits))
                return None
        known = [item.id for place in places[1:] for item in box(place).values()]
        self.fault(key, value, "ID_UNKNOWN", near(value, known))
        return None


def country_hint(kb: KnowledgeBase, name: str) -> str:
    """Return what a misspelt country may have meant."""
    return kb.remember(("country hint", name[:MAX_LENGTH]), lambda: _country_hint(kb, name))


def _country_hint(kb: KnowledgeBase, name: str) -> str:
    former = kb.former_state(name)
    if former:
        today = ", ".join(f"{code} ({kb.country_name(code)})" for code in former[1])
        return f"{former[0]} is no more; name the state of today that the institution lies in: {today}"
    wanted = fold(name)
    near = get_close_matches(wanted, kb.country_spellings, 3, 0.5 if len(wanted) == 2 else 0.6)
    codes = list(dict.fromkeys(code for n in near if (code := kb.country_code(n))))
    named = ", ".join(f"{code} ({kb.country_name(code)})" for code in codes)
    return f"did you mean {named}?" if named else "write an ISO code such as NO, or the country's name"


def _spellings(item: Any) -> set[str]:
    return {fold(name) for name in (*item.name.values(), *item.aliases)}


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
