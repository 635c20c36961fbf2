"""Which of several awards of one name is meant: by the day of the award, then by what else the papers say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from qualrec.engine.matching import Candidate
from qualrec.engine.reasons import because
from qualrec.knowledge.names import fold
from qualrec.model.assessment import Reason
from qualrec.model.credential import Credential
from qualrec.model.dates import Answer

_SCHOOL_KINDS = ("access", "access_restricted", "vet")
# What an institution is by its name; the first that fits. A name that tells nothing breaks no tie.
_BY_NAME = {
    "university_of_applied_sciences": (
        "fachhochschule", "university of applied", "universities of applied", "hochschule fur angewandte", "hogeschool",
        "ammattikorkeakoulu", "haute ecole", "professionshojskole", "padagogische hochschule", "polytechnic",
        "instituto politecnico", "veleuciliste",
    ),
    "university": (
        "universi", "univerz", "uniwersytet", "yliopisto", "egyetem", "ulikool", "sveuciliste", "университет",
        "університет", "универзитет", "πανεπιστ", "جامعة", "دانشگاه", "אוניברסיטה", "大学", "大學", "대학교",
        "มหาวิทยาลัย", "dai hoc",
    ),
    "school": (
        "lycee", "liceo", "liceum", "lyceum", "gymnasi", "gimnazi", "high school", "secondary school", "grammar school",
        "ecole secondaire", "colegio", "escola secundaria", "educacion secundaria", "oberschule", "gesamtschule",
        "lukio", "videregaende skole", "gymnasieskol", "szkola", "stredni skola", "srednja skola", "школа", "гимназия",
        "гимназия", "ліцей", "лицей", "lisesi", "مدرسة", "ثانوية", "高校", "高等学校", "中学", "고등학교",
    ),
}  # fmt: skip
PLACES = tuple(words[0] for words in _BY_NAME.values())  # a name of each kind of place


@cache
def _folded() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(map(fold, words)) for kind, words in _BY_NAME.items()}


def settled(found: list[Candidate], credential: Credential) -> tuple[list[Candidate], list[Reason]]:
    """Return the candidates left when every tie that the papers break is broken, with the reason."""
    left, reasons = found, []
    for by, field, keep in _ties(credential):
        if len(left) == 1:
            break
        kept = [candidate for candidate in left if keep(candidate)]
        if kept and len(kept) < len(left):
            left = kept
            if len(left) == 1:
                reasons.append(because("TITLE_TIE_BROKEN", facts=((left[0].type, field),), by=by, id=left[0].type.id))
    return left, reasons


def _ties(credential: Credential) -> Iterable[tuple[str, str, Callable[[Candidate], bool]]]:
    """Facts that may choose between types of the same name, each with the field it is compared to."""
    yield "awarded", "awarded", lambda c: c.valid is Answer.YES or not credential.awarded
    yield from _by_level(credential)
    yield from _by_amount(credential)
    if credential.profile:
        yield "profile", "profile", lambda c: c.type.profile == credential.profile
    place = kind_of_place(credential.institution.name)
    if place == "school":
        yield "institution", "awarded_by", lambda c: place in c.type.awarded_by or c.type.kind in _SCHOOL_KINDS
    elif place:
        yield "institution", "awarded_by", lambda c: place in c.type.awarded_by
        yield "institution", "kind", lambda c: c.type.kind not in _SCHOOL_KINDS


def _by_level(credential: Credential) -> Iterator[tuple[str, str, Callable[[Candidate], bool]]]:
    if credential.kind:
        yield "kind", "kind", lambda c: c.type.kind == credential.kind
    level = credential.given.get("level")
    if isinstance(level, (str, int)):
        yield "level", "level", lambda c: any(str(level) in codes for codes in c.type.level.values())


def _by_amount(credential: Credential) -> Iterator[tuple[str, str, Callable[[Candidate], bool]]]:
    if credential.credits is not None:
        amount, unit = credential.credits, credential.credit_unit
        yield (
            "workload",
            "workload",
            lambda c: bool(
                c.type.workload
                and (unit is None or unit == c.type.workload.unit)
                and c.type.workload.least <= amount <= c.type.workload.most
            ),
        )
    if credential.years is not None:
        years = credential.years
        yield "years", "years", lambda c: bool(c.type.years and c.type.years[0] <= years <= c.type.years[1])


def kind_of_place(institution: str) -> str:
    """Return what an institution is by its name (as ``awarded_by`` has it), or nothing where the name does not tell."""
    folded = fold(institution)
    if not folded:
        return ""
    return next((kind for kind, words in _folded().items() if any(word in folded for word in words)), "")
