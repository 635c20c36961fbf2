"""QR5: links keep the order of levels, skip none without saying so, and credits come back as they left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from qualrec.knowledge.reader import Document, Map
from qualrec.knowledge.rules.corpus import Corpus, at
from qualrec.model.problem import Place, Problem

_HUBS = frozenset({"int-eqf", "int-qf-ehea"})


def hubs(corpus: Corpus) -> Iterator[Problem]:
    """QR501: every national framework has a published way to a meta framework, or says that it has none."""
    reached = {doc.value["from"] for doc in corpus.by_kind["level-mapping"]}
    for document in corpus.by_kind["framework"]:
        value = document.value
        if value["country"] is not None and value["id"] not in reached:
            yield Problem("QR501", at(document, value.values_at["id"]), {"id": value["id"]})


def levels(corpus: Corpus) -> Iterator[Problem]:
    """QR502 and QR504: going up one framework never leads down the other, nor leaps over a level unsaid."""
    for document in corpus.by_kind["level-mapping"]:
        value = document.value
        own, other = corpus.levels.get(value["from"]), corpus.levels.get(value["to"])
        if own and other:
            yield from _ordered(document, value, own, other)


def _ordered(document: Document, value: Map, own: dict[str, int], other: dict[str, int]) -> Iterator[Problem]:
    by_rank: dict[int, list[Map]] = defaultdict(list)
    for link in value["links"]:
        if link["from"] in own and link["to"] in other:
            by_rank[own[link["from"]]].append(link)
    ranks = sorted(by_rank)
    names = {rank: code for code, rank in other.items()}
    for below, above in pairwise(ranks):
        highest = max(by_rank[below], key=lambda link: other[link["to"]])
        lowest = min(by_rank[above], key=lambda link: other[link["to"]])
        low, high = other[highest["to"]], other[lowest["to"]]
        place = at(document, lowest.values_at["to"])
        related = (at(document, highest.values_at["to"]),)
        if high < low:
            values = {"high": lowest["from"], "to": lowest["to"], "low": highest["from"], "below": highest["to"]}
            yield Problem("QR502", place, values, related)
        skipped = [names[rank] for rank in range(low + 1, high) if rank in names]
        if skipped and not (lowest.get("note") or highest.get("note")):
            values = {"low": highest["from"], "high": lowest["from"], "skipped": ", ".join(skipped), "to": value["to"]}
            yield Problem("QR504", place, values, related)


def credits(corpus: Corpus) -> Iterator[Problem]:  # noqa: A001 - the field's word
    """QR503: stated factors round a cycle contain 1."""
    edges: dict[str, list[tuple[str, Fraction, Fraction]]] = defaultdict(list)
    for document in corpus.by_kind["credit-mapping"]:
        for link in document.value["links"]:
            low = Fraction(link["factor"])
            high = Fraction(link.get("factor_up_to", link["factor"]))
            place = at(document, link.values_at["factor"])
            if low <= 0 or high <= 0:
                yield Problem("QR503", place, {"path": f"{link['from']} > {link['to']}", "product": str(low)})
                continue
            yield from _closes(edges, link, low, high, place)
            edges[link["from"]].append((link["to"], low, high))
            edges[link["to"]].append((link["from"], 1 / high, 1 / low))


def _closes(
    edges: dict[str, list[tuple[str, Fraction, Fraction]]], link: Map, low: Fraction, high: Fraction, place: Place
) -> Iterator[Problem]:
    """Compare a new link with every way that already leads back from its end to its start."""
    stack = [(link["to"], low, high, [link["from"], link["to"]])]
    while stack:
        here, least, most, path = stack.pop()
        for target, a, b in edges[here]:
            if target == link["from"]:
                product = (least * a, most * b)
                if not product[0] <= 1 <= product[1]:
                    shown = str(product[0]) if product[0] == product[1] else f"{product[0]} to {product[1]}"
                    yield Problem("QR503", place, {"path": " > ".join([*path, target]), "product": shown})
            elif target not in path:
                stack.append((target, least * a, most * b, [*path, target]))
