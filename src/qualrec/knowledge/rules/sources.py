"""QR4: what documents facts rest on, and when those were read."""

from __future__ import annotations

from collections.abc import Iterator

from qualrec.knowledge.rules.citations import keys_for, source_of
from qualrec.knowledge.rules.confidence import marked, name_of, records
from qualrec.knowledge.rules.corpus import Corpus, Hit, found
from qualrec.knowledge.rules.dates import date
from qualrec.knowledge.rules.rule import Found, rule

WARN_AFTER, ERROR_AFTER = 730, 1460  # days since a source was read
_LOAD_BEARING = frozenset({"level", "kind", "opens", "does_not_open", "equated_to"})


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
    for document, node, sure in records(corpus):
        for field in [name for name in node if name in _LOAD_BEARING] or ["all"]:
            if sure.get(field, sure["all"]) == "verified":
                keys = keys_for(node, field)
                if all(source_of(document, key).get("kind") == "secondary" for key in keys):
                    mark = node.values_at.get(field, node.values_at["cite"])
                    yield found(document, mark, what=name_of(node, field), keys=", ".join(keys))


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
    for document, node, sure in records(corpus):
        for field in marked(sure, "verified"):
            keys = keys_for(node, field)
            if not keys or any(source_of(document, key).get("accessed") for key in keys):
                continue
            key = keys[0]
            if (document.path, key) not in told and key in document.value.get("sources", {}):
                told.add((document.path, key))
                yield found(document, document.value["sources"].keys_at[key], key=key)
