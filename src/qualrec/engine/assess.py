"""The pipeline: identify, place, law, gates, fixed result, credits, grades, comparator, elements, weighing, form."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from qualrec.engine import gates
from qualrec.engine.answer import Assessment, Question
from qualrec.engine.comparator import Comparator, comparator, required_kind
from qualrec.engine.comparison import Comparison
from qualrec.engine.elements import compare
from qualrec.engine.evaluation import WORST, Evaluation, Trail
from qualrec.engine.fixed import Fixed, fixed
from qualrec.engine.forms import Form, form
from qualrec.engine.gates import Gate
from qualrec.engine.identify import Identified, identify
from qualrec.engine.intake import assume_recognised
from qualrec.engine.law import Case, Verdict, applicable
from qualrec.engine.methods import METHODS, PROFILES
from qualrec.engine.place import Placed, access_given, place
from qualrec.engine.reasons import because
from qualrec.engine.weigh import Weighed, weigh
from qualrec.engine.workload import Load, workload
from qualrec.knowledge.base import KnowledgeBase
from qualrec.model.assessment import Finding, Found, Missing, Outcome, Step
from qualrec.model.credential import DEFAULT_PURPOSE, Credential
from qualrec.model.dates import of_day
from qualrec.model.framework import QualificationType
from qualrec.model.frozen import frozen
from qualrec.model.instrument import Policy

if TYPE_CHECKING:
    from qualrec.engine.grades import Graded

__all__ = ["METHODS", "Assessment", "Question", "assess"]

_COMPARED = {"access_to_he", "further_study", "doctoral_admission", "academic_title", "employment_nonregulated"}


def assess(
    kb: KnowledgeBase,
    credential: Credential,
    question: Question,
    policy: Policy,
    identified: Found[Identified] | None = None,
) -> Assessment:
    """Assess one credential for one host; the same pipeline serves one and many.

    *identified* is what ``identify`` says of this credential, where that is known already.
    """
    trail = Trail()
    assumed = False
    if question.assume_recognised:
        credential, assumed = assume_recognised(credential)
    purpose = question.purpose or ("credit_transfer" if credential.kind == "period_of_study" else DEFAULT_PURPOSE)
    if question.purpose is None:
        trail.steps.append(Step("intake", (because("PURPOSE_ASSUMED", purpose=purpose),)))
    found = trail.take(identified or identify(kb, credential, policy))
    return _Run(kb, credential, question, purpose, policy, trail, found, assumed).answer()


@frozen
class _Run(Evaluation):
    """The stages in their order."""

    def answer(self) -> Assessment:
        """Run the stages in their order; a stage that ends the case ends it here."""
        kind = self.identified.type
        self._beware(kind)
        placed = self._placed(kind) if kind else None
        entry = self.trail.take(gates.intake(self.credential, self.purpose, self.question.on))
        law = self._law(kind, placed)
        home = (kind.country if kind else self.credential.country) or "int"
        system = self.kb.country(home).system
        standing = self.trail.take(
            gates.status(self.credential, system, kind.kind if kind else None, assumed=self.assumed)
        )
        genuine = self.trail.take(gates.authenticity(self.credential))
        if entry.route in {"micro", "period"}:
            return self._without_award(entry, standing, genuine, kind, law)
        if not kind or not placed:
            return self._unidentified(law, entry, standing, genuine)
        load = self.trail.take(workload(self.kb, self.credential, kind, of_day(self.question.on)))
        graded = self._graded(placed)
        background = None
        if "refugee" in {entry.route, genuine.route}:
            from qualrec.engine.background import reconstruct

            background = self.trail.take(reconstruct(self.credential, kind))
        cap = standing.cap or genuine.cap or (background.cap if background else None)
        common: dict[str, Any] = {"placed": placed, "load": load, "graded": graded, "law": tuple(law)}
        common |= {"background": background}
        stop = next((gate for gate in _ending(entry, standing, genuine) if gate.ends), None)
        text = Fixed()
        if not stop:
            text = self.trail.take(
                fixed(self.kb, law, kind, placed, self.credential, self.purpose, standing.quality, cap)
            )
        host = self._comparator(kind, placed)
        asked = tuple(m for gate in (entry, standing, genuine) for m in gate.missing)
        asked += background.missing if background else ()
        if not host.type:
            return self._without_host_award(stop, text, asked, common)
        case = self._case(kind, placed, load, host.type, standing.quality)
        findings = compare(case)
        common |= {"comparator": host.type, "elements": findings, "case": case}
        self.trail.steps.append(Step("elements", tuple(reason for f in findings for reason in f.reasons)))
        if stop or text.instrument:
            return self._ended(stop, text, asked, common)
        weighed = self.trail.take(weigh(case, findings))
        result = self.trail.take(form(case, weighed, self._lower(host), cap, self._units(case)))
        return self._judged(weighed, result, asked, common)

    @property
    def _compared(self) -> str:
        """The purpose that the comparison goes by: a regulated profession is compared for information only."""
        return self.purpose if self.purpose in _COMPARED else DEFAULT_PURPOSE

    # ---- stages

    def _beware(self, kind: QualificationType | None) -> None:
        """Name the false friends that an evaluator of this award has to know."""
        traps = self.kb.country(kind.country or "int").system.traps if kind else ()
        about = [trap for trap in traps if kind and kind.id in trap.about]
        if about:
            reasons = tuple(because("FALSE_FRIEND", facts=((trap, "says"),), says=trap.says) for trap in about)
            self.trail.steps.append(Step("beware", reasons))

    def _placed(self, kind: QualificationType) -> Placed:
        completion, when = PROFILES[self.question.method].at_completion, of_day(self.question.on)
        return self.trail.take(
            place(self.kb, kind, self.credential, self.question.host, when, at_completion=completion)
        )

    def _law(self, kind: QualificationType | None, placed: Placed | None) -> list[Verdict]:
        home = kind.country if kind else self.credential.country
        if kind is None and home is None:
            return []
        period = self.credential.kind == "period_of_study"
        case = Case(
            home=home,
            host=self.question.host,
            kind=placed.kind if placed and not period else self.credential.kind,
            purpose=self.purpose,
            decision=of_day(self.question.on),
            awarded=self.credential.awarded,
            qualification=kind.id if kind else None,
            field_of_study=" ".join([self.credential.field_of_study, *self._subject()]),
            unverified_days=int(self.policy["unverified_days"]),
            opens=access_given(placed, self.purpose) if placed else None,
        )
        found = applicable(self.kb, case)
        reasons = [verdict.reason for verdict in found if verdict.applied]
        if not reasons and (kind or period):
            reasons = [because("LAW_NONE_KNOWN", "S1.3", home=home or "int", host=self.question.host)]
        self.trail.steps.append(Step("law", tuple(reasons)))
        return found

    def _subject(self) -> list[str]:
        """The field of study that the title itself names."""
        return [candidate.subject or self.credential.title for candidate in self.identified.candidates[:1]]

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
            purpose=self._compared,
            policy=self.policy,
            method=self.question.method,
            function_first=PROFILES[self.question.method].function_first,
        )

    def _graded(self, placed: Placed) -> Graded | None:
        if self.credential.grade is None:
            return None
        from qualrec.engine.grades import grades

        when = of_day(self.question.on)
        return self.trail.take(grades(self.kb, self.credential, placed.kind, self.question.host, when))

    def _comparator(self, kind: QualificationType, placed: Placed) -> Comparator:
        when, target = of_day(self.question.on), self.credential.target

        def found() -> Found[Comparator]:
            return comparator(self.kb, placed, self.question.host, self._compared, target, when)

        key = ("comparator", kind.id, placed.type.id, placed.kind, self.question.host, self._compared, when)
        return self.trail.take(found() if target.qualification else self.kb.remember(key, found))

    def _host_load(self, host: QualificationType) -> Load:
        return workload(self.kb, Credential(), host, of_day(self.question.on)).value

    def _lower(self, host: Comparator) -> list[tuple[QualificationType, Load]]:
        return [(kind, self._host_load(kind)) for kind in host.lower]

    def _units(self, case: Comparison) -> Fraction:
        """The ECTS of units that count at the level asked, where the file lists units."""
        if not self.credential.units:
            return Fraction(0)
        from qualrec.engine.period import at_level

        usual = case.load.given.unit if case.load.given else None
        return at_level(self.kb, self.credential, case.host_type.kind, usual)

    # ---- endings

    def _without_award(
        self, entry: Gate, standing: Gate, genuine: Gate, kind: QualificationType | None, law: list[Verdict]
    ) -> Assessment:
        """A small credential, or units of study: judged by what was learned, not by an award's type."""
        when = of_day(self.question.on)
        load = self.trail.take(workload(self.kb, self.credential, kind, when))
        asked = tuple(m for gate in (standing, genuine) for m in gate.missing)
        common: dict[str, Any] = {"law": tuple(law), "load": load}
        ends = next((gate.ends for gate in (standing, genuine) if gate.ends in WORST), None)
        if ends:
            return self.conclude(ends, missing=asked, **common)
        if entry.route == "micro":
            from qualrec.engine.micro import advise

            advice = self.trail.take(advise(self.credential.micro))
            return self.conclude(Outcome.CREDIT_ADVICE, advice=advice, missing=(*advice.missing, *asked), **common)
        stop = standing.ends or genuine.ends
        if stop:
            return self.conclude(stop, missing=asked, **common)
        wanted = required_kind(self.credential.target.level or (kind.kind if kind else "first_cycle"), self.purpose)
        usual = load.given.unit if load.given else self.credential.credit_unit
        from qualrec.engine.period import judge

        period = self.trail.take(judge(self.kb, self.credential, law, wanted, usual or self._home_unit()))
        return self.conclude(
            period.outcome,
            period=period,
            weighed=Weighed(period.grounds),
            missing=(*period.missing, *asked),
            **common,
        )

    def _home_unit(self) -> str | None:
        country = self.kb.country(self.credential.country) if self.credential.country else None
        units = list(country.units) if country else []
        return units[0] if len(units) == 1 else None

    def _unidentified(self, law: list[Verdict], entry: Gate, standing: Gate, genuine: Gate) -> Assessment:
        """Without the award nothing is compared; only what S2 or S3 ended stays ended."""
        ends = next((g.ends for g in (standing, genuine) if g.ends in {*WORST, Outcome.STATEMENT}), None)
        asked = Missing("qualification", "applicant", values={"title": self.credential.title})
        missing = (asked, *entry.missing)
        return self.conclude(ends or Outcome.INFORMATION_NEEDED, missing=missing, law=tuple(law))

    def _without_host_award(
        self, stop: Gate | None, text: Fixed, asked: tuple[Missing, ...], common: dict[str, Any]
    ) -> Assessment:
        if stop or text.instrument:
            return self._ended(stop, text, asked, common)
        return self.conclude(Outcome.NO_COMPARATOR, missing=asked, **common)

    def _ended(self, stop: Gate | None, text: Fixed, asked: tuple[Missing, ...], common: dict[str, Any]) -> Assessment:
        if stop and stop.ends:
            return self.conclude(stop.ends, missing=asked, **common)
        assert text.instrument
        return self.conclude(Outcome.AUTOMATIC, missing=asked, basis=text.instrument.id, **common)

    def _judged(self, weighed: Weighed, result: Form, asked: tuple[Missing, ...], common: dict[str, Any]) -> Assessment:
        outcome, missing = result.outcome, (*weighed.missing, *result.missing, *asked)
        if common["background"] and outcome is Outcome.NOT_SUBSTANTIAL:
            papers = Missing("papers", "applicant", values={"documents": self.credential.documents})
            outcome, missing = Outcome.INFORMATION_NEEDED, (papers, *missing)
        fair = next((v.id for v in common["law"] if v.applied and v.effect == "fair_recognition_binding"), None)
        return self.conclude(
            outcome,
            weighed=weighed,
            missing=missing,
            basis=fair,
            conditions=result.conditions,
            alternative=result.alternative,
            offers=result.offers,
            **common,
        )


def _ending(entry: Gate, standing: Gate, genuine: Gate) -> list[Gate]:
    """Bogus and fraud beat everything; then the gates in their order."""
    worst = [gate for gate in (standing, genuine) if gate.ends in WORST]
    return [*worst, entry, standing, genuine]
