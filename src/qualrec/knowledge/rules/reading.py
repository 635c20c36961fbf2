"""QR0 and QR1: what the reader and the schemas report, and how codes are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qualrec.knowledge.reader import Document, Mark, Seq
from qualrec.knowledge.rules.corpus import Corpus, found
from qualrec.knowledge.rules.rule import Found, rule, stated

NOT_YAML = stated("QR001", "not-yaml", "error", "the file cannot be read: {why}", "mend the YAML at this place", """
    A file that is not one document of UTF-8 YAML.

    Why it matters: What cannot be read cannot be checked or cited.""")  # fmt: skip
DUPLICATE = stated("QR002", "duplicate-key", "error", "the key {key} stands twice here", "keep one of the two", """
    A key that a mapping holds twice.

    Why it matters: Other readers keep the last one silently, and a fact is lost.""")  # fmt: skip
TRICK = stated("QR003", "yaml-trick", "error", "{what}: anchors, aliases, merge keys and tags are not used here", "write the value out", """
    An anchor, an alias, a merge key or a tag.

    Why it matters: An evaluator must be able to read any line alone.""")  # fmt: skip
MISREAD = stated("QR004", "misread-elsewhere", "error", "{value}: other YAML readers take this for {meaning}", 'write it in quotes: "{value}"', """
    A bare value that other YAML readers turn into something else.

    Why it matters: NO becomes false, 2:1 becomes 121 and 1.10 becomes 1.1 in common readers.""")  # fmt: skip
SHAPE = stated("QR101", "wrong-shape", "error", "{why}", "{do}", """
    A key that the schema of the file's kind does not know at this place, a value of another type, or a key that is missing.

    Why it matters: An unknown or misplaced key would be ignored silently and its fact would never be used.""")  # fmt: skip
FOLDER = stated("QR102", "wrong-folder", "error", "a file of kind {kind} belongs below {folder}", "move the file or mend its kind or country", """
    A file in a folder that is not its kind's or its country's.

    Why it matters: A fact is found by its folder.""")  # fmt: skip
NAME = stated("QR103", "wrong-file-name", "error", "the file is called {name}, its content asks for {expected}", "rename the file to {expected}", """
    A file whose name is not that of what it holds.

    Why it matters: One name for one thing: ids and files are looked up by each other.""")  # fmt: skip
FORMAT = stated("QR104", "other-format", "error", "{why}", "{do}", """
    A file of another format than the program reads, or with a name that was given up and that qualrec migrate cannot replace by itself.

    Why it matters: What an older or newer format means by a key is not what this one means.""")  # fmt: skip
UNCITED = stated("QR401", "uncited-fact", "error", "{what} has no citation", "add cite: with a key of sources:", """
    A fact that neither cites a source nor stands in a list that does.

    Why it matters: A fact that nobody can look up cannot be used.""")  # fmt: skip

_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


@rule("QR005", "code-without-quotes", "warning", "{value} is a code and stands without quotes", 'write "{value}"')
def bare_code(corpus: Corpus) -> Iterator[Found]:
    """A country or region code that is not in quotes.

    Why it matters: The next country may be Norway, and a bare NO is false to other readers; so every code is quoted.
    """
    for hit in corpus.hits(
        "country", "region", "code", "from", "to", but=("cases", "conversion-cases", "requirements")
    ):
        listed = isinstance(hit.value, Seq)
        for value, mark in zip(hit.value, hit.value.values_at, strict=True) if listed else ((hit.value, hit.mark),):
            if isinstance(value, str) and _CODE.fullmatch(value) and _first(hit.document, mark) not in "\"'":
                yield found(hit.document, mark, value=value)


def _first(document: Document, mark: Mark) -> str:
    return document.lines[mark[0] - 1][mark[1] - 1]
