"""The page of one assessment: answer, why, what is missing, proof on demand. Made from the record alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from qualrec.render import extra, why
from qualrec.render import words as w
from qualrec.render.answer import grounds, head, missing, remedies
from qualrec.render.blocks import DIM, HEAD, Block, Gap, Source, line
from qualrec.render.context import Context, Record
from qualrec.render.plain import instead_of


def page(
    record: Record, name_of: Callable[[str], str], called: Callable[[str], str] = lambda identifier: identifier
) -> Iterator[Block]:
    """Yield the blocks of the page of *record*.

    *name_of* gives a country's English name, *called* what an award, a credit unit or a grading scale is called.
    """
    this = Context(record, name_of, called)
    yield from head(this)
    yield from grounds(this)
    yield from missing(this, blocking=True)
    yield from remedies(this)
    for part in (extra.why_not, extra.questions, extra.units, extra.background):
        yield from part(this)
    for part in (why.levels, why.elements, why.credits, why.grade, why.beware, why.claims, why.law):
        yield from part(this)
    yield from missing(this, blocking=False)
    yield from sources(this)
    yield from foot(this)


def sources(page: Context) -> Iterator[Block]:
    """The sources by number, and how many facts are not verified."""
    known = {source["id"]: source for source in page.record["sources"]}
    if not page.refs.used:
        return
    yield line(("sources", HEAD), rank=3)
    for sid in page.refs.used:
        source = known[sid]
        at = f", {'; '.join(source['at'][:2])}" if source["at"] else ""
        yield Source(page.refs.number(sid), f"{source['publisher']}: {source['title']}{at}", source["url"])
    weak = sorted({f["id"] for r in page.record["reasons"] for f in r["facts"] if f["confidence"] != "verified"})
    if weak:
        said = f"{w.count(len(weak), 'fact')} behind this page {'is' if len(weak) == 1 else 'are'} not verified (-v)"
        yield line((said, DIM))
    yield from own_data(page)
    yield Gap()


def own_data(page: Context) -> Iterator[Block]:
    """The facts that come from folders of the user's own, and which of them stand in the place of others."""
    facts = {f["id"]: f for r in page.record["reasons"] for f in r["facts"] if f.get("layer")}
    for layer in sorted({fact["layer"] for fact in facts.values()}):
        mine = [fact for fid, fact in sorted(facts.items()) if fact["layer"] == layer]
        over = [f"{fact['id']}{instead_of(fact['overrides'])}" for fact in mine if fact["overrides"]]
        rest = [fact["id"] for fact in mine if not fact["overrides"]]
        yield line(f"own data, {layer}: {', '.join([*over, *rest])}")


def foot(page: Context) -> Iterator[Block]:
    """What it is, by which method, and of which day and knowledge."""
    r = page.record
    yield line("An assessment, not a decision: only a competent authority decides.")
    assumed = "purpose assumed, " if r["purpose_assumed"] else ""
    knowledge = f"knowledge {r['knowledge']['released']}, {r['knowledge']['version'][:8]}"
    yield line((f"{assumed}method {r['method']}, as of {r['as_of']}, {knowledge}; -v for the proof", DIM))
