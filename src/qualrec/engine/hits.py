"""What a title may mean in words: the awards hit, those it reads almost like instead, and how it was read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

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


def keyed(titles: dict[str, list[Entry]], key: Callable[[str], list[str]]) -> dict[str, list[Entry]]:
    """Return the entries of folded titles under each key that *key* makes of them, an award once a key."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for folded, entries in titles.items():
        for one in key(folded):
            for entry in entries:
                if all(other[0] != entry[0] for other in found[one]):
                    found[one].append(entry)
    return found
