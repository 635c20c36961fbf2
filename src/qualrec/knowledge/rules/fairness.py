"""QR5, fairness: one centre treats equal awards of different countries alike, or says why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from qualrec.knowledge.reader import Map
from qualrec.knowledge.rules.corpus import Corpus, Item
from qualrec.knowledge.rules.credits import span
from qualrec.knowledge.rules.levels import CYCLES, EQF
from qualrec.knowledge.rules.rule import Found, rule

_LADDER = ("access", "short_cycle", "first_cycle", "second_cycle", "third_cycle")
Alike = tuple[str, str, frozenset[str], frozenset[str], int, frozenset[str]]


@rule(
    "QR530",
    "unequal-treatment",
    "warning",
    "{centre} compares {of} with a {kind}, and {other} of {country}, of the same level and load, with a {better}",
    "say in the note or by conditional: true what sets the two apart, or mend one of the claims",
)
def unequal(corpus: Corpus) -> Iterator[Found]:
    """Two awards of different countries with the same kind, EQF level, cycle, rights and load, which one centre compares with a lower and a higher award of its own, with no reason.

    Why it matters: Recognition may not depend on where a paper comes from; only a substantial difference counts, and that has a name.
    """
    for document in corpus.by_kind["comparability"]:
        groups: dict[Alike, list[tuple[Item, str]]] = defaultdict(list)
        for claim in document.value["claims"]:
            award = corpus.types.get(claim["of"])
            kind = _kind(corpus, claim)
            if award and kind and not (claim.get("conditional") or claim.get("note")):
                alike = _alike(corpus, award)
                if alike:
                    groups[alike].append((Item(document, claim), kind))
        for group in groups.values():
            best, better = max(group, key=lambda pair: _LADDER.index(pair[1]))
            for item, kind in group:
                home, other = (_country(corpus, one) for one in (item, best))
                if kind != better and home != other:
                    values = {"centre": document.value["id"], "of": item.value["of"], "kind": kind}
                    values |= {"other": best.value["of"], "country": other, "better": better}
                    yield Found(item.place("of"), values, (best.place("of"),))


def _kind(corpus: Corpus, claim: Map) -> str | None:
    """Return the highest kind of award that a claim compares with."""
    named = [corpus.types[of].value["kind"] for of in claim.get("comparable_to", ()) if of in corpus.types]
    kinds = [kind for kind in (claim.get("kind"), *named) if kind in _LADDER]
    return max(kinds, key=_LADDER.index, default=None)


def _country(corpus: Corpus, item: Item) -> str:
    return str(corpus.types[item.value["of"]].document.value["country"])


def _alike(corpus: Corpus, award: Item) -> Alike | None:
    """Return what makes two awards equal; None where level or load are not known."""
    value = award.value
    reached: dict[str, frozenset[str]] = {}
    for hub in (EQF, CYCLES):
        reached[hub] = frozenset(
            level
            for framework, code in (value["level"] or {}).items()
            for one in (code if isinstance(code, list) else [code])
            for level in corpus.reached(framework, one, hub)
        )
    years = span(value.get("years"))
    if not reached[EQF] or not years:
        return None
    completes = "whole" if value.get("completes_cycle", True) else "inside"
    return (
        value["kind"],
        completes,
        reached[EQF],
        reached[CYCLES],
        int(years[1] * Decimal(2)),
        frozenset(value.get("opens", ())),
    )
