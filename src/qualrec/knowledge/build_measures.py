"""From plain data to credit units, grading scales and the rules between them."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

from qualrec.knowledge.build import File, Raw, interval, span, words
from qualrec.model.measure import Band, CreditLink, CreditUnit, GradeRule, GradingScale, Rounding, Row, Weighting


def credit_unit(file: File, raw: Raw) -> CreditUnit:
    """Build one credit unit."""
    return CreditUnit(
        **file.fact(raw["id"], raw),
        country=file.doc["country"],
        name=words(raw["name"]),
        aliases=tuple(raw.get("aliases", ())),
        full_time_year=span(raw["full_time_year"]),
        hours=span(raw.get("hours")),
        contact_hours=span(raw.get("contact_hours")),
        scope=raw.get("scope", "any"),
        valid=interval(raw.get("valid")),
        succeeded_by=raw.get("succeeded_by"),
    )


def credit_link(file: File, raw: Raw) -> CreditLink:
    """Build one stated factor between credit units."""
    return CreditLink(
        **file.fact(f"{raw['from']} -> {raw['to']}", raw),
        source=raw["from"],
        target=raw["to"],
        factor=Fraction(raw["factor"]),
        factor_up_to=Fraction(raw.get("factor_up_to", raw["factor"])),
        valid=interval(raw.get("valid")),
    )


def grading_scale(file: File, raw: Raw) -> GradingScale:
    """Build one grading scale."""
    return GradingScale(
        **file.fact(raw["id"], raw),
        country=file.doc["country"],
        name=words(raw["name"]),
        scope=raw["scope"],
        type=raw["type"],
        aliases=tuple(raw.get("aliases", ())),
        kinds=tuple(raw.get("kinds", ())),
        use=raw.get("use", "both"),
        institution=raw.get("institution", ""),
        best=_decimal(raw.get("best")),
        worst=_decimal(raw.get("worst")),
        lowest_pass=raw["lowest_pass"],
        step=_decimal(raw.get("step")),
        best_first=tuple(raw.get("best_first", ())),
        labels={k: words(v) for k, v in raw.get("labels", {}).items() if k != "@"},
        bands=tuple(_band(band) for band in raw.get("bands", ())),
        ungraded={item["mark"]: item["means"] for item in raw.get("ungraded", ())},
        valid=interval(raw.get("valid")),
    )


def _band(raw: Raw) -> Band:
    ends = sorted((Decimal(raw["from"]), Decimal(raw["to"])))
    return Band(raw["label"], ends[0], ends[1], words(raw.get("name")))


def weighting(file: File, raw: Raw) -> Weighting:
    """Build one rule on how years count in a final average."""
    return Weighting(
        **file.fact(raw["id"], raw),
        name=words(raw["name"]),
        by=raw["by"],
        weights=tuple(map(Decimal, raw["weights"])),
        institution=raw.get("institution", ""),
        valid=interval(raw.get("valid")),
    )


def _decimal(raw: str | None) -> Decimal | None:
    return None if raw is None else Decimal(raw)


def grade_rule(file: File) -> GradeRule:
    """Build one grade conversion rule."""
    doc = file.doc
    ends = doc.get("ends")
    exempt = doc["from"].get("except", {})
    return GradeRule(
        **file.fact(doc["id"], doc),
        by=doc["by"],
        source=doc["from"].get("scale"),
        target=doc["to"] or "",
        method=doc["method"],
        institution=doc.get("institution", ""),
        scope=doc["from"].get("scope", ""),
        exempt=frozenset((*exempt.get("countries", ()), *exempt.get("scales", ()))),
        ends=(Decimal(ends["best"]), Decimal(ends["lowest_pass"])) if ends else None,
        knots=tuple((Decimal(knot["from"]), Decimal(knot["to"])) for knot in doc.get("knots", ())),
        table=tuple(_row(row) for row in doc.get("table", ())),
        shares=tuple((item["to"], Decimal(item["percent"])) for item in doc.get("shares", ())),
        rounding=_rounding(doc["rounding"]) if doc["rounding"] else None,
        binding=doc["binding"],
        valid=interval(doc.get("valid")),
        title=words(doc.get("title")),
        note=doc.get("note", ""),
    )


def _rounding(raw: Raw) -> Rounding:
    onto = raw.get("onto", {"marks": (), "mode": ""})
    return Rounding(raw["places"], raw["mode"], tuple(map(Decimal, onto["marks"])), onto["mode"])


def thresholds(file: File) -> list[GradeRule]:
    """Build the thresholds that one receiver publishes, one rule for each scale of origin."""
    doc = file.doc
    seen: Counter[str] = Counter()
    return [
        GradeRule(
            **file.fact(_numbered(f"{doc['id']} {raw['from']}", seen), raw),
            by=doc["by"],
            source=raw["from"],
            target=doc["to"],
            method="threshold",
            institution=doc["by"],
            least=tuple((key, mark) for key, mark in raw["least"].items() if key != "@"),
            condition=" ".join(filter(None, (raw.get("awards", ""), raw.get("condition", "")))),
            valid=interval(doc.get("valid")),
            title=words(doc.get("title")),
            note=raw.get("note", ""),
        )
        for raw in doc["claims"]
    ]


def _numbered(name: str, seen: Counter[str]) -> str:
    """Return an id for a claim: several on one scale are told apart by a number."""
    seen[name] += 1
    return name if seen[name] == 1 else f"{name} ({seen[name]})"


def _row(raw: Raw) -> Row:
    high = raw.get("up_to", raw.get("below"))
    return Row(
        raw.get("grade"),
        _decimal(raw.get("from")),
        _decimal(high),
        "up_to" in raw,
        raw["to"],
        raw.get("to_up_to", raw["to"]),
    )
