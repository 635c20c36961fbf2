"""Text that every output can write."""

from __future__ import annotations

from typing import Any

from qualrec.model.patterns import Pattern

_HALF = Pattern("[\ud800-\udfff]")


def whole(value: Any) -> Any:
    r"""Return a value whose texts hold no half of a surrogate pair, as JSON may write one (``"\ud800"``).

    No encoding has such halves, so that nothing with one can be written out; each becomes U+FFFD.
    """
    if isinstance(value, str):
        return _HALF.sub("\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, list):
        return [whole(item) for item in value]
    if isinstance(value, dict):
        return {whole(key): whole(item) for key, item in value.items()}
    return value
