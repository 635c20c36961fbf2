"""Plain values, from a file, a row or the command line, to a credential; every fault named, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from qualrec.engine.parts import PROFILES, Parts
from qualrec.engine.values import Fault, near
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.country import Country
from qualrec.knowledge.names import MAX_LENGTH, fold
from qualrec.model.credential import MILL_INDICATORS, PURPOSES, Credential, Institution
from qualrec.model.dates import Answer, PartialDate
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


def _number_of(key: str) -> Callable[[_Reading], Decimal | None]:
    return lambda r: r.number_at(key)


def read(raw: Mapping[str, Any], kb: KnowledgeBase) -> tuple[Credential, list[Fault]]:
    """Read a credential from plain values.

    Values that cannot be read are left unknown and returned as faults, so that one bad cell never hides another.
    """
    reading = _Reading(raw, kb)
    return reading.credential(), reading.faults


def read_cell(kb: KnowledgeBase, country: str, column: str, text: str) -> tuple[Any, str]:
    """Read one cell of a row as ``read`` does: its value and the code of its fault; for rows that share their cells."""
    reading = _Reading({"country": country, column: text}, kb)
    value = reading.one(column, kb.country(country))
    return value, reading.faults[0].code if reading.faults else ""


def date_reader(kb: KnowledgeBase) -> Callable[[str, str], PartialDate | None]:
    """Return what reads an award date of a country, as ``read`` does; None where it cannot be read."""
    return lambda text, country: read_cell(kb, country, "awarded", text)[0]


class _Reading(Parts):
    home: Country | None = None

    def one(self, column: str, country: Country) -> Any:
        """Read one column that many rows hold, as ``credential`` reads it."""
        self.home = country
        return READERS[column](self)

    def credential(self) -> Credential:
        for key in FORBIDDEN:
            if key in self.raw:
                self.fault(key, self.raw[key], "INPUT_FORBIDDEN", "leave it out: it must not influence anything")
        code = self._country()
        self.home = self.kb.country(code) if code else None
        self.choice("purpose", self.raw.get("purpose"), PURPOSES)
        stated = {field: read(self) for field, read in READERS.items() if field in self.raw}
        if not _OF_INSTITUTION.isdisjoint(self.raw):
            stated["institution"] = self._institution()
        if "joint" in self.raw or "tne" in self.raw:
            stated["cross_border"] = self.cross_border()
        given = {key: value for key, value in self.raw.items() if value not in (None, "")}
        return Credential(given=given, country=code, **{_FIELDS.get(key, key): found for key, found in stated.items()})

    def kind(self) -> str | None:
        """Read the kind of credential; an award is the usual one."""
        return None if self.raw.get("kind") == "credential" else self.choice_at("kind", KINDS)

    def profile(self) -> str | None:
        """Read the profile of the award."""
        found = self.choice_at("profile", PROFILES)
        return None if found == "unknown" else found

    def modes(self) -> frozenset[str]:
        """Read how it was studied."""
        return frozenset(mode for item in self.items("mode") if (mode := self.choice("mode", item, MODES)))

    def named_unit(self) -> str | None:
        """Read the credit unit, by id or by its name in the country."""
        return self._named("credit_unit", self.home, lambda c: c.units)

    def named_scale(self) -> str | None:
        """Read the grading scale, by id or by its name in the country."""
        return self._named("grade_scale", self.home, lambda c: c.scales)

    def number_at(self, key: str) -> Decimal | None:
        """Read the number stated under *key*."""
        return self.number(key, self.raw.get(key))

    def answer_at(self, key: str) -> Answer:
        """Read the answer stated under *key*."""
        return self.answer(key, self.raw.get(key))

    def choice_at(self, key: str, allowed: tuple[str, ...]) -> str | None:
        """Read the word stated under *key*."""
        return self.choice(key, self.raw.get(key), allowed)

    def _institution(self) -> Institution:
        name = self.raw.get("institution")
        signs = (self.choice("mill_indicators", item, MILL_INDICATORS) for item in self.items("mill_indicators"))
        return Institution(
            name="" if isinstance(name, Mapping) else str(name or ""),
            status=self.choice_at("institution_status", STATUSES) or "unknown",
            programme_accredited=self.answer_at("programme_accredited"),
            accredited_only_by_mill=self.truth("accredited_only_by_mill"),
            external_quality_evidence=self.answer_at("external_quality_evidence"),
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


# Every input but those of the institution and of its borders, and how it is read; what is not given is not read.
READERS: dict[str, Callable[[_Reading], Any]] = {
    "profile": _Reading.profile,
    "title": lambda r: str(r.raw["title"] or "").strip(),
    "qualification": lambda r: r.type_id(r.raw["qualification"]),
    "kind": _Reading.kind,
    "field": lambda r: str(r.raw["field"] or ""),
    "awarded": lambda r: r.date("awarded"),
    **{key: _number_of(key) for key in ("credits", "years", "years_after", "hours", "agreed_credits")},
    "credit_unit": _Reading.named_unit,
    "shortened_by": lambda r: tuple(str(item) for item in r.items("shortened_by")),
    "grade": lambda r: _text(r.raw["grade"]),
    "grade_scale": _Reading.named_scale,
    "research_preparation": lambda r: r.answer_at("research_preparation"),
    "outcomes": lambda r: tuple(r.shown()),
    "rights": Parts.rights,
    "documents": lambda r: r.choice_at("documents", DOCUMENTS) or "complete",
    "authenticity": lambda r: r.choice_at("authenticity", AUTHENTICITY) or "presumed",
    "mode": _Reading.modes,
    "refugee": lambda r: r.truth("refugee"),
    "good_reason_no_documents": lambda r: r.truth("good_reason_no_documents"),
    "background": Parts.claimed,
    "units": Parts.units,
    "micro": Parts.micro,
    "target": Parts.target,
    "file_complete_on": lambda r: r.date("file_complete_on"),
}
_FIELDS = {"field": "field_of_study", "outcomes": "shown", "background": "claimed"}
_OF_INSTITUTION = frozenset(
    (
        "institution",
        "mill_indicators",
        "institution_status",
        "programme_accredited",
        "accredited_only_by_mill",
        "external_quality_evidence",
        "institution_register",
        "quality_body",
    )
)


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
