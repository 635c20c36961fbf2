"""QR3: times of validity make sense."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from qualrec.knowledge.reader import Map
from qualrec.knowledge.rules.corpus import Corpus, Item, found
from qualrec.knowledge.rules.rule import Found, rule
from qualrec.model.dates import PartialDate
from qualrec.model.problem import Place

_TIMES = ("valid", "awarded", "in_force")
_EVENTS = ("published", "accessed", "as_of")
_HOLE = dt.timedelta(days=3 * 366)  # the last cohort of an old award may well come after the first of the new


@rule("QR301", "end-before-start", "error", "it ends ({end}) before it starts ({start})", "swap or mend the dates")
def order(corpus: Corpus) -> Iterator[Found]:
    """A time that ends before it starts.

    Why it matters: Nothing was ever valid then.
    """
    for hit in corpus.hits(*_TIMES):
        if isinstance(hit.value, Map) and "from" in hit.value and "to" in hit.value:
            start, end = date(hit.value["from"]), date(hit.value["to"])
            if start and end and end.last < start.first:
                yield found(hit.document, hit.value.values_at["to"], start=str(start), end=str(end))


def date(raw: Any) -> PartialDate | None:
    """Return a date, or None for what is none."""
    try:
        return PartialDate.parse(raw)
    except ValueError:
        return None


@rule(
    "QR302",
    "versions-overlap",
    "error",
    "{what} stands twice for times that overlap",
    "end the first before the second starts",
)
def overlaps(corpus: Corpus) -> Iterator[Found]:
    """A party of an instrument that stands twice for one day, or two scales or units of one name at one time.

    Why it matters: Two answers for one day.
    """
    for document in corpus.by_kind["instrument"]:
        seen: dict[str, list[tuple[Map | None, Place]]] = defaultdict(list)
        for item in document.value["parties"]["items"]:
            place = Item(document, item).place("country")
            for other, first in seen[item["country"]]:
                if overlap(other, item.get("in_force")):
                    yield Found(place, {"what": item["country"]}, (first,))
            seen[item["country"]].append((item.get("in_force"), place))
    for kind, key in (("credit-system", "units"), ("grading-scale", "scales")):
        named: dict[tuple[object, ...], list[Item]] = defaultdict(list)
        for thing in corpus.items(kind, key):
            for tag, name in thing.value["name"].items():
                parts = (thing.document.path, tag, name, thing.value.get("scope"), thing.value.get("institution"))
                named[parts].append(thing)
        for things in named.values():
            for thing in things[1:]:
                if overlap(things[0].value.get("valid"), thing.value.get("valid")):
                    yield Found(thing.place("name"), {"what": thing.value["id"]}, (things[0].place("name"),))


def overlap(one: Map | None, two: Map | None) -> bool:
    """Say whether two times may share a day."""
    a, b = days(one), days(two)
    return a[0] <= b[1] and b[0] <= a[1]


def days(raw: Map | None) -> tuple[dt.date, dt.date]:
    """Return the first and the last day a time may hold."""
    start, end = (date(raw[key]) if raw and key in raw else None for key in ("from", "to"))
    return (start.first if start else dt.date.min), (end.last if end else dt.date.max)


def successions(corpus: Corpus) -> Iterator[tuple[Item, Item, str]]:
    """Yield everything that names a successor, with it, and the key of its time."""
    tables = (
        (corpus.types, "awarded"),
        (corpus.units, "valid"),
        (corpus.scales, "valid"),
        (corpus.frameworks, "valid"),
    )
    for known, key in tables:
        for item in known.values():
            after = known.get(item.value.get("succeeded_by", ""))
            if after:
                yield item, after, key


def _end(item: Item, key: str, side: str) -> PartialDate | None:
    return date((item.value.get(key) or {}).get(side))


@rule(
    "QR303",
    "successor-too-early",
    "warning",
    "the successor {id} starts in {start}, before this did ({own})",
    "mend the dates, or the successor",
)
def successors(corpus: Corpus) -> Iterator[Found]:
    """A successor that starts before what it replaced did.

    Why it matters: A successor cannot be older than what it replaced.
    """
    for item, after, key in successions(corpus):
        own, start = _end(item, key, "from"), _end(after, key, "from")
        if own and start and start.last < own.first:
            values = {"id": after.value["id"], "start": str(start), "own": str(own)}
            yield Found(item.place("succeeded_by"), values, (after.place(key),))


@rule(
    "QR305",
    "hole-before-successor",
    "warning",
    "this ends in {end}, its successor {id} starts only in {start}",
    "mend one of the dates, or say in the note what was there in between",
)
def holes(corpus: Corpus) -> Iterator[Found]:
    """A time of more than three years between the end of something and the start of its successor, with no note.

    Why it matters: Of a paper from that time nothing can be said, and most often one of the two dates is a slip.
    """
    for item, after, key in successions(corpus):
        end, start = _end(item, key, "to"), _end(after, key, "from")
        if end and start and start.first - end.last > _HOLE and not item.value.get("note"):
            values = {"id": after.value["id"], "end": str(end), "start": str(start)}
            yield Found(item.place(key), values, (after.place(key),))


@rule("QR304", "date-in-future", "error", "{date} lies in the future", "mend the date, or add expected: true")
def future(corpus: Corpus) -> Iterator[Found]:
    """A date to come that is not marked as expected.

    Why it matters: A known future change must be marked, so that it is checked when the day comes.
    """
    for hit in corpus.hits(*_EVENTS, but=("cases", "conversion-cases")):
        when = date(hit.value) if isinstance(hit.value, (int, str)) else None
        if when and when.first > corpus.today:
            yield Found(hit.place, {"date": str(when)})
    for hit in corpus.hits(*_TIMES, but=("cases", "conversion-cases")):
        if isinstance(hit.value, Map) and not hit.value.get("expected"):
            for end in ("from", "to"):
                when = date(hit.value[end]) if end in hit.value else None
                if when and when.first > corpus.today:
                    yield found(hit.document, hit.value.values_at[end], date=str(when))


@rule(
    "QR306",
    "expected-day-has-come",
    "warning",
    "what was expected for {date} has come, or has not",
    "look it up, then remove expected: true or mend the date",
)
def expected(corpus: Corpus) -> Iterator[Found]:
    """A time marked as expected, all of whose dates have passed.

    Why it matters: Laws are put off; a date that was announced is no fact until somebody has looked.
    """
    for hit in corpus.hits(*_TIMES, but=("cases", "conversion-cases")):
        if isinstance(hit.value, Map) and hit.value.get("expected"):
            ends = [when for key in ("from", "to") if (when := date(hit.value.get(key)))]
            if ends and all(when.last < corpus.today for when in ends):
                yield found(hit.document, hit.value.values_at["expected"], date=str(ends[-1]))


@rule(
    "QR307",
    "read-before-published",
    "warning",
    "the source was read on {accessed}, before it was published ({published})",
    "mend one of the dates",
)
def read_before(corpus: Corpus) -> Iterator[Found]:
    """A source that was read before it was published.

    Why it matters: One of the dates is wrong, or another edition was read.
    """
    for hit in corpus.hits("accessed"):
        accessed, published = date(hit.value), date(hit.node.get("published"))
        if accessed and published and accessed.last < published.first:
            yield Found(hit.place, {"accessed": str(accessed), "published": str(published)})


@rule(
    "QR308",
    "bound-before-in-force",
    "warning",
    "{country} is bound from {own}, the instrument is in force only from {start}",
    "mend one of the dates",
)
def bound_early(corpus: Corpus) -> Iterator[Found]:
    """A party that an instrument binds before the instrument itself is in force.

    Why it matters: No treaty is applied before its day.
    """
    for document in corpus.by_kind["instrument"]:
        start = date((document.value.get("valid") or {}).get("from"))
        for item in document.value["parties"]["items"] if start else ():
            own = date((item.get("in_force") or {}).get("from"))
            if start and own and own.last < start.first:
                place = Item(document, document.value).place("valid")
                values = {"country": item["country"], "own": str(own), "start": str(start)}
                yield found(document, item["in_force"].values_at["from"], place, **values)
