"""QR4: how sure a fact is marked, against what is cited for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from qualrec.knowledge.reader import Document, Map, Mark
from qualrec.knowledge.rules.citations import cited, keys_for
from qualrec.knowledge.rules.corpus import Corpus, Hit, Item, at, found
from qualrec.knowledge.rules.rule import Found, rule


@rule(
    "QR407",
    "disputed-with-one-source",
    "warning",
    "{what} is disputed, and one source stands for it",
    "cite both sides, and say in the note what each says",
)
def one_side(corpus: Corpus) -> Iterator[Found]:
    """A fact marked disputed for which fewer than two sources are cited, or with no note.

    Why it matters: A dispute of which one side is shown looks like a fact.
    """
    for document, node, sure in records(corpus):
        if document.value["kind"] == "grade-mapping":
            continue  # a table is one publisher's own; the other side is another table
        for field in marked(sure, "disputed"):
            if len(set(keys_for(node, field))) < 2 or not (node.get("note") or node.get("level_note")):
                yield found(document, _mark(node, sure, field), what=name_of(node, field))


@rule(
    "QR408",
    "inferred-unexplained",
    "note",
    "{what} is inferred, and no note says how",
    "say in the note from what it follows",
)
def unexplained(corpus: Corpus) -> Iterator[Found]:
    """A fact marked inferred in a record with no note.

    Why it matters: A conclusion can be checked only by who sees the way to it.
    """
    for document, node, sure in records(corpus):
        if any(node.get(key) for key in ("note", "level_note", "restriction", "says")) or "levels" in node:
            continue
        for field in marked(sure, "inferred"):
            yield found(document, _mark(node, sure, field), what=name_of(node, field))


@rule(
    "QR410",
    "circular-citation",
    "warning",
    "{key} is cited for {id} and for the claim {claim} about it",
    "cite for one of them what the other does not rest on",
)
def circular(corpus: Corpus) -> Iterator[Found]:
    """The level of an award that rests only on documents which themselves carry a foreign centre's claim about that award.

    Why it matters: The claim would confirm the level, and the level the claim: one voice heard twice.
    """
    claims: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in corpus.items("comparability", "claims"):
        award = corpus.types.get(item.value["of"])
        if award and award.document.value["country"] != item.document.value["country"]:
            for key in {key for key, _ in cited(Hit(item.document, item.value, "cite", item.value["cite"]))}:
                claims[item.value["of"], key].append(item)
    for identifier, item in corpus.types.items():
        keys = set(keys_for(item.value, "level"))
        if item.value["level"] and keys and all((identifier, key) in claims for key in keys):
            key = min(keys)
            claim = claims[identifier, key][0]
            values = {"key": key, "id": identifier, "claim": claim.value["id"]}
            yield Found(item.place("cite"), values, (claim.place("cite"),))


@rule(
    "QR411",
    "contradiction-not-disputed",
    "warning",
    "{centre} says two things of {of}: {one} and {two}",
    "mark both disputed and say in the notes what each says, or say that one is conditional",
)
def contradiction(corpus: Corpus) -> Iterator[Found]:
    """Two claims of one centre about one award that exclude each other, neither disputed nor conditional.

    Why it matters: Sources that contradict each other are a finding for the evaluator, not one to be settled by the order of lines.
    """
    for document in corpus.by_kind["comparability"]:
        firm: dict[str, list[Map]] = defaultdict(list)
        for claim in document.value["claims"]:
            sure = claim["confidence"]
            words = set(sure.values()) if isinstance(sure, Map) else {sure}
            if not (
                claim.get("conditional")
                or "disputed" in words
                or any(claim.get(key) for key in ("note", "years", "published"))
            ):
                firm[claim["of"]].append(claim)
        for of, claims in firm.items():
            for claim in claims[1:]:
                told = _apart(claims[0], claim)
                if told:
                    first = at(document, claims[0].values_at[told])
                    values = {"centre": document.value["id"], "of": of, "one": claims[0][told], "two": claim[told]}
                    yield found(document, claim.values_at[told], first, **values)


def _apart(one: Map, two: Map) -> str | None:
    """Return the field in which two claims exclude each other."""
    if one.get("kind") and two.get("kind") and one["kind"] != two["kind"]:
        return "kind"
    if one.get("eqf") and two.get("eqf") and not set(one["eqf"]) & set(two["eqf"]):
        return "eqf"
    return None


def records(corpus: Corpus) -> Iterator[tuple[Document, Map, dict[str, Any]]]:
    """Yield every record that has both a citation and a confidence of its own, the latter as a map."""
    for hit in corpus.hits("confidence"):
        if "cite" in hit.node:
            yield hit.document, hit.node, hit.value if isinstance(hit.value, Map) else {"all": hit.value}


def marked(sure: Mapping[str, Any], word: str) -> list[str]:
    """Return the fields of a record that are marked so; ``all`` where the whole is."""
    return [field for field, how in sure.items() if how == word]


def _mark(node: Map, sure: Mapping[str, Any], field: str) -> Mark:
    return sure.values_at[field] if isinstance(sure, Map) else node.values_at["confidence"]


def name_of(node: Map, field: str) -> str:
    """Say what a finding about a field calls it; of the whole, what it calls the record."""
    whole = node.get("id") or node.get("country") or node.get("from") or node.get("code") or "this"
    return str(whole) if field == "all" else field
