"""The page of a batch: outcomes by country, reasons, what a person must settle, grades, and a table to search.

One file with no network; its only script filters the table. All that comes from rows is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape
from typing import Any

from qualrec.model.frozen import frozen
from qualrec.render import words as w
from qualrec.render.charts import bars, histogram
from qualrec.render.html import STYLE
from qualrec.render.plain import clean
from qualrec.render.templates import TEMPLATES

STATUSES = {
    "meets": "meets",
    "assessed": "assessed",
    "does_not_meet": "does not meet",
    "needs_review": "needs review",
    "cannot_assess": "cannot assess",
}
COUNTRIES = 60  # told one by one on the page; the rest are added up
_STYLE = """
main { max-width: 60rem } svg { width: 100%; height: auto; max-height: 14rem } svg rect { fill: var(--link) }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink); text-anchor: middle }
caption { text-align: start; font-weight: 600; padding: .3rem 0 } td.n, th.n { text-align: end; white-space: nowrap; font-variant-numeric: tabular-nums }
h2 { font-size: 1.25rem; margin-top: 2.5rem } h3 { font-size: 1rem; margin: 1rem 0 .25rem }
input { font: inherit; padding: .4rem; width: 100%; max-width: 30rem; box-sizing: border-box }
#rows td, #rows th { font-size: .8125rem; overflow-wrap: anywhere; min-width: 5rem }
tr[data-s=meets] td:nth-child(6), tr[data-s=assessed] td:nth-child(6) { color: var(--good); font-weight: 700 }
tr[data-s=does_not_meet] td:nth-child(6) { color: var(--bad); font-weight: 700 }
tr[data-s=needs_review] td:nth-child(6) { color: var(--ask); font-weight: 700 }
.skip { position: absolute; left: -99rem } .skip:focus { left: 1rem } @media print { .screen { display: none } }
@media screen { .print { display: none } }
"""  # noqa: E501
_SCRIPT = """
const box = document.getElementById('find'), out = document.getElementById('count');
const rows = [...document.querySelectorAll('#rows tbody tr')].map(r => [r, r.textContent.toLowerCase()]);
box.addEventListener('input', () => {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean); let shown = 0;
  for (const [row, text] of rows) { const hit = words.every(x => text.includes(x)); row.hidden = !hit; shown += hit; }
  out.textContent = shown + ' of ' + rows.length + ' rows shown';
});
"""


@frozen
class Summary:
    """The counts of one batch."""

    rows: int
    statuses: Mapping[str, int]
    outcomes: Mapping[str, int]
    countries: Mapping[str, Mapping[str, int]]
    reasons: Mapping[str, int]
    facts: Mapping[str, int]
    grades: Mapping[str, Mapping[Decimal, int]]
    labels: Mapping[str, Mapping[str, int]]
    table: list[dict[str, str]]
    head: Mapping[str, str]


def page(s: Summary) -> str:
    """Return the page as one HTML document."""
    body = "\n".join(
        part for part in (_counts(s), _review(s), _countries(s), _reasons(s), _grades(s), _rows(s)) if part
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>Batch report</title>\n'
        f"<style>{STYLE}{_STYLE}</style>\n</head>\n<body>\n"
        f'<a class="skip" href="#main">to the content</a>\n<main id="main">\n<h1>{s.rows:,} rows assessed</h1>\n'
        f"<p>Assessments, not decisions: only a competent authority decides.</p>\n"
        f'<p class="dim">policy {_t(s.head.get("policy", ""))}, knowledge {_t(s.head.get("knowledge", "")[:8])}</p>\n'
        f"{body}\n</main>\n<script>{_SCRIPT}</script>\n</body>\n</html>\n"
    )


def _counts(s: Summary) -> str:
    shown = {STATUSES[name]: s.statuses[name] for name in STATUSES if s.statuses.get(name)}
    outcomes = [
        (w.OUTCOMES[code][0] if code in w.OUTCOMES else STATUSES.get(code, code), n) for code, n in s.outcomes.items()
    ]
    table = _table("Outcomes of the assessments", ("outcome", "rows", "share"), _shares(outcomes, s.rows))
    return _section("Status", bars("Rows by status", shown) + table)


def _review(s: Summary) -> str:
    if not s.facts:
        return ""
    rows = [(_said(fact), n) for fact, n in s.facts.items()]
    total = sum(s.facts.values())
    return _section(
        "What a person must settle",
        _table("What each open row waits for", ("fact", "rows", "share"), _shares(rows, total)),
    )


def _countries(s: Summary) -> str:
    names = [name for name in STATUSES if s.statuses.get(name)]
    order = sorted(s.countries.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    rows: list[tuple[Any, ...]] = [
        (country, *(counts.get(name, 0) for name in names)) for country, counts in order[:COUNTRIES]
    ]
    if order[COUNTRIES:]:
        rest = [sum(counts.get(name, 0) for _, counts in order[COUNTRIES:]) for name in names]
        rows.append((f"{len(order) - COUNTRIES} others", *rest))
    return _section(
        "By country", _table("Rows by country, as the table names it", ("country", *(STATUSES[n] for n in names)), rows)
    )


def _reasons(s: Summary) -> str:
    rows = [
        (
            f"{code}: {_words(TEMPLATES[code])}"
            if code.startswith("PACK_") or "{" not in TEMPLATES.get(code, "{")
            else code,
            n,
        )
        for code, n in s.reasons.items()
    ]
    return _section(
        "Reasons",
        _table("The reasons named first, most frequent first", ("reason", "rows", "share"), _shares(rows, s.rows)),
    )


def _grades(s: Summary) -> str:
    plots = [histogram(f"Converted grades on {scale}", counts) for scale, counts in s.grades.items()]
    plots += [bars(f"Converted grades on {scale}", counts) for scale, counts in s.labels.items()]
    named = [f"<h3>{_t(scale)}</h3>{plot}" for scale, plot in zip([*s.grades, *s.labels], plots, strict=True) if plot]
    return _section("Grades", "".join(named)) if named else ""


def _rows(s: Summary) -> str:
    if not s.table:
        return ""
    columns = list(s.table[0])
    head = "".join(f'<th scope="col">{_t(c.removeprefix("q_").replace("_", " "))}</th>' for c in columns)
    body = "".join(
        f'<tr data-s="{_t(row["q_status"])}"><th scope="row">{_t(row["row"])}</th>'
        + "".join(
            f'<td dir="auto">{_t(STATUSES.get(row[c], row[c]) if c == "q_status" else row[c])}</td>'
            for c in columns[1:]
        )
        + "</tr>"
        for row in s.table
    )
    note = (
        ""
        if s.rows == len(s.table)
        else f"<p>The first {len(s.table):,} of {s.rows:,} rows; all are in the output file.</p>"
    )
    search = (
        '<div id="search"><label for="find">Find in these rows</label><br>'
        '<input id="find" type="search" autocomplete="off">'
        f'<p id="count" role="status">{len(s.table)} of {len(s.table)} rows shown</p></div>'
    )
    return _section(
        "Rows",
        f'<p class="print">The rows are left out on paper; they are in the output file.</p><div class="screen">'
        f'{note}{search}<div class="scroll"><table id="rows"><caption>Rows</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>",
    )


def _section(name: str, inner: str) -> str:
    return f'<section aria-label="{_t(name)}"><h2>{_t(name)}</h2>{inner}</section>'


def _shares(rows: Iterable[tuple[str, int]], total: int) -> list[tuple[Any, ...]]:
    return [(name, count, f"{100 * count / total:.1f} %") for name, count in rows]


def _table(caption: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    head = "".join(f'<th scope="col"{" class=n" if at else ""}>{_t(c)}</th>' for at, c in enumerate(columns))
    body = "".join(
        f'<tr><th scope="row" dir="auto">{_t(first)}</th>'
        + "".join(f'<td class="n">{_t(f"{c:,}" if isinstance(c, int) else c)}</td>' for c in rest)
        + "</tr>"
        for first, *rest in rows
    )
    inner = f"<caption>{_t(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="scroll"><table>{inner}</table></div>'


def _said(cause: str) -> str:
    """Say why a row is open: the fact it waits for, the outcome that a person must look at, or the fault in it."""
    if cause in w.OUTCOMES:
        return f"a person's view: {w.OUTCOMES[cause][0].lower()}"
    if cause in w.FAULTS:
        return f"a value that {w.FAULTS[cause]}"
    return _words(w.MISSING.get(cause) or TEMPLATES.get(cause, cause))


def _words(template: str) -> str:
    """Return a sentence of many rows: what differs from row to row is named, not told."""
    return re.sub(r"\{(\w+)[^}]*\}", r"\1", template.replace(" ({rule})", "")).replace("_", " ")


def _t(text: Any) -> str:
    return escape(clean(text))
