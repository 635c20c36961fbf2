"""QR3: times of validity make sense."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from qualrec.knowledge.reader import Map
from qualrec.knowledge.rules.corpus import Corpus, at, walk
from qualrec.model.dates import PartialDate
from qualrec.model.problem import Place, Problem

_TIMES = frozenset({"valid", "awarded", "in_force"})
_EVENTS = frozenset({"published", "accessed", "as_of"})


def order(corpus: Corpus) -> Iterator[Problem]:
    """QR301: no time ends before it starts."""
    for document in corpus.documents:
        for _, key, value, _ in walk(document):
            if key in _TIMES and isinstance(value, Map) and "from" in value and "to" in value:
                start, end = _date(value["from"]), _date(value["to"])
                if start and end and end.last < start.first:
                    place = at(document, value.values_at["to"])
                    yield Problem("QR301", place, {"start": str(start), "end": str(end)})


def _date(raw: Any) -> PartialDate | None:
    try:
        return PartialDate.parse(raw)
    except ValueError:
        return None


def overlaps(corpus: Corpus) -> Iterator[Problem]:
    """QR302: a party of an instrument stands once for any day."""
    for document in corpus.by_kind["instrument"]:
        seen: dict[str, list[tuple[Map | None, Place]]] = defaultdict(list)
        for item in document.value["parties"]["items"]:
            place = at(document, item.values_at["country"])
            for other, first in seen[item["country"]]:
                if _overlap(other, item.get("in_force")):
                    yield Problem("QR302", place, {"what": item["country"]}, (first,))
            seen[item["country"]].append((item.get("in_force"), place))


def _overlap(one: Map | None, two: Map | None) -> bool:
    a, b = _days(one), _days(two)
    return a[0] <= b[1] and b[0] <= a[1]


def _days(raw: Map | None) -> tuple[dt.date, dt.date]:
    start, end = (_date(raw[key]) if raw and key in raw else None for key in ("from", "to"))
    return (start.first if start else dt.date.min), (end.last if end else dt.date.max)


def successors(corpus: Corpus) -> Iterator[Problem]:
    """QR303: a successor does not start before what it replaced did."""
    for document, item in corpus.types.values():
        other = corpus.types.get(item.get("succeeded_by", ""))
        own = _date((item.get("awarded") or {}).get("from")) if item.get("awarded") else None
        if not other or not own:
            continue
        start = _date((other[1].get("awarded") or {}).get("from"))
        if start and start.last < own.first:
            values = {"id": item["succeeded_by"], "start": str(start), "own": str(own)}
            yield Problem("QR303", at(document, item.values_at["succeeded_by"]), values)


def future(corpus: Corpus, today: dt.date) -> Iterator[Problem]:
    """QR304: a date to come is marked as expected."""
    for document in corpus.documents:
        if document.value["kind"] in {"cases", "conversion-cases"}:
            continue
        for _node, key, value, place in walk(document):
            if key in _EVENTS:
                date = _date(value) if isinstance(value, (int, str)) else None
                if date and date.first > today:
                    yield Problem("QR304", place, {"date": str(date)})
            elif key in _TIMES and isinstance(value, Map) and not value.get("expected"):
                for end in ("from", "to"):
                    date = _date(value[end]) if end in value else None
                    if date and date.first > today:
                        yield Problem("QR304", at(document, value.values_at[end]), {"date": str(date)})
