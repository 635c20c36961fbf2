"""QR5, credits: factors come back to one, and agree with the years of study."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from qualrec.knowledge.reader import Map
from qualrec.knowledge.rules.corpus import Corpus, Item
from qualrec.knowledge.rules.rule import Found, rule

_FAR = Decimal("2.5")  # credits of courses alone may be half of what the years would give
Edges = dict[str, list[tuple[str, Fraction, Fraction]]]


@rule("QR503", "credit-cycle", "error", "factors along {path} multiply to {product}, not 1", "mend one of the factors")
def cycle(corpus: Corpus) -> Iterator[Found]:
    """Stated factors that do not multiply to 1 round a circle of units.

    Why it matters: There and back would give another number of credits.
    """
    edges: Edges = defaultdict(list)
    for item in corpus.items("credit-mapping", "links"):
        link = item.value
        low = Fraction(link["factor"])
        high = Fraction(link.get("factor_up_to", link["factor"]))
        if low <= 0 or high <= 0:
            yield Found(item.place("factor"), {"path": f"{link['from']} > {link['to']}", "product": str(low)})
            continue
        yield from _closes(edges, item, low, high)
        edges[link["from"]].append((link["to"], low, high))
        edges[link["to"]].append((link["from"], 1 / high, 1 / low))


def _closes(edges: Edges, item: Item, low: Fraction, high: Fraction) -> Iterator[Found]:
    """Compare a new link with every way that already leads back from its end to its start."""
    start, end = item.value["from"], item.value["to"]
    if not edges[start] or not edges[end]:
        return
    stack = [(end, low, high, [start, end])]
    while stack:
        here, least, most, path = stack.pop()
        for target, a, b in edges[here]:
            if target == start:
                product = (least * a, most * b)
                if not product[0] <= 1 <= product[1]:
                    shown = str(product[0]) if product[0] == product[1] else f"{product[0]} to {product[1]}"
                    yield Found(item.place("factor"), {"path": " > ".join([*path, target]), "product": shown})
            elif target not in path:
                stack.append((target, least * a, most * b, [*path, target]))


def span(raw: Any) -> tuple[Decimal, Decimal] | None:
    """Return a number or a pair as a range."""
    if raw is None:
        return None
    low, high = raw if isinstance(raw, list) else (raw, raw)
    return Decimal(str(low)), Decimal(str(high))


@rule(
    "QR515",
    "factor-against-years",
    "warning",
    "times {factor}, a full-time year of {year} {source} is {product}, and a year of {target} has {other}",
    "check the factor and its direction; say in the note that it is so",
)
def against_years(corpus: Corpus) -> Iterator[Found]:
    """A stated factor that makes of one unit's full-time year less than half or more than double the other's, unsaid.

    Why it matters: A year of study stays a year; a factor that breaks this is most often upside down.
    """
    for item in corpus.items("credit-mapping", "links"):
        link = item.value
        ends = [corpus.units.get(link[side]) for side in ("from", "to")]
        years = [span(unit.value.get("full_time_year")) if unit else None for unit in ends]
        if not years[0] or not years[1] or link.get("note"):
            continue
        low, high = Decimal(0) + _decimal(link["factor"]), _decimal(link.get("factor_up_to", link["factor"]))
        least, most = years[0][0] * low, years[0][1] * high
        if least > years[1][1] * 2 or most * 2 < years[1][0]:
            values = {"factor": link["factor"], "source": link["from"], "target": link["to"]}
            values |= {"year": _shown(years[0]), "product": _shown((least, most)), "other": _shown(years[1])}
            yield Found(item.place("factor"), values)


def _decimal(text: str) -> Decimal:
    part = Fraction(text)
    return Decimal(part.numerator) / Decimal(part.denominator)


def _shown(pair: tuple[Decimal, Decimal]) -> str:
    low, high = (format(end.normalize(), "f") for end in pair)
    return low if low == high else f"{low} to {high}"


@rule(
    "QR516",
    "workload-against-years",
    "warning",
    "{amount} {unit} are {own} full-time years, and the award takes {years}",
    "check the workload, the unit and the years; say in the note that it is so",
)
def load_against_years(corpus: Corpus) -> Iterator[Found]:
    """An award whose workload is less than two fifths or more than two and a half times its years by its unit's full-time year, unsaid.

    Why it matters: A unit confused with another, or years of another award, change what the holder is credited with.
    """
    for item in corpus.types.values():
        load, years = item.value.get("workload"), span(item.value.get("years"))
        if not isinstance(load, Map):
            continue
        unit = corpus.units.get(load["unit"])
        full = span(unit.value.get("full_time_year")) if unit else None
        if not full or not years or not years[1] or not full[0] or item.value.get("note"):
            continue
        low, high = Decimal(str(load["amount"])), Decimal(str(load.get("up_to", load["amount"])))
        if low / full[1] > years[1] * _FAR or high / full[0] * _FAR < years[0]:
            own = (low / full[1]).quantize(Decimal("0.1"))
            values = {"amount": load["amount"], "unit": load["unit"], "own": own, "years": _shown(years)}
            yield Found(item.place("workload"), values, (unit.place("full_time_year"),) if unit else ())
