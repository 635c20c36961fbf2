"""Where a fact comes from, where it stands in the data, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeAlias

from qualrec.model.dates import PartialDate
from qualrec.model.frozen import fact, fresh, frozen

Id: TypeAlias = str
Text: TypeAlias = Mapping[str, str]


class Confidence(StrEnum):
    """How a fact is known; only the first may carry a negative ground."""

    VERIFIED = "verified"
    RECALLED = "recalled"
    INFERRED = "inferred"
    DISPUTED = "disputed"


@frozen
class Origin:
    """The file of a fact, its first line, and the line of each of its fields.

    *layer* is the folder of the user's own that it comes from, *over* the layer whose fact of the same id it
    replaces; both are empty for what is shipped.
    """

    path: str
    line: int
    lines: Mapping[str, int] = fresh(default_factory=dict)
    layer: str = ""
    over: str = ""

    def of(self, name: str) -> int:
        """Return the line of one field, or of the fact."""
        return self.lines.get(name, self.line)


@frozen
class Source:
    """A document that a stranger can open."""

    id: Id
    title: str
    publisher: str
    url: str
    kind: str
    copy: str | None = None
    published: PartialDate | None = None
    accessed: PartialDate | None = None


@frozen
class Citation:
    """A source and the place in it."""

    source: Source
    at: str = ""


@fact
class Fact:
    """What every piece of knowledge carries: its id, its place in the data, its sources, how sure it is."""

    id: Id
    origin: Origin
    cites: tuple[Citation, ...]
    field_cites: Mapping[str, tuple[Citation, ...]] = fresh(default_factory=dict)
    confidence: Confidence = Confidence.RECALLED
    field_confidence: Mapping[str, Confidence] = fresh(default_factory=dict)

    def cites_for(self, name: str) -> tuple[Citation, ...]:
        """Return the sources of one field, or of the whole where it has none of its own."""
        return self.field_cites.get(name, self.cites)

    def confidence_of(self, name: str) -> Confidence:
        """Return how sure one field is, or the whole where it has no mark of its own."""
        return self.field_confidence.get(name, self.confidence)


def code_of(identifier: Id) -> str:
    """Return the code of the country an id belongs to, ``int`` for none: ``no-nkr`` is Norway's."""
    prefix = identifier.partition("-")[0]
    return "int" if prefix == "int" else prefix.upper()


def text(words: Text, lang: str = "en") -> str:
    """Return *words* in *lang*, else in English, else in the first language given."""
    return words.get(lang) or words.get("en") or next(iter(words.values()), "")


def native(words: Text) -> str:
    """Return the first form given that is not English: titles stand as printed on the diploma."""
    return next((value for tag, value in words.items() if tag != "en"), None) or text(words)
