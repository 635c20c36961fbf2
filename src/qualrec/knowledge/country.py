"""What is on file of one country: frameworks, awards, links, units, scales, claims, bodies; built on first touch."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from qualrec.knowledge import build, build_law, build_measures
from qualrec.knowledge.folded import Sparse, value_of
from qualrec.model.framework import Framework, LevelLink, QualificationType
from qualrec.model.instrument import Claim, System
from qualrec.model.measure import CreditLink, CreditUnit, GradeRule, GradingScale, Weighting
from qualrec.model.source import Id


class Country:
    """What is on file of one country (``int`` for what belongs to none)."""

    def __init__(self, code: str, section: dict[str, Any]) -> None:
        self.code = code
        self.titles: dict[str, list[list[str]]] = section["titles"]
        self.patterns: list[list[str]] = section["patterns"]
        self._by_kind: dict[str, list[build.File]] = defaultdict(list)
        self._raw_types: dict[Id, tuple[build.File, str, str]] = {}  # id -> its file, its kind, itself as text
        for path, kind, texts in section["docs"]:
            file = build.File(path, Sparse(texts))
            self._by_kind[kind].append(file)
            if kind == "qualifications":
                self._raw_types |= {tid: (file, function, text) for tid, function, text in texts["types"]}
        self._types: dict[Id, QualificationType] = {}

    @cached_property
    def frameworks(self) -> dict[Id, Framework]:
        """Its frameworks by id."""
        return {f.id: f for f in map(build.framework, self._by_kind["framework"])}

    def type(self, tid: Id) -> QualificationType:
        """Return one qualification type.

        Raises:
            KeyError: if there is none of that id.
        """
        if tid not in self._types:
            file, _, text = self._raw_types[tid]
            self._types[tid] = build.qualification(file, value_of(text))
        return self._types[tid]

    @property
    def type_ids(self) -> tuple[Id, ...]:
        """The ids of its qualification types, in the order of the file."""
        return tuple(self._raw_types)

    def types_of(self, kind: str) -> list[QualificationType]:
        """Return its types of one kind, in the order of the file."""
        return [self.type(tid) for tid, (_, function, _) in self._raw_types.items() if function == kind]

    @cached_property
    def level_links(self) -> list[LevelLink]:
        """Every published link that concerns its levels."""
        return [link for file in self._by_kind["level-mapping"] for link in build.level_links(file)]

    @cached_property
    def units(self) -> dict[Id, CreditUnit]:
        """Its credit units by id."""
        files = self._by_kind["credit-system"]
        return {raw["id"]: build_measures.credit_unit(file, raw) for file in files for raw in file.doc["units"]}

    @cached_property
    def credit_links(self) -> list[CreditLink]:
        """The stated factors that concern its units."""
        files = self._by_kind["credit-mapping"]
        return [build_measures.credit_link(file, raw) for file in files for raw in file.doc["links"]]

    @cached_property
    def scales(self) -> dict[Id, GradingScale]:
        """Its grading scales by id."""
        files = self._by_kind["grading-scale"]
        return {raw["id"]: build_measures.grading_scale(file, raw) for file in files for raw in file.doc["scales"]}

    @cached_property
    def grade_rules(self) -> list[GradeRule]:
        """The published conversions from or to its scales."""
        stated = [build_measures.grade_rule(file) for file in self._by_kind["grade-mapping"]]
        claimed = (build_measures.thresholds(file) for file in self._by_kind["grade-thresholds"])
        return [*stated, *(rule for rules in claimed for rule in rules)]

    @cached_property
    def weightings(self) -> dict[Id, Weighting]:
        """Its rules on how years of study count in a final average."""
        files = self._by_kind["grading-scale"]
        found = (build_measures.weighting(file, raw) for file in files for raw in file.doc.get("weightings", ()))
        return {weighting.id: weighting for weighting in found}

    @cached_property
    def without(self) -> dict[str, str]:
        """Why it has no credit unit or no grading scale on file, where its own files say so."""
        files = [*self._by_kind["credit-system"], *self._by_kind["grading-scale"]]
        return {file.doc["kind"]: file.doc["none"]["says"] for file in files if file.doc.get("none")}

    @cached_property
    def claims(self) -> dict[Id, list[Claim]]:
        """What centres publish about its awards, by award."""
        found: dict[Id, list[Claim]] = defaultdict(list)
        for file in self._by_kind["comparability"]:
            for raw in file.doc["claims"]:
                found[raw["of"]].append(build_law.claim(file, raw))
        return found

    @cached_property
    def system(self) -> System:
        """Who answers for its awards; empty where no such file is there."""
        files = self._by_kind["system"]
        if not files:
            return System(self.code)
        return System(
            country=self.code,
            centres=tuple(body for file in files for body in build_law.bodies(file, "centres")),
            agencies=tuple(body for file in files for body in build_law.bodies(file, "agencies")),
            registers=tuple(body for file in files for body in build_law.bodies(file, "registers")),
            programme_accreditation=next(filter(None, map(build_law.programme_accreditation, files)), None),
            appeals=tuple(appeal for file in files for appeal in build_law.appeals(file)),
            traps=build_law.traps(files),
        )

    @property
    def known(self) -> bool:
        """Whether any qualification type of it is on file."""
        return bool(self._raw_types)
