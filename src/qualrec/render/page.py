"""The page of one assessment: answer, why, what is missing, proof on demand. Made from the record alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from qualrec.render import extra
from qualrec.render import words as w
from qualrec.render.rows import hang, row
from qualrec.render.screen import ASK, BAD, DIM, GOOD, HEAD, References, clean, short, words

Record = dict[str, Any]
NOT_SHOWN = "not shown"
_STATES = {
    "recognised": "recognised",
    "recognised_assumed": "recognised (assumed)",
    "yes_access": "general access",
    "restricted_access": "restricted access",
    "none_required": "none required",
    "none_stated": "none stated",
    "": NOT_SHOWN,
}


def show(record: Record, console: Console, name_of: Callable[[str], str]) -> None:
    """Print the page of *record*; *name_of* gives a country's English name."""
    for block in _Page(record, name_of).blocks():
        console.print(Padding(block, (0, 0, 0, 1)))


def style_of(outcome: str) -> str:
    """Return the style that supports an outcome's words."""
    if outcome.startswith("RECOGNISED"):
        return GOOD
    return BAD if outcome.startswith("NOT_") else ASK


class _Page:
    def __init__(self, record: Record, name_of: Callable[[str], str]) -> None:
        self.record = record
        self.name_of = name_of
        self.refs = References()

    def blocks(self) -> Iterable[RenderableType]:
        yield from self._head()
        if self.record["outcome"].startswith(
            ("NOT_", "EXPLANATORY", "RECOGNISED_ALT", "RECOGNISED_PART", "RECOGNISED_COND")
        ):
            yield from self._grounds()
        if any(item["blocking"] for item in self.record["missing"]):
            yield from self._missing(blocking=True)
        yield from self._remedies()
        yield from extra.why_not(self.record, self._refs)
        yield from extra.questions(self.record)
        yield from extra.units(self.record)
        yield from extra.background(self.record)
        yield from self._levels()
        yield from self._elements()
        yield from self._grade()
        yield from self._beware()
        yield from self._claims()
        yield from self._law()
        yield from self._missing(blocking=False)
        yield from self._sources()
        yield from self._foot()

    # ---- answer

    def _head(self) -> Iterable[RenderableType]:
        r = self.record
        headline = w.OUTCOMES[r["outcome"]][0]
        blocking = [item for item in r["missing"] if item["blocking"]]
        if r["outcome"] == "INFORMATION_NEEDED":
            headline += f"  {w.count(len(blocking), 'fact is' if len(blocking) == 1 else 'fact')} missing".replace(
                "facts missing", "facts are missing"
            )
        yield words(
            (headline, style_of(r["outcome"])),
            f"  for {w.PURPOSES[r['purpose']]} in {self.name_of(r['host'])}",
        )
        yield self._award()
        said = w.outcome(
            r,
            comparator=self._award_named(r["comparator"]),
            alternative=self._award_named(r.get("alternative")),
            missing="Nothing is held against the holder; the answer waits for what stands below.",
        )
        yield words(said)
        for reason in self._reasons("CENTRE_SEES_LOWER"):
            yield row("but", w.say(reason["code"], reason["values"]), self._refs(reason["facts"]))
        for reason in self._reasons("INSTITUTION_FROM_REGISTER"):
            yield words(f"Institution: {w.say(reason['code'], reason['values'])}.")
        if r["advice"]:
            reason = next(x for x in r["reasons"] if x.get("check") == "M2")
            yield words(w.say(reason["code"], reason["values"]))
        if r["statement"]:
            yield words((f"{r['method']}: ", HEAD), w.say(r["statement"]["code"], r["statement"]["values"]))
        yield Text()

    def _award(self) -> Text:
        given, found = self.record["credential"], self.record["identified"]
        title = clean(given.get("title") or found["title"] or given.get("qualification") or "no title")
        parts: list[str | tuple[str, str]] = [(title, HEAD)]
        if found["id"]:
            gloss = found["gloss"] or found["title"]
            if clean(gloss).casefold() != title.casefold():
                parts.append((f" ({gloss})", DIM))
        country = found["country"] or (None if found["id"] else given.get("country"))
        parts.append(f", {self.name_of(country) if country else 'of no country'}")
        if given.get("awarded"):
            parts.append(f", {given['awarded']}")
        return words(*parts)

    def _award_named(self, award: dict[str, Any] | None) -> str:
        if not award:
            return "the award asked for"
        host = self.name_of(self.record["host"])
        return (
            f"{award['title']} ({award['gloss']}), {host}"
            if award["gloss"] != award["title"]
            else f"{award['title']}, {host}"
        )

    # ---- less than asked

    def _grounds(self) -> Iterable[RenderableType]:
        r = self.record
        for number, ground in enumerate(r["grounds"]):
            refs = self._refs(ground["facts"])
            yield row(
                "ground" if not number else "", f"{ground['element']}: {w.say(ground['code'], ground['values'])}", refs
            )
        for number, condition in enumerate(r["conditions"]):
            said = w.CONDITIONS[condition["code"]].format(**{"label": "", "ects": "", "cap": "", **condition})
            yield row("condition" if not number else "", said)

    def _remedies(self) -> Iterable[RenderableType]:
        r = self.record
        rows = [item for item in r["remedies"] if item["code"] != "supply_missing"]
        for number, item in enumerate(rows):
            yield row("you can" if not number else "", remedy(item))
        for number, body in enumerate(r["appeal_to"]):
            said = w.APPEAL["appeal_named"].format(**body)
            yield row("appeal" if not number else "", said, self._refs([body["fact"]]))
        if r["appeal"] == "appeal_unnamed":
            yield row("appeal", w.APPEAL[r["appeal"]])
        for number, limit in enumerate(r["deadlines"]):
            said = f"{w.DEADLINES[limit['what']]} {limit['by']} ({limit['under']})"
            yield row("by" if not number else "", said)
        if rows or r["deadlines"]:
            yield Text()

    def _missing(self, *, blocking: bool) -> Iterable[RenderableType]:
        items = [item for item in self.record["missing"] if item["blocking"] is blocking]
        label = "needed" if blocking else "to confirm"
        for number, item in enumerate(items):
            where = ", ".join(dict.fromkeys(place["name"] for place in item["where"][:3]))
            said = w.missing(item["what"], item["values"])
            looked = f" (look in: {where})" if where else f" ({w.WHO[item['who']]})"
            refs = self.refs(*[place["sources"] for place in item["where"][:3]])
            yield row(label if not number else "", said + looked, refs)
            if item["what"] == "qualification":
                yield from self._candidates()
        if items:
            yield Text()

    def _candidates(self) -> Iterable[RenderableType]:
        for found in self.record["identified"]["candidates"][:5]:
            gloss = f" ({found['gloss']})" if found["gloss"] != found["title"] else ""
            country = found["country"] or "no country"
            line = f"{found['score']:.2f}  {found['title']}{gloss}, {country}, {found['awarded']}"
            yield row("", f"{line}  {found['id']}")

    # ---- why

    def _levels(self) -> Iterable[RenderableType]:
        levels = self.record["levels"]
        if not self.record["identified"]["id"]:
            return
        steps = [" / ".join(f"{short(item['framework'])} {item['code']}" for item in levels["national"])]
        if levels["eqf"]:
            steps.append("EQF " + "/".join(levels["eqf"]))
        if levels["host"]:
            steps.append(" / ".join(f"{short(item['framework'])} {item['code']}" for item in levels["host"]))
        chain = "  ->  ".join(step for step in steps if step) or "on no framework"
        facts = self._facts(
            "LEVEL_PLACED", "LEVEL_REFERENCED", "HOST_LEVEL", "LEVEL_CLAIMED", "LEVEL_NOT_PLACED", "EQUATED_BY_LAW"
        )
        yield row("level", f"{chain}  ({w.BASIS[levels['basis']]})", self._refs(facts))
        for code in ("EQUATED_BY_LAW", "SUCCESSOR_SHOWN"):
            for reason in self._reasons(code):
                yield row("", w.say(code, reason["values"]), self._refs(reason["facts"]))
        opens = [r for r in self._reasons("RIGHT_AT_HOME") if r["values"]["answer"] == "yes"]
        closed = [r for r in self._reasons("RIGHT_AT_HOME") if r["values"]["answer"] == "no"]
        said = w.KINDS[self.record["identified"]["kind"]]
        if opens:
            said += "; opens " + ", ".join(w.RIGHTS[r["values"]["right"]] for r in opens) + " at home"
        if closed:
            said += "; does not open " + ", ".join(w.RIGHTS[r["values"]["right"]] for r in closed)
        yield row("kind", said, self._refs([f for r in (*opens, *closed) for f in r["facts"]]))
        yield Text()

    def _elements(self) -> Iterable[RenderableType]:
        elements = self.record["elements"]
        if not elements:
            return
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False, header_style=HEAD)
        host = clean(self.record["comparator"]["title"])
        table.add_column("", no_wrap=True)
        table.add_column("this award", ratio=2)
        table.add_column(words(f"{host}, {self.record['host']}"), ratio=2)
        table.add_column("finding", no_wrap=True)
        for e in elements:
            finding = w.FINDINGS[e["finding"]]
            style = GOOD if e["finding"] in {"match", "better"} else BAD if e["finding"] == "substantial" else ""
            table.add_row(e["element"], words(_state(e["award"])), words(_state(e["host"])), Text(finding, style=style))
        yield table
        yield Text()

    def _grade(self) -> Iterable[RenderableType]:
        grade = self.record["grade"]
        if not grade:
            return
        given = f"{grade['given']['value']} on {grade['given']['scale'] or 'an unknown scale'}"
        for number, c in enumerate(grade["converted"]):
            value = c["low"] if c["low"] == c["high"] else f"{c['low']}-{c['high']}"
            reason = next(r for r in self._reasons("GRADE_CONVERTED") if r["values"]["rule"] == c["rule"])
            said = f"{given}  ->  {value} on {c['scale']}, by {c['rule']}" + ("" if c["binding"] else " (not binding)")
            yield row("grade" if not number else "", said, self._refs(reason["facts"]))
        if not grade["converted"]:
            codes = (
                "GRADE_NO_RULE",
                "GRADE_NO_HOST_SCALE",
                "GRADE_SCALE_UNKNOWN",
                "GRADE_SCALE_AMBIGUOUS",
                "GRADE_NOT_ON_SCALE",
            )
            why = next((r for code in codes for r in self._reasons(code)), None)
            said = f"{given}  ->  not converted" + (f": {w.say(why['code'], why['values'])}" if why else "")
            yield row("grade", said, self._refs(why["facts"]) if why else "")
        yield Text()

    def _beware(self) -> Iterable[RenderableType]:
        found = self._reasons("FALSE_FRIEND")[:3]
        for number, reason in enumerate(found):
            yield row(
                "beware" if not number else "", w.say(reason["code"], reason["values"]), self._refs(reason["facts"])
            )
        if found:
            yield Text()

    def _claims(self) -> Iterable[RenderableType]:
        claims = self.record["claims"][:3]
        for reason in self._reasons("CLAIMS_DISAGREE"):
            yield row("views", "the published views differ; -v names them", self._refs(reason["facts"]))
        for number, claim in enumerate(claims):
            yield row("views" if not number else "", f"{claim['by']}: {claim['says']}", self.refs(claim["sources"]))
        if claims:
            yield Text()

    def _law(self) -> Iterable[RenderableType]:
        law = self.record["law"]
        applied = [item for item in law if item["applied"]]
        binding = [item for item in applied if item["effect"] not in {"guidance", "comparability_reference"}]
        for number, item in enumerate(binding[:3]):
            mark = "" if item["why"] == "LAW_APPLIES" else " (dates not verified)"
            places = ", ".join(p["at"] for p in item["provisions"])
            said = f"{item['title']} ({item['values']['since']}){mark}: {w.EFFECTS[item['effect']]}"
            said += f" ({places})" if places else ""
            said += "; the basis of this answer" if item["id"] == self.record["basis"] else ""
            facts = [*item["facts"], *(p["fact"] for p in item["provisions"])]
            yield row("law" if not number else "", said, self._refs(facts))
        if not applied and self.record["outcome"] == "CREDIT_ADVICE":
            return
        if not binding:
            none = self._reasons("LAW_NONE_KNOWN")
            values = {k: self.name_of(v) for k, v in none[0]["values"].items()} if none else {}
            yield row("law", w.say("LAW_NONE_KNOWN", values) if none else "which texts apply depends on the award")
        rest = len(applied) - len(binding[:3])
        if law:
            more = f"{rest} more {'applies' if rest == 1 else 'apply'}"
            yield row("", f"{more}, {len(law) - len(applied)} do not: -v says why", style=DIM)
        yield Text()

    # ---- proof

    def _sources(self) -> Iterable[RenderableType]:
        known = {source["id"]: source for source in self.record["sources"]}
        if not self.refs.used:
            return
        yield words(("sources", HEAD))
        for sid in self.refs.used:
            source = known[sid]
            at = f", {'; '.join(source['at'][:2])}" if source["at"] else ""
            yield hang(f"[{self.refs.number(sid)}] ", f"{source['publisher']}: {source['title']}{at}. {source['url']}")
        weak = sorted({f["id"] for r in self.record["reasons"] for f in r["facts"] if f["confidence"] != "verified"})
        if weak:
            said = (
                f"{w.count(len(weak), 'fact')} behind this page {'is' if len(weak) == 1 else 'are'} not verified (-v)"
            )
            yield words((said, DIM))
        yield Text()

    def _foot(self) -> Iterable[RenderableType]:
        r = self.record
        yield words("An assessment, not a decision: only a competent authority decides.")
        assumed = "purpose assumed, " if r["purpose_assumed"] else ""
        knowledge = f"knowledge {r['knowledge']['released']}, {r['knowledge']['version'][:8]}"
        yield words((f"{assumed}method {r['method']}, as of {r['as_of']}, {knowledge}; -v for the proof", DIM))

    # ---- parts

    def _reasons(self, code: str) -> list[dict[str, Any]]:
        return [reason for reason in self.record["reasons"] if reason["code"] == code]

    def _facts(self, *codes: str) -> list[dict[str, Any]]:
        return [fact for code in codes for reason in self._reasons(code) for fact in reason["facts"]]

    def _refs(self, facts: list[dict[str, Any]]) -> str:
        return self.refs(*[fact["sources"] for fact in facts])


def _state(value: str) -> str:
    if value in _STATES:
        return _STATES[value]
    return value.replace("_", " ")


def remedy(item: dict[str, Any]) -> str:
    """Return the words of a remedy."""
    offered = dict(item)
    if item["code"] == "offer":
        name = w.OUTCOMES[item["form"]][0].lower()
        detail = item.get("id") or (
            f"{item['amount']} {item['unit']}" if "amount" in item else f"{item.get('ects', '')} ECTS"
        )
        offered["form"] = f"{name}: {detail}"
    if "means" in item:
        offered["means"] = ", ".join(w.MEANS[mean] for mean in item["means"].split("|"))
    return w.REMEDIES[item["code"]].format(**offered)
