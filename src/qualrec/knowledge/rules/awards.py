"""QR5, awards: the level of an award fits its kind, its country, its other levels and what leads to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from qualrec.knowledge.reader import Map, Mark
from qualrec.knowledge.rules.corpus import Corpus, Item, found
from qualrec.knowledge.rules.levels import EQF
from qualrec.knowledge.rules.rule import Found, rule

# Where in the EQF an award of a kind stands by what it is.
_USUAL = {"short_cycle": "56", "first_cycle": "67", "second_cycle": "78", "third_cycle": "8"}
_INSIDE = {"short_cycle": "456", "first_cycle": "567", "second_cycle": "678", "third_cycle": "78"}


@rule(
    "QR509",
    "level-against-kind",
    "warning",
    "{kind} at {framework} {code}, which is EQF {eqf}",
    "check level and kind; say in the level_note or note that it is so",
)
def against_kind(corpus: Corpus) -> Iterator[Found]:
    """An award whose level is, by its country's referencing, not where awards of its kind stand, with no note.

    Why it matters: A slip by one level changes every verdict on the award.
    """
    for item in corpus.types.values():
        value = item.value
        table = _USUAL if value.get("completes_cycle", True) else _INSIDE
        usual = table.get(value["kind"])
        if not usual or not value["level"] or value.get("note") or value.get("level_note"):
            continue
        for framework, code in value["level"].items():
            codes = code if isinstance(code, list) else [code]
            eqf = {level for one in codes for level in corpus.reached(framework, one, EQF)}
            if eqf and not eqf & set(usual):
                values = {
                    "kind": value["kind"],
                    "framework": framework,
                    "code": ", ".join(codes),
                    "eqf": ", ".join(sorted(eqf)),
                }
                yield found(item.document, value["level"].values_at[framework], item.place("kind"), **values)


@rule(
    "QR510",
    "levels-contradict",
    "warning",
    "{one} is EQF {first}, {two} is EQF {second}",
    "mend one of the two, or mark the level disputed and say in the note what each says",
)
def contradict(corpus: Corpus) -> Iterator[Found]:
    """An award placed in two frameworks at levels that lead to different levels of the EQF, not marked disputed.

    Why it matters: Two sources place the same paper differently; the evaluator must see both.
    """
    for item in corpus.types.values():
        sure = item.value["confidence"]
        said = sure.get("level", sure["all"]) if isinstance(sure, Map) else sure
        if not item.value["level"] or said == "disputed" or item.value.get("note") or item.value.get("level_note"):
            continue
        reached = []
        for framework, code in item.value["level"].items():
            eqf = {
                level
                for one in (code if isinstance(code, list) else [code])
                for level in corpus.reached(framework, one, EQF)
            }
            if eqf:
                reached.append((framework, eqf))
        for (one, first), (two, second) in pairwise(reached):
            if not first & second:
                values = {
                    "one": one,
                    "first": ", ".join(sorted(first)),
                    "two": two,
                    "second": ", ".join(sorted(second)),
                }
                yield found(item.document, item.value["level"].values_at[two], **values)


@rule(
    "QR511",
    "level-of-another-country",
    "warning",
    "an award of {country} is placed on {framework}, which is another country's",
    "place it on its own country's framework, or set level: null and say why in level_note",
)
def foreign(corpus: Corpus) -> Iterator[Found]:
    """An award placed on the framework of a country that is not its own.

    Why it matters: Only who awards and who keeps the framework can place an award on it; what others say of it is a claim.
    """
    for item in corpus.types.values():
        country = item.document.value["country"]
        for framework, mark in (item.value["level"].values_at if item.value["level"] else {}).items():
            known = corpus.frameworks.get(framework)
            if (
                known
                and country
                and known.document.value["country"] not in {None, country}
                and not item.value.get("level_note")
            ):
                yield found(item.document, mark, country=country, framework=framework)


@rule(
    "QR512",
    "entry-above-award",
    "warning",
    "{id} stands higher ({high}) than this award that it leads to ({low})",
    "mend one of the levels, or the list of entry awards",
)
def entry(corpus: Corpus) -> Iterator[Found]:
    """An award whose usual entry award stands higher in the same framework.

    Why it matters: Nobody needs a master's degree to enter a bachelor's; one of the levels or the reference is a slip.
    """
    for item in corpus.types.values():
        for name, mark in _each(item, "requires"):
            other = corpus.types.get(name)
            if other and other.value["level"] and item.value["level"]:
                for framework in set(other.value["level"]) & set(item.value["level"]):
                    high = _rank(corpus, framework, other.value["level"][framework], min)
                    low = _rank(corpus, framework, item.value["level"][framework], max)
                    if high is not None and low is not None and high > low:
                        values = {
                            "id": name,
                            "high": other.value["level"][framework],
                            "low": item.value["level"][framework],
                        }
                        yield found(item.document, mark, other.place("level"), **values)


def _each(item: Item, key: str) -> Iterator[tuple[str, Mark]]:
    listed = item.value.get(key)
    if listed:
        yield from zip(listed, listed.values_at, strict=True)


def _rank(corpus: Corpus, framework: str, code: object, pick: Callable[[Iterable[int]], int]) -> int | None:
    known = corpus.levels.get(framework, {})
    ranks = [known[one] for one in (code if isinstance(code, list) else [code]) if one in known]
    return pick(ranks) if ranks else None
