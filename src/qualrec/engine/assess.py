"""The pipeline: identify, place, law, gates, fixed result, credits, grades, comparator, elements, weighing, form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from qualrec.engine import gates
from qualrec.engine.comparator import Comparator, comparator
from qualrec.engine.credits import Load, workload
from qualrec.engine.elements import Comparison, compare
from qualrec.engine.fixed import Fixed, fixed
from qualrec.engine.forms import Form, due, form, remedies
from qualrec.engine.gates import Gate
from qualrec.engine.grades import Graded, grades
from qualrec.engine.identify import Identified, identify
from qualrec.engine.intake import assume_recognised
from qualrec.engine.law import Case, Verdict, applicable
from qualrec.engine.place import Placed, place
from qualrec.engine.reasons import because
from qualrec.engine.weigh import Weighed, weigh
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import ElementFinding, Finding, Found, Missing, Outcome, Step
from qualrec.model.credential import DEFAULT_PURPOSE, Credential
from qualrec.model.dates import of_day
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy

METHODS = ("lrc", "us_years")
T = TypeVar("T")


@frozen
class Question:
    """What is asked of a credential: for which host and purpose, on which day, by which method."""

    host: str
    on: dt.date
    purpose: str | None = None
    method: str = "lrc"
    assume_recognised: bool = False


@frozen
class Assessment:
    """The whole answer. *missing* holds what is still needed; the codes of *trace* explain every part."""

    credential: Credential
    question: Question
    purpose: str
    outcome: Outcome
    identified: Identified
    policy: Policy
    trace: Step
    side: Outcome | None = None
    placed: Placed | None = None
    comparator: QualificationType | None = None
    load: Load = Load()
    graded: Graded | None = None
    elements: tuple[ElementFinding, ...] = ()
    law: tuple[Verdict, ...] = ()
    basis: str | None = None
    weighed: Weighed = Weighed()
    conditions: tuple[Mapping[str, Any], ...] = ()
    alternative: QualificationType | None = None
    remedies: tuple[Mapping[str, Any], ...] = ()
    missing: tuple[Missing, ...] = ()
    due: str | None = None


class _Trail:
    """The steps of one assessment, in order."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def take(self, found: Found[T]) -> T:
        """Keep the step of *found* and return its value."""
        if found.step.reasons or found.step.steps:
            self.steps.append(found.step)
        return found.value


def assess(kb: KnowledgeBase, credential: Credential, question: Question, policy: Policy) -> Assessment:
    """Assess one credential for one host; the same pipeline serves one and many."""
    trail = _Trail()
    assumed = False
    if question.assume_recognised:
        credential, assumed = assume_recognised(credential)
    purpose = question.purpose or DEFAULT_PURPOSE
    if question.purpose is None:
        trail.steps.append(Step("intake", (because("PURPOSE_ASSUMED", purpose=purpose),)))
    identified = trail.take(identify(kb, credential, policy))
    return _Run(kb, credential, question, purpose, policy, trail, identified, assumed).answer()


@frozen
class _Run:
    """One assessment under way: the inputs, and what each stage found."""

    kb: KnowledgeBase
    credential: Credential
    question: Question
    purpose: str
    policy: Policy
    trail: _Trail
    identified: Identified
    assumed: bool

    def answer(self) -> Assessment:
        kind = self.identified.type
        when = of_day(self.question.on)
        self._beware(kind)
        placed = self.trail.take(place(self.kb, kind, self.credential, self.question.host, when)) if kind else None
        entry = self.trail.take(gates.intake(self.credential, self.purpose))
        law = self._law(kind, placed)
        if not kind or not placed:
            return self._unidentified(law, entry)
        load = self.trail.take(workload(self.kb, self.credential, kind, when))
        graded = self.trail.take(grades(self.kb, self.credential, placed.kind, self.question.host, when))
        system = self.kb.country(kind.country or "int").system
        standing = self.trail.take(gates.status(self.credential, system, assumed=self.assumed))
        genuine = self.trail.take(gates.authenticity(self.credential))
        route = entry.refugee_route or genuine.refugee_route
        if route:
            self.trail.steps.append(Step("route R", (because("ROUTE_R", "R3"),)))
        cap = standing.cap or genuine.cap or ("R3" if route else None)
        common: dict[str, Any] = {"placed": placed, "load": load, "graded": graded, "law": tuple(law), "route": route}
        stop = next((gate for gate in self._ending(entry, standing, genuine) if gate.ends), None)
        text = Fixed()
        if not stop:
            text = self.trail.take(
                fixed(self.kb, law, kind, placed, self.credential, self.purpose, standing.quality, cap)
            )
        host = self.trail.take(
            comparator(self.kb, placed, self.question.host, self.purpose, self.credential.target, when)
        )
        asked = tuple(m for gate in (entry, standing, genuine) for m in gate.missing)
        if not host.type:
            return self._without_host_award(stop, text, asked, common)
        case = self._case(kind, placed, load, host.type, standing.quality)
        findings = compare(case)
        common |= {"comparator": host.type, "elements": findings}
        self.trail.steps.append(Step("elements", tuple(reason for f in findings for reason in f.reasons)))
        if stop or text.instrument:
            return self._ended(stop, text, asked, common)
        weighed = self.trail.take(weigh(case, findings, self.question.method))
        result = self.trail.take(form(case, weighed, self._lower(host), cap, self.question.method))
        return self._judged(weighed, result, asked, common)

    def _beware(self, kind: QualificationType | None) -> None:
        """Name the false friends that an evaluator of this award has to know."""
        traps = self.kb.country(kind.country or "int").system.traps if kind else ()
        about = [trap for trap in traps if kind and kind.id in trap.about]
        if about:
            reasons = tuple(because("FALSE_FRIEND", facts=((trap, "says"),), says=trap.says) for trap in about)
            self.trail.steps.append(Step("beware", reasons))

    def _law(self, kind: QualificationType | None, placed: Placed | None) -> list[Verdict]:
        home = kind.country if kind else self.credential.country
        if kind is None and home is None:
            return []
        case = Case(
            home=home,
            host=self.question.host,
            kind=placed.kind if placed else self.credential.kind,
            purpose=self.purpose,
            decision=of_day(self.question.on),
            awarded=self.credential.awarded,
            qualification=kind.id if kind else None,
            field_of_study=" ".join([self.credential.field_of_study, *self._subject()]),
            unverified_days=int(self.policy["unverified_days"]),
        )
        found = applicable(self.kb, case)
        reasons = [verdict.reason for verdict in found if verdict.applied]
        if not reasons and kind:
            reasons = [because("LAW_NONE_KNOWN", "S1.3", home=home or "int", host=self.question.host)]
        self.trail.steps.append(Step("law", tuple(reasons)))
        return found

    def _subject(self) -> list[str]:
        """The field of study that the title itself names."""
        return [candidate.subject or self.credential.title for candidate in self.identified.candidates[:1]]

    @staticmethod
    def _ending(entry: Gate, standing: Gate, genuine: Gate) -> list[Gate]:
        """Bogus and fraud beat everything; then the gates in their order."""
        worst = [gate for gate in (standing, genuine) if gate.ends in {Outcome.BOGUS, Outcome.FRAUD}]
        return [*worst, entry, standing, genuine]

    def _case(
        self, kind: QualificationType, placed: Placed, load: Load, host: QualificationType, quality: Finding
    ) -> Comparison:
        return Comparison(
            credential=self.credential,
            kind=kind,
            placed=placed,
            load=load,
            host_type=host,
            host_load=self._host_load(host),
            quality=quality,
            assumed=self.assumed,
            purpose=self.purpose if self.purpose in _COMPARED else DEFAULT_PURPOSE,
            policy=self.policy,
        )

    def _host_load(self, host: QualificationType) -> Load:
        return workload(self.kb, Credential(), host, of_day(self.question.on)).value

    def _lower(self, host: Comparator) -> list[tuple[QualificationType, Load]]:
        return [(kind, self._host_load(kind)) for kind in host.lower]

    def _unidentified(self, law: list[Verdict], entry: Gate) -> Assessment:
        """Without the award nothing is compared and nothing is refused, except what is shown to be bogus or false."""
        standing = gates.status(
            self.credential, self.kb.country(self.credential.country or "int").system, assumed=False
        )
        genuine = gates.authenticity(self.credential)
        outcome = Outcome.INFORMATION_NEEDED
        for gate in (standing, genuine):
            if gate.value.ends in {Outcome.BOGUS, Outcome.FRAUD}:
                outcome = gate.value.ends
                self.trail.take(gate)
                break
        if self.credential.kind in _NO_TYPE:
            load = self.trail.take(workload(self.kb, self.credential, None, of_day(self.question.on)))
            return self._result(entry.ends or outcome, missing=entry.missing, law=tuple(law), load=load)
        asked = Missing("qualification", "applicant", values={"title": self.credential.title})
        return self._result(outcome, missing=(asked, *entry.missing), law=tuple(law))

    def _without_host_award(
        self, stop: Gate | None, text: Fixed, asked: tuple[Missing, ...], common: dict[str, Any]
    ) -> Assessment:
        if stop or text.instrument:
            return self._ended(stop, text, asked, common)
        return self._result(Outcome.NO_COMPARATOR, missing=asked, **common)

    def _ended(self, stop: Gate | None, text: Fixed, asked: tuple[Missing, ...], common: dict[str, Any]) -> Assessment:
        if stop and stop.ends:
            return self._result(stop.ends, missing=asked, **common)
        assert text.instrument
        return self._result(Outcome.AUTOMATIC, missing=asked, basis=text.instrument.id, **common)

    def _judged(self, weighed: Weighed, result: Form, asked: tuple[Missing, ...], common: dict[str, Any]) -> Assessment:
        outcome, missing = result.outcome, (*weighed.missing, *asked)
        if common["route"] and outcome is Outcome.NOT_SUBSTANTIAL:
            papers = Missing("papers", "applicant", values={"documents": self.credential.documents})
            outcome, missing = Outcome.INFORMATION_NEEDED, (papers, *missing)
        fair = next((v.id for v in common["law"] if v.applied and v.effect == "fair_recognition_binding"), None)
        return self._result(
            outcome,
            weighed=weighed,
            missing=missing,
            basis=fair,
            conditions=result.conditions,
            alternative=result.alternative,
            offers=result.offers,
            **common,
        )

    def _result(self, outcome: Outcome, **parts: Any) -> Assessment:
        offers, route = parts.pop("offers", ()), parts.pop("route", False)
        missing = parts.pop("missing", ())
        side = Outcome.BACKGROUND_DOCUMENT if route else outcome if outcome in _SIDE_STATES else None
        months = int(self.policy["time_limit_months"])
        return Assessment(
            credential=self.credential,
            question=self.question,
            purpose=self.purpose,
            outcome=outcome,
            side=side,
            identified=self.identified,
            policy=self.policy,
            trace=Step("assess", (), tuple(self.trail.steps)),
            missing=missing,
            remedies=tuple(remedies(outcome, parts.get("weighed", Weighed()), offers)),
            due=due(self.credential.file_complete_on, months),
            **parts,
        )


_SIDE_STATES = {Outcome.INFORMATION_NEEDED, Outcome.REFERRED, Outcome.NO_COMPARATOR, Outcome.CREDIT_ADVICE}
_NO_TYPE = {"period_of_study", "micro_credential"}  # judged by what was learned, not by an award's type
_COMPARED = {"access_to_he", "further_study", "doctoral_admission", "academic_title", "employment_nonregulated"}
