"""ELMO (EMREX) XML, three generations, read by local names: what an assessment needs and nothing else.

Faults against the schema are no errors; blanks around values, dates with zones and missing issuers are normal.
Nothing about the learner is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree.ElementTree import Element

from qualrec.io.credentials import Unreadable
from qualrec.model.frozen import frozen

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
DEGREES = ("degree programme", "degree")
_DATE = re.compile(r"([12]\d{3})(-\d{2}(-\d{2})?)?")


@frozen
class Credit:
    """An amount as printed, its scheme and its level."""

    scheme: str
    value: str
    level: str


@frozen
class Item:
    """One learning opportunity: a degree, a module or a course, with its parts."""

    depth: int
    type: str
    title: tuple[tuple[str, str], ...]
    credits: tuple[Credit, ...]
    grade: str
    grade_scheme: str
    status: str
    date: str
    parts: tuple[Item, ...]
    code: str = ""
    term: str = ""
    distribution: tuple[tuple[str, str], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it was passed; no status means it was."""
        return self.status in {"", "passed"}

    def walk(self) -> Iterator[Item]:
        """Yield this item and its parts, in order."""
        yield self
        for part in self.parts:
            yield from part.walk()


@frozen
class Report:
    """One issuer's report: its country, identifiers and names, and what was learned there."""

    country: str
    ids: tuple[tuple[str, str], ...]
    name: tuple[tuple[str, str], ...]
    has_issuer: bool
    items: tuple[Item, ...]


def read(raw: bytes) -> tuple[Report, ...]:
    """Read the reports of an ELMO file.

    Raises:
        Unreadable: if it is not XML, asks for entities, or holds no report.
    """
    root = tree(raw)
    reports = [element for element in root.iter() if _local(element) == "report"]
    if not reports:
        raise Unreadable(f"its root is <{_local(root)}> and it holds no ELMO report", do="give an ELMO file")
    return tuple(_report(element) for element in reports)


def tree(raw: bytes) -> Element:
    """Parse XML without entities.

    Raises:
        Unreadable: if it is not XML, or asks for entities.
    """
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        return fromstring(raw)
    except DefusedXmlException:
        raise Unreadable("it defines XML entities, which are not read", do="ask for a plain ELMO file") from None
    except ParseError as error:
        line, column = error.position
        raise Unreadable(f"it is not well-formed XML ({error.msg})", at=f":{line}:{column + 1}") from None
    except (ValueError, LookupError):
        raise Unreadable("its text encoding cannot be read", do="save it as UTF-8") from None


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Element | None, name: str) -> list[Element]:
    return [child for child in element if _local(child) == name] if element is not None else []


def _child(element: Element | None, name: str) -> Element | None:
    return next(iter(_children(element, name)), None)


def _text(element: Element | None) -> str:
    return " ".join((element.text or "").split()) if element is not None else ""


def _titles(element: Element | None, name: str = "title") -> tuple[tuple[str, str], ...]:
    return tuple((child.get(XML_LANG) or child.get("lang") or "", _text(child)) for child in _children(element, name))


def _report(element: Element) -> Report:
    issuer = _child(element, "issuer")
    ids = tuple(((child.get("type") or "").lower(), _text(child)) for child in _children(issuer, "identifier"))
    items = tuple(_item(child, 0) for child in _children(element, "learningOpportunitySpecification"))
    return Report(_text(_child(issuer, "country")).upper(), ids, _titles(issuer), issuer is not None, items)


def _item(element: Element, depth: int) -> Item:
    instance = _child(_child(element, "specifies"), "learningOpportunityInstance")
    amounts = [_credit(c) for c in (*_children(element, "credit"), *_children(instance, "credit"))]
    parts = tuple(
        _item(child, depth + 1)
        for has in _children(element, "hasPart")
        for child in _children(has, "learningOpportunitySpecification")
    )
    result = _child(instance, "resultLabel")
    if result is None:
        result = _child(instance, "result")
    return Item(
        depth,
        _text(_child(element, "type")),
        _titles(element),
        tuple(credit for credit in amounts if credit.value),
        _text(result),
        (result.get("scheme") or "") if result is not None else "",
        _text(_child(instance, "status")).lower(),
        _text(_child(instance, "date")),
        parts,
        next((_text(child) for child in _children(element, "identifier")), ""),
        native(_titles(_child(instance, "academicTerm"))),
        tuple(
            (_squeezed(category, "label"), _squeezed(category, "count"))
            for category in _children(_child(instance, "resultDistribution"), "category")
        ),
    )


def _squeezed(element: Element, name: str) -> str:
    return " ".join((element.get(name) or "").split())


def _credit(element: Element) -> Credit:
    return Credit(_text(_child(element, "scheme")), _text(_child(element, "value")), _text(_child(element, "level")))


def degrees(reports: tuple[Report, ...]) -> list[tuple[Report, Item]]:
    """Return the awards in a file, the outermost first."""
    return [
        (report, item)
        for report in reports
        for top in report.items
        for item in top.walk()
        if item.type.strip().lower() in DEGREES
    ]


def credential(reports: tuple[Report, ...], number: int = 1) -> dict[str, Any]:
    """Return award *number* as plain values; a file of courses alone is a period of study.

    Raises:
        Unreadable: if there is no such award.
    """
    awards = degrees(reports)
    if awards:
        if not 1 <= number <= len(awards):
            raise Unreadable(f"it holds {len(awards)} awards, not {number}", do=f"use --item 1 to {len(awards)}")
        report, item = awards[number - 1]
        return _drop_empty(
            {
                **_issuer(report),
                "title": native(item.title),
                "awarded": _date(item.date),
                **_amount(item.credits),
                "grade": item.grade,
            }
        )
    filled = [report for report in reports if report.items] or list(reports)
    report = filled[0]
    tops = [item for item in report.items if item.passed]
    dates = sorted(filter(None, (_date(item.date) for top in tops for item in top.walk())))
    total = sum((amount_of(item.credits[0].value) or Decimal(0) for item in tops if item.credits), Decimal(0))
    return _drop_empty(
        {
            **_issuer(report),
            "kind": "period_of_study",
            "title": "; ".join(filter(None, (native(item.title) for item in tops[:3]))) + ("; ..." if tops[3:] else ""),
            "awarded": dates[-1] if dates else None,
            "credits": format(total.normalize(), "f") if total else None,
            "credit_unit": "int-ects" if total and _all_ects(tops) else None,
            "units": [_unit(item) for item in report.items] or None,
            "purpose": "credit_transfer",
        }
    )


def _unit(item: Item) -> dict[str, Any]:
    """Return an outermost course or module as a unit of study; what is inside it counts with it, once."""
    passed = "yes" if item.status == "passed" or (item.passed and item.grade) else "unknown" if item.passed else "no"
    return _drop_empty({"name": native(item.title), **_amount(item.credits), "passed": passed})


def _issuer(report: Report) -> dict[str, str]:
    return {"country": report.country, "institution": native(report.name)}


def native(titles: tuple[tuple[str, str], ...]) -> str:
    """Return the title in the language of the country: the first that is not English."""
    filled = [(tag, title) for tag, title in titles if title]
    return next((title for tag, title in filled if not tag.lower().startswith("en")), filled[0][1] if filled else "")


def _amount(amounts: tuple[Credit, ...]) -> dict[str, Any]:
    """Return the amount earned; a degree that states 0 states nothing."""
    for credit in amounts:
        value = amount_of(credit.value)
        if value:
            unit = "int-ects" if credit.scheme.strip().lower() == "ects" else None
            return {"credits": format(value.normalize(), "f"), "credit_unit": unit}
    return {}


def _all_ects(items: list[Item]) -> bool:
    return all(credit.scheme.strip().lower() == "ects" for item in items for credit in item.credits)


def amount_of(value: str) -> Decimal | None:
    """Return an amount as printed, or None where it is no number of at most twelve characters."""
    try:
        found = Decimal(value.replace(",", ".")) if len(value) <= 12 else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() and found >= 0 else None


def _date(value: str) -> str | None:
    match = _DATE.match(value)
    return match.group(0) if match else None


def _drop_empty(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in raw.items() if value not in (None, "")}
