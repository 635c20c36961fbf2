"""A page as one self-contained HTML file: system fonts, light and dark, A4 print, no script and no network."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby

from qualrec.render.blocks import ASK, BAD, DIM, GOOD, HEAD, Block, Branch, Grid, Line, Part, Row, Source
from qualrec.render.plain import clean

_CLASSES = {GOOD: "good", ASK: "ask", BAD: "bad", DIM: "dim", HEAD: "head"}
_MARK = re.compile(r"\[(\d+)\]")
STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --soft: #595959; --line: #c8c8c8; --paper: #fff;
  --good: #0b6b2d; --ask: #8a5a00; --bad: #a5161d; --link: #0b57a4 }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --soft: #a9a9a9; --line: #4a4a4a; --paper: #161616;
  --good: #6fd18f; --ask: #f0b95a; --bad: #ff8c8c; --link: #8cc4ff } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 72ch; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 .5rem } h1 + p { font-size: 1.1rem; margin: 0 0 .5rem }
h2 { font-size: 1rem; margin: 1.5rem 0 .25rem } p { margin: .25rem 0 }
.good { color: var(--good); font-weight: 700 } .ask { color: var(--ask); font-weight: 700 }
.bad { color: var(--bad); font-weight: 700 } .dim { color: var(--soft) } .head { font-weight: 600 }
dl { margin: 1rem 0 0 } dl > div { display: grid; grid-template-columns: 7rem 1fr; gap: 0 1rem; margin: 0 0 .4rem }
dt { font-weight: 600 } dd { margin: 0; grid-column: 2 }
a { color: var(--link) } sup { line-height: 0 } .scroll { overflow-x: auto; margin: 1rem 0 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; padding: .3rem .8rem .3rem 0; vertical-align: top }
thead th { border-bottom: 1px solid var(--line) } tbody th { font-weight: 400 }
ol { padding-inline-start: 2rem } li { overflow-wrap: anywhere } ol li { font-size: .875rem; margin: 0 0 .3rem }
ul { padding-inline-start: 1.2rem }
@page { size: A4; margin: 20mm } @media print { main { padding: 0; max-width: none } a { color: inherit } }
@media (max-width: 30rem) { dl > div { grid-template-columns: 1fr } dd { grid-column: 1 } }
"""


def html(blocks: Iterable[Block], title: str) -> str:
    """Return the blocks of a page as one HTML document; *title* names the award in its head."""
    body = "\n".join(_body(blocks))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}: assessment</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _body(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the parts of the page; its own list of sources is the one that marks lead to, not that of the proof."""
    anchored = False
    for kind, group in groupby(blocks, type):
        if kind is Row:
            yield "<dl>" + "".join(_rows(one for one in group if isinstance(one, Row))) + "</dl>"
        elif kind is Source:
            items = (_source(one, anchored=not anchored) for one in group if isinstance(one, Source))
            yield "<ol>" + "".join(items) + "</ol>"
            anchored = True
        else:
            for one in group:
                yield _one(one)


def _one(block: Block) -> str:
    if isinstance(block, Line):
        tag = {1: "h1", 3: "h2"}.get(block.rank, "p")
        return f'<{tag} dir="auto">{_said(block.parts)}</{tag}>'
    if isinstance(block, Grid):
        return _table(block)
    if isinstance(block, Branch):
        return f"<h2>proof</h2><ul>{_tree(block)}</ul>"
    return ""


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    """Yield one group for each label, with all that is said under it."""
    open_group = False
    for row in rows:
        if row.label or not open_group:
            yield ("</div>" if open_group else "") + f"<div><dt>{_text(row.label)}</dt>"
            open_group = True
        dim = ' class="dim"' if row.style == DIM else ""
        yield f'<dd{dim} dir="auto">{_text(row.said)}{_marks(row.refs)}</dd>'
    yield "</div>"


def _marks(refs: str) -> str:
    found = "".join(f'<a href="#s{number}">[{number}]</a>' for number in _MARK.findall(refs))
    return f" <sup>{found}</sup>" if found else ""


def _table(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{_text(heading)}</th>' for heading, _ in grid.columns)
    rows = []
    for first, *rest in grid.rows:
        cells = "".join(f'<td dir="auto">{_said((cell,))}</td>' for cell in rest)
        rows.append(f'<tr><th scope="row">{_said((first,))}</th>{cells}</tr>')
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _source(source: Source, *, anchored: bool) -> str:
    url = clean(source.url)
    link = f'<a href="{escape(url)}" rel="noreferrer">{escape(url)}</a>' if url.startswith("http") else escape(url)
    anchor = f' id="s{source.number}"' if anchored else ""
    return f'<li{anchor} value="{source.number}">{_text(source.said)}. {link}</li>'


def _tree(branch: Branch) -> str:
    below = "".join(_tree(child) for child in branch.below)
    return f"<li>{_said(branch.parts)}{f'<ul>{below}</ul>' if below else ''}</li>"


def _said(parts: tuple[Part, ...]) -> str:
    found = []
    for part in parts:
        said, style = (part, "") if isinstance(part, str) else part
        name = _CLASSES.get(style, "")
        found.append(f'<span class="{name}">{_text(said)}</span>' if name else _text(said))
    return "".join(found)


def _text(text: str) -> str:
    return escape(clean(text))
