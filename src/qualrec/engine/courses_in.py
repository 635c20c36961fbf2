"""A transcript from plain values: units and scales by id or by their national name; what cannot be read is a fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualrec.engine.values import Fault, Values, near
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.country import Country
from qualrec.knowledge.names import fold
from qualrec.model.course import STATUSES, Course, Transcript
from qualrec.model.dates import PartialDate

MAX_DEPTH = 8


def read_courses(raw: Mapping[str, Any], kb: KnowledgeBase) -> tuple[Transcript, list[Fault]]:
    """Read a transcript; unreadable values stay unknown and are returned as faults, with the course they stand at."""
    reading = _Reading(raw, kb)
    found = reading.transcript()
    return found, reading.faults


class _Reading(Values):
    def transcript(self) -> Transcript:
        name = str(self.raw.get("country") or "").strip()
        code = self.kb.country_code(name) if name else None
        if name and code is None:
            self.fault("country", name, "COUNTRY_UNKNOWN", "write an ISO code such as NO, or the country's name")
        country = self.kb.country(code) if code else None
        unit = self._named("unit", self.raw.get("unit"), country)
        if unit is None and not self.raw.get("unit") and country:
            own = [u.id for u in country.units.values() if u.scope in {"higher", "any"}]
            unit = own[0] if len(own) == 1 else None
        return Transcript(
            country=code or "",
            courses=tuple(self._course(item, country, 0) for item in self.records("courses")),
            scale=self._named("scale", self.raw.get("scale"), country),
            unit=unit,
            institution=str(self.raw.get("institution") or ""),
        )

    def _course(self, item: Mapping[str, Any], country: Country | None, depth: int) -> Course:
        name = str(item.get("name") or item.get("code") or "untitled").strip()
        status = str(item.get("status") or "").strip().lower()
        if status and status not in STATUSES:
            self.fault(f"{name}.status", status, "INPUT_NOT_ALLOWED", near(status, STATUSES))
            status = ""
        parts = [part for part in item.get("parts") or () if isinstance(part, Mapping)] if depth < MAX_DEPTH else []
        return Course(
            name=name,
            code=str(item.get("code") or "").strip(),
            credits=self.number(f"{name}.credits", item.get("credits")),
            unit=self._named("unit", item.get("unit"), country),
            grade=str(item["grade"]).strip() if item.get("grade") is not None else "",
            scale=self._named("scale", item.get("scale"), country),
            status=status,
            year=self._year(name, item.get("year")),
            term=str(item.get("term") or "").strip(),
            date=self._when(name, item.get("date")),
            level=str(item.get("level") or "").strip(),
            major=str(item.get("major") or "").strip().lower() in {"true", "yes", "1"},
            parts=tuple(self._course(part, country, depth + 1) for part in parts),
        )

    def _year(self, name: str, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= 20 and len(text) <= 2:
            return int(text)
        self.fault(f"{name}.year", value, "NUMBER_UNREADABLE", "write the year of study: 1, 2, 3")
        return None

    def _when(self, name: str, value: Any) -> PartialDate | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError:
            self.fault(f"{name}.date", value, "DATE_UNREADABLE", "write 2015, 2015-06 or 2015-06-30")
            return None

    def _named(self, key: str, value: Any, country: Country | None) -> str | None:
        """Find a unit or a scale by id, or by its name in the country."""
        text = str(value or "").strip()
        if not text:
            return None

        def box(place: Country) -> Mapping[str, Any]:
            return place.units if key == "unit" else place.scales

        if text in box(self.kb.owner(text)):
            return text
        places = [place for place in (country, self.kb.country("int")) if place]
        wanted = fold(text)
        for place in places:
            items = box(place).values()
            hits = [i.id for i in items if wanted in {fold(n) for n in (*i.name.values(), *i.aliases)}]
            if len(hits) == 1:
                return str(hits[0])
            if hits:
                self.fault(key, text, "NAME_AMBIGUOUS", "name one by id: " + ", ".join(hits))
                return None
        self.fault(key, text, "ID_UNKNOWN", near(text, [i.id for place in places for i in box(place).values()]))
        return None
