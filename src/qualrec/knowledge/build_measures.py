"""From plain data to credit units, grading scales and the rules between them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from qualrec.knowledge.build import File, Raw, interval, span, words
from qualrec.model.measure import Band, CreditLink, CreditUnit, GradeRule, GradingScale, Rounding, Row


def credit_unit(file: File, raw: Raw) -> CreditUnit:
    """Build one credit unit."""
    return CreditUnit(
        **file.fact(raw["id"], raw),
        country=file.doc["country"],
        name=words(raw["name"]),
        aliases=tuple(raw.get("aliases", ())),
        full_time_year=span(raw["full_time_year"]),
        hours=span(raw.get("hours")),
        scope=raw.get("scope", "any"),
        valid=interval(raw.get("valid")),
    )


def credit_link(file: File, raw: Raw) -> CreditLink:
    """Build one stated factor between credit units."""
    return CreditLink(
        **file.fact(f"{raw['from']} -> {raw['to']}", raw),
        source=raw["from"],
        target=raw["to"],
        factor=Fraction(raw["factor"]),
        factor_up_to=Fraction(raw.get("factor_up_to", raw["factor"])),
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
        valid=interval(raw.get("valid")),
    )


def _band(raw: Raw) -> Band:
    ends = sorted((Decimal(raw["from"]), Decimal(raw["to"])))
    return Band(raw["label"], ends[0], ends[1], words(raw.get("name")))


def _decimal(raw: str | None) -> Decimal | None:
    return None if raw is None else Decimal(raw)


def grade_rule(file: File) -> GradeRule:
    """Build one grade conversion rule."""
    doc = file.doc
    ends, rounding = doc.get("ends"), doc["rounding"]
    return GradeRule(
        **file.fact(doc["id"], doc),
        by=doc["by"],
        source=doc["from"].get("scale"),
        target=doc["to"],
        method=doc["method"],
        ends=(Decimal(ends["best"]), Decimal(ends["lowest_pass"])) if ends else None,
        table=tuple(_row(row) for row in doc.get("table", ())),
        rounding=Rounding(rounding["places"], rounding["mode"]) if rounding else None,
        binding=doc["binding"],
        valid=interval(doc.get("valid")),
        note=doc.get("note", ""),
    )


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
