"""What a batch came to, in a few lines: how many rows ended how, what the open ones wait for, where the files are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from qualrec.render.words import in_short

_MOST = 3  # causes named for a status


def tally(
    counts: Mapping[str, int],
    causes: Mapping[tuple[str, str], int],
    seconds: float | None,
    files: Sequence[str],
    width: int = 80,
) -> Iterator[str]:
    """Yield the lines; *seconds* is None where nobody watches the clock. Of the causes as many as fit are named."""
    total = sum(counts.values())
    took = f" in {_span(seconds)}" if seconds is not None else ""
    written = f"   out: {', '.join(files)}" if files else ""
    yield f"{total:,} rows{took}{written}"
    for status, number in counts.items():
        if number:
            line = f"  {status.replace('_', ' '):<15}{number:>12,}  {100 * number / total:5.1f} %"
            yield "   ".join(filter(None, (line, _why(status, causes, width - len(line) - 3))))


def _why(status: str, causes: Mapping[tuple[str, str], int], room: int) -> str:
    named: Counter[str] = Counter()
    for (of, cause), number in causes.items():
        if of == status:
            named[in_short(cause)] += number
    said = ""
    for name, number in named.most_common(_MOST):
        longer = f"{said} · {name} {number:,}" if said else f"{name} {number:,}"
        if len(longer) > room:
            break
        said = longer
    return said


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s" if seconds < 10 else f"{rest} s"
