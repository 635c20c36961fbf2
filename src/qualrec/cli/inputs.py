"""What one call of ``assess`` works with: the credential as read, the policy, the day; one answer a host and method."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from qualrec.cli.common import Refusal, one_of, refuse_faults

if TYPE_CHECKING:
    import datetime as dt

    from qualrec.engine.assess import Question
    from qualrec.engine.record import Record
    from qualrec.engine.whynot import WhyNot
    from qualrec.knowledge.base import KnowledgeBase
    from qualrec.knowledge.requirements import Pack
    from qualrec.model.instrument import Policy
    from qualrec.model.problem import Problem


def numbers_of(kb: KnowledgeBase, policy: str) -> Policy:
    """Return a policy by id, or from a file of the user's own laid over the shipped numbers.

    Raises:
        Refusal: if there is none of that id, or the file cannot be used.
    """
    if not policy.endswith((".yaml", ".yml")):
        try:
            return kb.policy(policy)
        except KeyError:
            raise Refusal("unknown policy", where=f"--policy {policy}", do="use default, or name a YAML file") from None
    from qualrec.knowledge.policies import PolicyError, read_policy

    try:
        return read_policy(Path(policy), kb.policy())
    except OSError as error:
        raise Refusal("the policy cannot be read", where=policy, why=error.strerror or "") from None
    except PolicyError as error:
        why = _lines(error.problems) or "its kind is another"
        raise Refusal("not a policy file", where=policy, why=why) from None


def pack_of(kb: KnowledgeBase, path: Path) -> Pack:
    """Return an entry requirement pack from its file.

    Raises:
        Refusal: if it cannot be read or used, with every fault at its line.
    """
    from qualrec.knowledge.policies import PolicyError
    from qualrec.knowledge.requirements import read_pack

    try:
        return read_pack(path, kb)
    except OSError as error:
        raise Refusal("the pack cannot be read", where=str(path), why=error.strerror or "") from None
    except PolicyError as error:
        why = _lines(error.problems) or "its kind is another"
        raise Refusal(
            "not an entry requirement pack", where=str(path), why=why, do="see docs/policy-packs.md"
        ) from None


def _lines(problems: list[Problem]) -> str:
    from qualrec.render.problems import finding

    found = [finding(problem) for problem in problems]
    return "\n       ".join(f"{f['path']}:{f['line']}:{f['column']}: {f['message']}" for f in found)


def filled(kb: KnowledgeBase, raw: dict[str, Any], store: Path | None) -> dict[str, Any]:
    """Return the inputs with the institution's standing from the local registers, where none was given.

    Raises:
        Refusal: if the store named cannot be used.
    """
    if not raw.get("institution") or raw.get("institution_status"):
        return raw
    from qualrec.engine.intake import date_reader
    from qualrec.registers.fill import Filler
    from qualrec.registers.store import StoreError

    try:
        return Filler(kb, store, date_reader(kb)).fill(raw)
    except StoreError as error:
        raise Refusal("the store of institutions cannot be used", why=str(error)) from None


class Inputs:
    """What every host and method is asked about: the credential as given, the numbers, the day."""

    def __init__(
        self,
        kb: KnowledgeBase,
        raw: dict[str, Any],
        policy: Policy,
        assume: bool,
        on: dt.date,
        where: str,
    ) -> None:
        from qualrec.engine.intake import read

        self.kb, self.raw, self.policy, self.assume, self.on, self.where = kb, raw, policy, assume, on, where
        self.credential, faults = read(raw, kb)
        refuse_faults(faults, where)

    def answer(self, host: str, method: str, why_not: str | None) -> Record:
        """Assess for one host by one method and return the record."""
        from qualrec.engine.assess import Question, assess
        from qualrec.engine.record import record

        question = Question(host, self.on, self.raw.get("purpose") or None, method, self.assume)
        why = self._why_not(question, why_not) if why_not else None
        return record(self.kb, assess(self.kb, self.credential, question, self.policy), why)

    def _why_not(self, question: Question, wanted: str) -> WhyNot:
        """Ask for an outcome by its code, or for full recognition as a host award by its id."""
        from qualrec.engine.whynot import ORDER, why_not
        from qualrec.model.assessment import Outcome

        raw = dict(self.raw)
        if wanted.upper() in {str(outcome) for outcome in Outcome}:
            goal = Outcome(one_of("--why-not", wanted.upper(), [str(outcome) for outcome in ORDER]))
        else:
            try:
                target = self.kb.type(wanted).id
            except KeyError:
                one_of("--why-not", wanted, [*map(str, ORDER), *self.kb.country(question.host).type_ids])
                raise
            goal, asked = Outcome.FULL, raw.get("target")
            raw["target"] = {**asked, "qualification": target} if isinstance(asked, dict) else target
        return why_not(self.kb, raw, question, self.policy, goal)
