"""A credential file of any known format to plain values; the format is told by the content."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from qualrec.io.text import whole

MAX_BYTES = 20_000_000
FORMATS = ("yaml", "json", "elmo")


class Unreadable(Exception):
    """A file that cannot be used as a credential: why, where in it, and what to do."""

    def __init__(self, why: str, *, at: str = "", do: str = "") -> None:
        super().__init__(why)
        self.why, self.at, self.do = why, at, do


def read_file(path: Path, source: str | None = None, item: int = 1) -> dict[str, Any]:
    """Read one credential; *item* chooses among the awards of an exchange file, from 1.

    Raises:
        Unreadable: if the file is missing, too large or not a credential.
    """
    return parse(load(path), source, item)


def load(path: Path) -> bytes:
    """Return the bytes of a file that is not too large.

    Raises:
        Unreadable: if it is missing, cannot be opened or is too large.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(f"it is larger than {MAX_BYTES // 1_000_000} MB")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(error.strerror or "it cannot be opened", do="check the path") from None


def plain(raw: bytes) -> Any:
    """Return the values of YAML or JSON, whatever they mean.

    Raises:
        Unreadable: if they are neither.
    """
    return _json(raw) if sniff(raw) == "json" else _yaml(raw)


def parse(raw: bytes, source: str | None = None, item: int = 1) -> dict[str, Any]:
    """Read one credential from bytes.

    Raises:
        Unreadable: if they are none.
    """
    kind = source or sniff(raw)
    if kind not in FORMATS:
        raise Unreadable(f"{kind!r} is no format of credentials", do="use one of " + ", ".join(FORMATS))
    if kind == "elmo":
        from qualrec.io.exchange import elmo

        return elmo.credential(elmo.read(raw), item)
    return checked(_json(raw) if kind == "json" else _yaml(raw))


def sniff(raw: bytes) -> str:
    """Tell the format by the first characters."""
    start = raw.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    return {b"<": "elmo", b"{": "json"}.get(start, "yaml")


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8 text", do="save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise Unreadable(error.msg, at=f":{error.lineno}:{error.colno}", do="mend the JSON there") from None
    except RecursionError:
        raise Unreadable("it is nested too deeply") from None


def _yaml(raw: bytes) -> Any:
    from qualrec.knowledge.reader import read

    document = read("", raw)
    faults = [problem for problem in document.problems if problem.code != "QR004"]
    if faults:
        place = faults[0].place
        why = str(faults[0].values.get("why") or faults[0].values.get("what") or "a key stands twice")
        raise Unreadable(why, at=f":{place.line}:{place.column}", do="use plain YAML: keys and values only")
    return document.value


def checked(value: Any) -> dict[str, Any]:
    """Return *value* if it has the shape of a credential.

    Raises:
        Unreadable: if it has not, with the first fault and its place.
    """
    from qualrec.knowledge.reader import Map
    from qualrec.knowledge.schemas import validator

    if not isinstance(value, dict):
        raise Unreadable("it holds no credential", do="begin with country: and title:")
    error = next(iter(sorted(validator("credential").iter_errors(value), key=lambda e: list(map(str, e.path)))), None)
    if error:
        steps = list(error.absolute_path)
        at = ""
        if isinstance(value, Map) and steps and steps[0] in value.values_at:
            at = ":{}:{}".format(*value.values_at[str(steps[0])][:2])
        known = (
            ", ".join(sorted(error.schema.get("properties", ()))) if error.validator == "additionalProperties" else ""
        )
        raise Unreadable(
            error.message[:200], at=at, do=f"known keys: {known}" if known else "see qualrec schema credential"
        )
    found: dict[str, Any] = whole(value)
    return found
