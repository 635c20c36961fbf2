"""Plots as inline SVG, drawn in the colours of the page, each with its numbers as text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from html import escape

from qualrec.render.plain import clean

WIDTH, HEIGHT, LEFT = 640, 200, 8


def bars(name: str, counts: Mapping[str, int]) -> str:
    """Return a bar for each label, in the order given."""
    if not counts:
        return ""
    top = max(counts.values())
    step = (WIDTH - 2 * LEFT) / len(counts)
    drawn = []
    for at, (label, count) in enumerate(counts.items()):
        tall = round((HEIGHT - 50) * count / top, 1)
        x, y = LEFT + at * step, HEIGHT - 25 - tall
        middle = x + step / 2
        drawn.append(f'<rect x="{x + step * 0.1:.1f}" y="{y:.1f}" width="{step * 0.8:.1f}" height="{tall}"/>')
        drawn.append(f'<text x="{middle:.1f}" y="{y - 5:.1f}">{count:,}</text>')
        drawn.append(f'<text x="{middle:.1f}" y="{HEIGHT - 8}">{escape(clean(label)[:14])}</text>')
    told = "; ".join(f"{clean(label)}: {count:,}" for label, count in counts.items())
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {HEIGHT}" aria-label="{escape(clean(name))}">'
        f"<title>{escape(clean(name))}</title><desc>{escape(told)}</desc>{''.join(drawn)}</svg>"
    )


def histogram(name: str, counts: Mapping[Decimal, int], stretches: int = 10) -> str:
    """Return a bar for each of some equal stretches between the lowest and the highest value."""
    low, high = min(counts), max(counts)
    if low == high or len(counts) <= stretches:
        return bars(name, {str(value): counts[value] for value in sorted(counts)})
    wide = (high - low) / stretches
    found: dict[str, int] = {}
    for at in range(stretches):
        start, end = low + at * wide, low + (at + 1) * wide
        inside = sum(
            n for value, n in counts.items() if start <= value < end or (at == stretches - 1 and value == high)
        )
        found[f"{start:.1f}-{end:.1f}"] = inside
    return bars(name, found)
