"""QR506: a conversion keeps the order of marks; the direction never flips."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from qualrec.knowledge.reader import Document, Map
from qualrec.knowledge.rules.corpus import Corpus, at
from qualrec.knowledge.rules.rule import Found, rule
from qualrec.model.problem import Place

Line = tuple[str, str, Place]


@rule(
    "QR506",
    "grade-order",
    "error",
    "the better mark {better} leads to {to}, the worse one {worse} to {below}",
    "mend one of the two lines",
)
def order(corpus: Corpus) -> Iterator[Found]:
    """A better mark that leads to a worse one, in a table, between knots, or from threshold to threshold.

    Why it matters: A better mark may never be worth less: the order is the one thing every scale shares.
    """
    for document in corpus.by_kind["grade-mapping"]:
        value = document.value
        source, target = _scale(corpus, value["from"].get("scale")), _scale(corpus, value["to"])
        if source and target:
            yield from _ordered(list(_lines(document, value, source)), source, target)
    for document in corpus.by_kind["grade-thresholds"]:
        value = document.value
        target = _scale(corpus, value["to"])
        for claim in value["claims"]:
            source = _scale(corpus, claim["from"])
            if source and target:
                least = claim["least"]
                lines = [(mark, grade, at(document, least.keys_at[grade])) for grade, mark in least.items()]
                yield from _known(lines, source, target)
                yield from _ordered(lines, source, target)


def _scale(corpus: Corpus, name: str | None) -> Map | None:
    item = corpus.scales.get(name or "")
    return item.value if item else None


def _lines(document: Document, value: Map, source: Map) -> Iterator[Line]:
    """Yield the mark that stands for each line: the grade, or the better end of a stretch."""
    for knot in value.get("knots", ()):
        yield knot["from"], knot["to"], at(document, knot.values_at["to"])
    for row in value.get("table", ()):
        mark = row.get("grade") or (row.get("from") if _rising(source) else row.get("up_to", row.get("from")))
        if mark:
            yield mark, row["to"], at(document, row.values_at["to"])


def _known(lines: list[Line], source: Map, target: Map) -> Iterator[Found]:
    for mark, grade, place in lines:
        if _rank(mark, source) is None or _rank(grade, target) is None:
            scale, what = (source["id"], mark) if _rank(mark, source) is None else (target["id"], grade)
            values = {"better": mark, "to": grade, "worse": what, "below": f"nothing: it is not on {scale}"}
            yield Found(place, values)


def _ordered(lines: list[Line], source: Map, target: Map) -> Iterator[Found]:
    ranked = [
        (here, there, line)
        for line in lines
        if (here := _rank(line[0], source)) is not None and (there := _rank(line[1], target)) is not None
    ]
    ranked.sort(key=lambda item: item[0])
    for (low, worse, below), (high, better, above) in pairwise(ranked):
        if high > low and better < worse:
            values = {"better": above[0], "to": above[1], "worse": below[0], "below": below[1]}
            yield Found(above[2], values, (below[2],))


def _rising(scale: Map) -> bool:
    try:
        return Decimal(scale["best"]) > Decimal(scale.get("worst") or scale["lowest_pass"] or "0")
    except (InvalidOperation, KeyError):
        return True


def _rank(mark: str, scale: Map) -> Decimal | None:
    """Return a number that grows with how good the mark is."""
    if scale["type"] == "ordinal":
        marks = list(scale.get("best_first", ()))
        return Decimal(-marks.index(mark)) if mark in marks else None
    try:
        value = Decimal(mark)
    except InvalidOperation:
        return None
    return value if _rising(scale) else -value
