"""Documents of a compiled section as texts of JSON, each read when it is asked for: an answer needs few of them.

To read a country of a hundred thousand letters costs a short command a tenth of its time, and it wants two awards and
their sources. So each value of a document stands as a text of its own, each source and each award too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_QUOTE = "\x7f"  # stands for the quotation mark inside a text, which JSON would have to escape
# Reads one value of a text: a third of the time of ``loads`` where texts are short.
_scan: Callable[[str, int], tuple[Any, int]] = vars(json.JSONDecoder())["scan_once"]


def text_of(value: Any) -> str:
    """Return a value as text that holds no quotation mark."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace(_QUOTE, "\\u007f").replace('"', _QUOTE)


def value_of(text: str) -> Any:
    """Return the value of such a text.

    Raises:
        ValueError: if it is none.
    """
    try:
        return _scan(text.replace(_QUOTE, '"'), 0)[0]
    except StopIteration:
        raise ValueError("a text of the compiled knowledge is no JSON") from None


class Sparse(Mapping[str, Any]):
    """A mapping whose values are read when asked for."""

    def __init__(self, texts: Mapping[str, Any]) -> None:
        self._texts = texts
        self._read: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        if key not in self._read:
            text = self._texts[key]
            if isinstance(text, str):
                found = value_of(text)
            elif isinstance(text, list):
                found = [value_of(one) for _, _, one in text]
            else:
                found = Sparse(text)
            self._read[key] = found
        return self._read[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def folded(name: str, section: Any) -> Any:
    """Return a section as a snapshot holds it: the documents of countries and instruments as texts."""
    if name.startswith("c:"):
        return {**section, "docs": [[path, doc["kind"], _folded(doc)] for path, doc in section["docs"]]}
    if name.startswith("i:"):
        path, doc = section
        return [path, _folded(doc)]
    return section


def unfolded(name: str, section: Any) -> Any:
    """Return a section as it was before it was folded."""
    if name.startswith("c:"):
        return {**section, "docs": [[path, _unfolded(doc)] for path, _, doc in section["docs"]]}
    if name.startswith("i:"):
        path, doc = section
        return [path, _unfolded(doc)]
    return section


def _folded(doc: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {key: text_of(value) for key, value in doc.items()}
    if "sources" in doc:
        found["sources"] = {key: text_of(source) for key, source in doc["sources"].items()}
    if doc["kind"] == "qualifications":
        found["types"] = [[item["id"], item["kind"], text_of(item)] for item in doc["types"]]
    return found


def _unfolded(texts: Mapping[str, Any]) -> dict[str, Any]:
    doc = Sparse(texts)
    return {key: dict(doc[key]) if isinstance(doc[key], Sparse) else doc[key] for key in texts}
