"""QR505 and QR506: a conversion keeps passes and the order of marks; the direction never flips."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from qualrec.knowledge.reader import Document, Map
from qualrec.knowledge.rules.corpus import Corpus, at
from qualrec.model.problem import Place, Problem

Line = tuple[str, str, Place]


def passes(corpus: Corpus) -> Iterator[Problem]:
    """QR505: a table never turns a pass into a fail."""
    for document in corpus.by_kind["grade-mapping"]:
        value = document.value
        source = corpus.scales.get(value["from"].get("scale", ""))
        target = corpus.scales.get(value["to"])
        if not source or not target:
            continue
        for row in value.get("table", ()):
            mark = row.get("grade", row.get("from"))
            if mark and _passes(mark, source) and _passes(row["to"], target) is False:
                place = at(document, row.values_at["to"])
                yield Problem("QR505", place, {"mark": mark, "to": row["to"], "scale": value["to"]})


def _passes(mark: str, scale: Map) -> bool | None:
    """Say whether a mark is a pass; None where the scale does not tell."""
    lowest = scale.get("lowest_pass")
    if lowest is None:
        return None
    if scale["type"] == "ordinal":
        marks = list(scale.get("best_first", ()))
        return marks.index(mark) <= marks.index(lowest) if mark in marks and lowest in marks else None
    try:
        value, least, best = Decimal(mark), Decimal(lowest), Decimal(scale["best"])
    except (InvalidOperation, KeyError):
        return None
    return value >= least if best > least else value <= least


def order(corpus: Corpus) -> Iterator[Problem]:
    """QR506: a better mark never leads to a worse one, in a table, between knots, or from threshold to threshold."""
    for document in corpus.by_kind["grade-mapping"]:
        value = document.value
        source, target = corpus.scales.get(value["from"].get("scale", "")), corpus.scales.get(value["to"] or "")
        if source and target:
            yield from _ordered(list(_lines(document, value, source)), source, target)
    for document in corpus.by_kind["grade-thresholds"]:
        value = document.value
        target = corpus.scales.get(value["to"])
        for claim in value["claims"]:
            source = corpus.scales.get(claim["from"])
            if source and target:
                least = claim["least"]
                lines = [(mark, grade, at(document, least.keys_at[grade])) for grade, mark in least.items()]
                yield from _known(lines, source, target)
                yield from _ordered(lines, source, target)


def _lines(document: Document, value: Map, source: Map) -> Iterator[Line]:
    """Yield the mark that stands for each line: the grade, or the better end of a stretch."""
    for knot in value.get("knots", ()):
        yield knot["from"], knot["to"], at(document, knot.values_at["to"])
    for row in value.get("table", ()):
        mark = row.get("grade") or (row.get("from") if _rising(source) else row.get("up_to", row.get("from")))
        if mark:
            yield mark, row["to"], at(document, row.values_at["to"])


def _known(lines: list[Line], source: Map, target: Map) -> Iterator[Problem]:
    for mark, grade, place in lines:
        if _rank(mark, source) is None or _rank(grade, target) is None:
            scale, what = (source["id"], mark) if _rank(mark, source) is None else (target["id"], grade)
            values = {"better": mark, "to": grade, "worse": what, "below": f"nothing: it is not on {scale}"}
            yield Problem("QR506", place, values)


def _ordered(lines: list[Line], source: Map, target: Map) -> Iterator[Problem]:
    ranked = [
        (here, there, line)
        for line in lines
        if (here := _rank(line[0], source)) is not None and (there := _rank(line[1], target)) is not None
    ]
    ranked.sort(key=lambda item: item[0])
    for (low, worse, below), (high, better, above) in pairwise(ranked):
        if high > low and better < worse:
            values = {"better": above[0], "to": above[1], "worse": below[0], "below": below[1]}
            yield Problem("QR506", above[2], values, (below[2],))


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
