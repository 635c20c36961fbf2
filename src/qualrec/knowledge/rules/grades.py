"""QR5, grades: scales are whole, and no table turns a pass into a fail."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from qualrec.knowledge.reader import Map
from qualrec.knowledge.rules.corpus import Corpus, Item, at
from qualrec.knowledge.rules.rule import Found, rule


def _tables(corpus: Corpus) -> Iterator[tuple[Item, Map | None, Map | None]]:
    """Yield every rule that has a table, with the scales it leads from and to."""
    for document in corpus.by_kind["grade-mapping"]:
        value = document.value
        if value.get("table"):
            source = corpus.scales.get(value["from"].get("scale") or "")
            target = corpus.scales.get(value["to"] or "")
            yield Item(document, value), source.value if source else None, target.value if target else None


@rule("QR505", "pass-to-fail", "error", "the pass {mark} becomes {to}, below the pass mark of {scale}", "mend the row")
def passes(corpus: Corpus) -> Iterator[Found]:
    """A row of a grade table that turns a pass into a fail.

    Why it matters: A pass may never become a fail silently.
    """
    for item, source, target in _tables(corpus):
        for row in item.value["table"] if source and target else ():
            mark = row.get("grade", row.get("from"))
            if mark and source and target and _passes(mark, source) and _passes(row["to"], target) is False:
                values = {"mark": mark, "to": row["to"], "scale": item.value["to"]}
                yield Found(at(item.document, row.values_at["to"]), values)


def _passes(mark: str, scale: Map) -> bool | None:
    """Say whether a mark is a pass; None where the scale does not tell."""
    lowest = scale.get("lowest_pass")
    if lowest is None:
        return None
    if scale["type"] == "ordinal":
        marks = list(scale.get("best_first", ()))
        return marks.index(mark) <= marks.index(lowest) if mark in marks and lowest in marks else None
    value, least, best = number(mark), number(lowest), number(scale.get("best"))
    if value is None or least is None or best is None:
        return None
    return value >= least if best > least else value <= least


def number(raw: Any) -> Decimal | None:
    """Return a decimal, or None for what is none."""
    try:
        return None if raw is None else Decimal(raw)
    except InvalidOperation:
        return None


@rule(
    "QR517",
    "grade-table-hole",
    "error",
    "no row of the table holds the marks from {low} to {high}",
    "mend the ends of the rows, or add one",
)
def table_holes(corpus: Corpus) -> Iterator[Found]:
    """A grade table with a hole between its ranges, or without a passing mark of an ordinal scale, and with no note.

    Why it matters: A mark that falls into the hole is not converted, for no reason that anybody gave.
    """
    for item, source, _ in _tables(corpus):
        rows = sorted((row for row in item.value["table"] if "from" in row), key=lambda row: Decimal(row["from"]))
        for row, above in pairwise(rows):
            end = number(row.get("below", row.get("up_to")))
            start = Decimal(above["from"])
            step = Decimal(0) if "below" in row else _step(source, row, above)
            if end is not None and start - end > step and not item.value.get("note"):
                yield Found(
                    at(item.document, above.values_at["from"]),
                    {"low": end, "high": start},
                    (at(item.document, row.values_at["from"]),),
                )
        named = {row["grade"] for row in item.value["table"] if "grade" in row}
        if source and source["type"] == "ordinal" and named and not rows and not item.value.get("note"):
            for mark in source.get("best_first", ()):
                if mark not in named and _passes(mark, source):
                    yield Found(item.place("table"), {"low": mark, "high": mark})


def _step(scale: Map | None, *rows: Map) -> Decimal:
    """Return the smallest step between two marks: the scale's own, or that of the digits written."""
    own = number(scale.get("step")) if scale else None
    ends = [
        Decimal(row[key])
        for row in rows
        for key in ("from", "to", "up_to", "below")
        if key in row and number(row[key]) is not None
    ]
    digits = min(int(end.as_tuple().exponent) for end in ends)
    return own if own is not None else Decimal(1).scaleb(min(digits, 0))


@rule(
    "QR518",
    "band-hole",
    "warning",
    "the bands of {id} leave out the marks between {low} and {high}",
    "mend the ends of the bands; say in the note that it is so",
)
def band_holes(corpus: Corpus) -> Iterator[Found]:
    """Bands of a scale with a hole between them wider than one step, with no note.

    Why it matters: A mark in the hole has no name, and would be read as none.
    """
    for item, pairs in _bands(corpus):
        for below, above in pairs:
            gap = above[0] - below[1]
            points = below[0] == below[1] and above[0] == above[1]
            if not points and gap > _step(item.value, below[2], above[2]) and not item.value.get("note"):
                values = {"id": item.value["id"], "low": below[1], "high": above[0]}
                yield Found(at(item.document, above[2].mark), values, (at(item.document, below[2].mark),))


@rule(
    "QR519",
    "bands-overlap",
    "error",
    "the bands {one} and {two} of {id} share the marks from {low} to {high}",
    "mend the ends of the bands",
)
def band_overlaps(corpus: Corpus) -> Iterator[Found]:
    """Two bands of a scale that share more than the mark at which they meet.

    Why it matters: One mark would have two names.
    """
    for item, pairs in _bands(corpus):
        for below, above in pairs:
            if above[0] < below[1]:
                values = {
                    "id": item.value["id"],
                    "one": below[2]["label"],
                    "two": above[2]["label"],
                    "low": above[0],
                    "high": below[1],
                }
                yield Found(at(item.document, above[2].mark), values, (at(item.document, below[2].mark),))


Band = tuple[Decimal, Decimal, Map]


def _bands(corpus: Corpus) -> Iterator[tuple[Item, list[tuple[Band, Band]]]]:
    for item in corpus.scales.values():
        bands = [(*sorted((Decimal(b["from"]), Decimal(b["to"]))), b) for b in item.value.get("bands", ())]
        yield item, list(pairwise(sorted(bands, key=lambda band: band[:2])))


@rule("QR520", "mark-outside-scale", "error", "{mark} is no mark of {id}", "mend the mark, or the ends of the scale")
def outside(corpus: Corpus) -> Iterator[Found]:
    """A pass mark, label, band or row of a table that its scale does not hold.

    Why it matters: It can never be reached, or the scale is not what it says.
    """
    for item in corpus.scales.values():
        value = item.value
        ends = [(band, key) for band in value.get("bands", ()) for key in ("from", "to")]
        ends += [(value, "lowest_pass")] if value["type"] == "ordinal" else []  # of a numeric one, QR521 says it
        for holder, key in ends:
            if holder.get(key) is not None and not _holds(value, holder[key]):
                yield Found(at(item.document, holder.values_at[key]), {"mark": holder[key], "id": value["id"]})
        for mark in value.get("labels", ()):
            if not _holds(value, mark):
                yield Found(at(item.document, value["labels"].keys_at[mark]), {"mark": mark, "id": value["id"]})
    for item, source, target in _tables(corpus):
        for row in item.value["table"]:
            for key, scale in (("grade", source), ("from", source), ("to", target), ("to_up_to", target)):
                if key in row and scale and not _holds(scale, row[key]):
                    yield Found(at(item.document, row.values_at[key]), {"mark": row[key], "id": scale["id"]})


def _holds(scale: Map, mark: str) -> bool:
    if scale["type"] == "ordinal":
        return mark in scale.get("best_first", (mark,))
    value = number(mark)
    ends = [end for key in ("best", "worst") if (end := number(scale.get(key))) is not None]
    if value is None:
        return any(mark == band["label"] for band in scale.get("bands", ())) or not ends
    if len(ends) == 2:
        return min(ends) <= value <= max(ends)
    lowest = number(scale.get("lowest_pass"))
    if not ends or lowest is None:
        return True
    return value <= ends[0] if ends[0] >= lowest else value >= ends[0]


@rule(
    "QR521",
    "scale-upside-down",
    "error",
    "the pass mark {lowest} of {id} does not lie between the best mark {best} and the worst {worst}",
    "check which end of the scale is the best",
)
def upside_down(corpus: Corpus) -> Iterator[Found]:
    """A numeric scale whose worst mark lies on the same side of the pass mark as its best, or whose best is its pass mark.

    Why it matters: Read the wrong way round, the best holder fails.
    """
    for item in corpus.scales.values():
        best, lowest, worst = (number(item.value.get(key)) for key in ("best", "lowest_pass", "worst"))
        if item.value["type"] == "numeric" and best is not None and lowest is not None:
            wrong = best == lowest or (worst is not None and (best - lowest) * (lowest - worst) < 0)
            if wrong:
                values = {
                    "id": item.value["id"],
                    "best": best,
                    "lowest": lowest,
                    "worst": "-" if worst is None else worst,
                }
                yield Found(item.place("best"), values)
