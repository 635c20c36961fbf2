"""The parts of a credential that have parts of their own: target, outcomes, units, background, small credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qualrec.engine.values import Values, near
from qualrec.model.credential import CrossBorder, Requirement, Shown, Target
from qualrec.model.dates import Answer
from qualrec.model.study import Claimed, Micro, Unit

PARTNERS = ("all", "studied_only", "some", "unknown")
RIGHTS = ("general_access", "next_cycle", "doctoral")
PROFILES = ("research", "professional", "mixed", "unknown")
DIFFERENCES = ("none", "substantial", "unknown")
EVIDENCE = ("document", "copy", "third_party", "system_knowledge", "statement")
STRENGTHS = ("strong", "substantial", "weak", "none", "unknown")
QUESTIONS = ("quality", "verification", "level", "outcomes", "workload", "testing", "identification")
CYCLES = ("short_cycle", "first_cycle", "second_cycle", "third_cycle")


class Parts(Values):
    """Reads the nested inputs of the evaluation procedure."""

    def rights(self) -> dict[str, Answer]:
        """What the award opens at home, as far as the evaluator states it."""
        raw = self.record("rights")
        return {key: self.answer(f"rights.{key}", raw[key]) for key in RIGHTS if key in raw}

    def shown(self) -> list[Shown]:
        """Which main requirements the award covers."""
        return [
            Shown(
                str(item.get("requirement", "")),
                self.choice("outcomes.state", item.get("state"), ("covered", "missing", "unknown")) or "unknown",
                str(item.get("evidence", "")),
            )
            for item in self.records("outcomes")
        ]

    def cross_border(self) -> CrossBorder:
        """Facts of joint and transnational awards."""
        joint, tne = self.record("joint"), self.record("tne")
        partners = self.choice("joint.partners_recognised", joint.get("partners_recognised"), PARTNERS)
        return CrossBorder(
            partners or "unknown",
            *(
                self.answer(f"tne.{key}", tne.get(key))
                for key in ("awarding_body_recognised", "lawful_in_both", "follows_code")
            ),
        )

    def target(self) -> Target:
        """What the desired activity asks for."""
        value = self.raw.get("target")
        if not value:
            return Target()
        if isinstance(value, str):
            return Target(qualification=self.type_id(value))
        raw = self.record("target")
        requirements = [item for item in raw.get("requirements") or () if isinstance(item, Mapping) and item.get("id")]
        return Target(
            qualification=self.type_id(raw.get("qualification")),
            level=str(raw["level"]) if raw.get("level") else None,
            profile=self.choice("target.profile", raw.get("profile"), ("research", "professional", "any")),
            requirements=tuple(
                Requirement(
                    str(item["id"]),
                    bool(item.get("essential", True)),
                    str(item.get("label", "")),
                    self.number("target.requirements.remediable_ects", item.get("remediable_ects")),
                )
                for item in requirements
            ),
            min_workload_ects=self.number("target.min_workload_ects", raw.get("min_workload_ects")),
        )

    def type_id(self, value: Any) -> str | None:
        """Return the id of a qualification type that is on file."""
        if not value:
            return None
        try:
            return self.kb.type(str(value)).id
        except KeyError:
            self.fault("qualification", value, "ID_UNKNOWN", near(str(value), self.kb.owner(str(value)).type_ids))
            return None

    def unit_id(self, value: Any) -> str | None:
        """Return the id of a credit unit that is on file."""
        if not value:
            return None
        try:
            return self.kb.unit(str(value)).id
        except KeyError:
            self.fault("units.credit_unit", value, "ID_UNKNOWN", near(str(value), self.kb.owner(str(value)).units))
            return None

    def units(self) -> tuple[Unit, ...]:
        """The units of a period of study."""
        return tuple(
            Unit(
                name=str(item.get("name") or number),
                credits=self.number("units.credits", item.get("credits")),
                unit=self.unit_id(item.get("credit_unit")),
                kind=self.choice("units.kind", item.get("kind"), CYCLES),
                agreed=self.answer("units.agreed", item.get("agreed")),
                passed=self.answer("units.passed", item.get("passed")),
                replaces=str(item.get("replaces") or ""),
                difference=self.choice("units.difference", item.get("difference"), DIFFERENCES) or "unknown",
                why=str(item.get("why") or ""),
            )
            for number, item in enumerate(self.records("units"), 1)
        )

    def claimed(self) -> tuple[Claimed, ...]:
        """The lines of a background document."""
        return tuple(
            Claimed(
                says=str(item.get("claim") or ""),
                grade=self.choice("background.grade", item.get("grade"), EVIDENCE) or "statement",
                supports=str(item.get("supports") or "award"),
                plausible=self.answer("background.plausible", item.get("plausible")),
            )
            for item in self.records("background")
        )

    def micro(self) -> Micro:
        """The answers on a micro-credential."""
        raw = self.record("micro")
        found = {q: self.choice(f"micro.{q}", raw.get(q), STRENGTHS) for q in QUESTIONS if raw.get(q)}
        return Micro(
            tuple((q, strength) for q, strength in found.items() if strength and strength != "unknown"),
            self.answer("micro.on_site", raw.get("on_site")) is Answer.YES,
            self.answer("micro.room", raw.get("room")),
        )
