"""Which institution is meant, and what a register said of it on a day: names propose, only a register states."""

from __future__ import annotations

from qualrec.knowledge.names import fold
from qualrec.model.dates import Answer, Interval, PartialDate
from qualrec.model.frozen import frozen
from qualrec.registers.store import Entry, Store

LIKE_ENOUGH = 80  # of 100; below it a name is not shown


@frozen
class Match:
    """An institution that may be meant: how alike (0 to 1) and by what."""

    entry: Entry
    score: float
    by: str


@frozen
class Standing:
    """What the registers say of an institution on the day of the award; *status* is None where none speaks surely."""

    status: str | None
    register: str = ""
    name: str = ""
    matches: tuple[Match, ...] = ()


def search(store: Store, text: str, country: str | None = None, limit: int = 10) -> list[Match]:
    """Find institutions by identifier, by name, or by a name like it, best first."""
    exact = [Match(entry, 1.0, "identifier") for entry in store.by_identifier(text)]
    if country:
        exact = [match for match in exact if match.entry.country == country]
    wanted = fold(text)
    exact += [Match(entry, 1.0, "name") for entry in store.by_name(wanted, country)]
    if exact or not wanted:
        return exact[:limit]
    from rapidfuzz import fuzz, process

    rows = store.near(wanted, country)
    near = process.extract(
        wanted, [name for _, name in rows], scorer=fuzz.token_sort_ratio, limit=limit * 2, score_cutoff=LIKE_ENOUGH
    )
    best: dict[int, float] = {}
    for _, score, index in near:
        key = rows[index][0]
        best[key] = max(best.get(key, 0.0), score / 100)
    found = [Match(store.entry(key), round(score, 2), "likeness") for key, score in best.items()]
    return sorted(found, key=lambda m: (-m.score, m.entry.name, m.entry.register))[:limit]


def standing(store: Store, name: str, country: str | None, awarded: PartialDate | None) -> Standing:
    """Say how an institution stood on the day of the award.

    Only an exact name or identifier counts, only a name that one institution of a register bears, only a status whose
    dates surely hold, and only where the registers agree; anything else is left to a person, with what was found.
    """
    matches = search(store, name, country)
    if _several(matches):
        return Standing(None, matches=tuple(matches))
    said: dict[str, Entry] = {}
    for match in matches:
        if match.by == "likeness" or awarded is None:
            continue
        for status, start, end in store.statuses(match.entry.id):
            valid = Interval(*(PartialDate.parse(x) if x else None for x in (start, end)))
            if valid.holds(awarded) is Answer.YES:
                said[status] = match.entry
    if len(said) != 1:
        return Standing(None, matches=tuple(matches))
    ((status, entry),) = said.items()
    title, _, day = store.register(entry.register)
    return Standing(status, f"{title or entry.register}, as imported on {day}", entry.name, tuple(matches))


def _several(matches: list[Match]) -> bool:
    """Say whether a name is that of two institutions of one register."""
    named = [match.entry.register for match in matches if match.by == "name"]
    return len(named) > len(set(named))
