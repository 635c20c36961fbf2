"""What a title may mean in words: the awards hit, those it reads almost like instead, and how it was read."""

from __future__ import annotations

from qualrec.model.frozen import frozen

Entry = list[str]  # id of the award, form as on file, how it is on file


@frozen
class Hit:
    """An award that a title may mean: by which form, how surely, and the subject that it names beside the award."""

    id: str
    form: str
    by: str
    score: float
    subject: str = ""


@frozen
class Match:
    """What a title means in words: the awards found, those it reads almost like instead, and how it was read."""

    found: tuple[Hit, ...] = ()
    rivals: tuple[Hit, ...] = ()
    how: str = ""
    text: str = ""


NOTHING = Match()
