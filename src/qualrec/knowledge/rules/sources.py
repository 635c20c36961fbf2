"""QR4: every fact rests on something, and says how surely."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from qualrec.knowledge.reader import Document, Map, Seq
from qualrec.knowledge.rules.corpus import Corpus, Hit, Item, at, found, near
from qualrec.knowledge.rules.dates import date
from qualrec.knowledge.rules.references import cited
from qualrec.knowledge.rules.rule import Found, rule

WARN_AFTER, ERROR_AFTER = 730, 1460  # days since a source was read
_LOAD_BEARING = frozenset({"level", "kind", "opens", "does_not_open", "equated_to"})
_ABOUT_ALL = frozenset({"all", "note", "says"})


@rule(
    "QR402",
    "only-secondary-sources",
    "note",
    "{what} is verified in secondary sources only: {keys}",
    "cite the law, the authority or the institution, or mark it recalled",
)
def only_secondary(corpus: Corpus) -> Iterator[Found]:
    """A fact that a verdict can turn on, marked verified, for which no other than secondary sources are cited.

    Why it matters: An encyclopedia repeats; who is asked for the proof has none.
    """
    for document, node, sure in _records(corpus):
        by_field = node["cite"] if isinstance(node["cite"], Map) else {"all": node["cite"]}
        for field in [name for name in node if name in _LOAD_BEARING] or ["all"]:
            if sure.get(field, sure["all"]) == "verified":
                keys = _keys(by_field.get(field, by_field["all"]))
                if all(_source(document, key).get("kind") == "secondary" for key in keys):
                    mark = node.values_at.get(field, node.values_at["cite"])
                    yield found(document, mark, what=field if field != "all" else _name(node), keys=", ".join(keys))


def _records(corpus: Corpus) -> Iterator[tuple[Document, Map, dict[str, Any]]]:
    """Yield every record that has both a citation and a confidence of its own, the latter as a map."""
    for hit in corpus.hits("confidence"):
        if "cite" in hit.node:
            yield hit.document, hit.node, hit.value if isinstance(hit.value, Map) else {"all": hit.value}


def _keys(cites: Any) -> list[str]:
    return [item["source"] if isinstance(item, Map) else item for item in cites] if isinstance(cites, Seq) else []


def _source(document: Document, key: str) -> Map | dict[str, Any]:
    source: Any = document.value.get("sources", {}).get(key)
    return source if isinstance(source, Map) else {}


def _name(node: Map) -> str:
    return str(node.get("id") or node.get("country") or node.get("from") or node.get("code") or "this")


@rule(
    "QR403",
    "law-without-place",
    "note",
    "{key} is a {kind} and is cited with no place in it",
    'cite it as {{source: {key}, at: "Article .."}}',
)
def no_place(corpus: Corpus) -> Iterator[Found]:
    """A treaty or a law that a file cites, and never with an article, section or page.

    Why it matters: Nobody finds one sentence in a law without its number.
    """
    for sheet in corpus.sheets:
        bare: dict[str, Any] = {}
        placed: set[str] = set()
        for hit in sheet.hits.get("cite", ()):
            for cites in hit.value.values() if isinstance(hit.value, Map) else [hit.value]:
                for item, mark in zip(cites, cites.values_at, strict=True):
                    if isinstance(item, Map):
                        placed.add(item["source"])
                    else:
                        bare.setdefault(item, mark)
        for key, mark in bare.items():
            kind = _source(sheet.document, key).get("kind")
            if kind in {"law", "treaty"} and key not in placed:
                yield found(sheet.document, mark, key=key, kind=kind)


def _ages(corpus: Corpus) -> Iterator[tuple[Hit, int]]:
    for hit in corpus.hits("accessed"):
        when = date(hit.value)
        if when:
            yield hit, (corpus.today - when.last).days


@rule(
    "QR404",
    "source-not-read-lately",
    "warning",
    "the source was last read on {date}, {age} days ago",
    "read it again and set accessed:, or replace it",
)
def stale(corpus: Corpus) -> Iterator[Found]:
    """A source last read longer ago than the age that warns (730 days; ``--warn-after``).

    Why it matters: Laws are amended and pages move; what was true when it was read may not be so now.
    """
    for hit, age in _ages(corpus):
        if corpus.ages.warn < age <= corpus.ages.error:
            yield Found(hit.place, {"date": hit.value, "age": age})


@rule(
    "QR405",
    "source-long-unread",
    "error",
    "the source was last read on {date}, {age} days ago",
    "read it again and set accessed:, or replace it",
)
def very_stale(corpus: Corpus) -> Iterator[Found]:
    """A source last read longer ago than the age that is an error (1460 days; ``--error-after``).

    Why it matters: A verdict may not rest on what nobody has looked at for four years.
    """
    for hit, age in _ages(corpus):
        if age > corpus.ages.error:
            yield Found(hit.place, {"date": hit.value, "age": age})


@rule(
    "QR406",
    "cites-an-absent-field",
    "error",
    "{field} is not a field of this record",
    "mend the name{near}, or write the field it speaks of",
)
def absent_field(corpus: Corpus) -> Iterator[Found]:
    """A citation or a confidence for a field that neither the record has nor, where it holds a list, any item of it.

    Why it matters: It supports nothing; the field it was meant for goes by the sources and the confidence of the whole.
    """
    for hit in corpus.hits("cite", "confidence"):
        if isinstance(hit.value, Map):
            known = {key for key in hit.node if key not in {"cite", "confidence", "sources"}}
            for listed in map(hit.node.get, ("items", "links", "claims", "fields")):
                known.update(key for item in listed or () for key in item)
            for field, mark in hit.value.keys_at.items():
                if field not in known and field not in _ABOUT_ALL:
                    yield found(hit.document, mark, field=field, near=near(field, known))


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
    for document, node, sure in _records(corpus):
        if document.value["kind"] == "grade-mapping":
            continue  # a table is one publisher's own; the other side is another table
        by_field = node["cite"] if isinstance(node["cite"], Map) else {"all": node["cite"]}
        for field, value in sure.items():
            if value == "disputed":
                keys = set(_keys(by_field.get(field, by_field["all"])))
                if len(keys) < 2 or not (node.get("note") or node.get("level_note")):
                    mark = sure.values_at[field] if isinstance(sure, Map) else node.values_at["confidence"]
                    yield found(document, mark, what=field if field != "all" else _name(node))


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
    for document, node, sure in _records(corpus):
        if any(node.get(key) for key in ("note", "level_note", "restriction", "says")) or "levels" in node:
            continue
        for field, value in sure.items():
            if value == "inferred":
                mark = sure.values_at[field] if isinstance(sure, Map) else node.values_at["confidence"]
                yield found(document, mark, what=field if field != "all" else _name(node))


@rule("QR409", "one-document-two-keys", "warning", "{key} is the same document as {other}", "keep one of the two keys")
def two_keys(corpus: Corpus) -> Iterator[Found]:
    """Two sources of one file with the same title and address.

    Why it matters: Two keys look like two witnesses; a fact that cites both seems better founded than it is.
    """
    for sheet in corpus.sheets:
        seen: dict[tuple[str, str], str] = {}
        own = sheet.document.value.get("sources")
        for key, source in own.items() if own else ():
            first = seen.setdefault((source["url"].rstrip("/"), source["title"].casefold()), key)
            if first != key:
                yield found(
                    sheet.document, own.keys_at[key], at(sheet.document, own.keys_at[first]), key=key, other=first
                )


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
        cite = item.value["cite"]
        keys = set(_keys(cite.get("level", cite["all"]) if isinstance(cite, Map) else cite))
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


@rule(
    "QR412",
    "verified-and-never-read",
    "note",
    "{key} supports verified facts and does not say when it was read",
    "set accessed: to the day it was read, or mark the facts recalled",
)
def never_read(corpus: Corpus) -> Iterator[Found]:
    """A source with no day of reading that is the only one of a fact marked verified.

    Why it matters: Verified means read; who read it when is what makes it checkable, and lets it grow old.
    """
    told: set[tuple[str, str]] = set()
    for document, node, sure in _records(corpus):
        by_field = node["cite"] if isinstance(node["cite"], Map) else {"all": node["cite"]}
        for field in [name for name, how in sure.items() if how == "verified"]:
            keys = _keys(by_field.get(field, by_field["all"]))
            if not keys or any(_source(document, key).get("accessed") for key in keys):
                continue
            key = keys[0]
            if (document.path, key) not in told and key in document.value.get("sources", {}):
                told.add((document.path, key))
                yield found(document, document.value["sources"].keys_at[key], key=key)
