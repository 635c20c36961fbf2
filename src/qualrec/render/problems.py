"""Findings and faults in words: a place, an excerpt with a caret, a remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console

from qualrec.knowledge.rules.catalogue import CATALOGUE
from qualrec.model.problem import Problem
from qualrec.render.screen import BAD, DIM, GOOD, clean, words


def finding(problem: Problem) -> dict[str, Any]:
    """Return a problem as the JSON of ``validate`` shows it."""
    rule = CATALOGUE[problem.code]
    return {
        "code": problem.code,
        "slug": rule.slug,
        "severity": rule.severity,
        "path": problem.place.path,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": rule.message.format(**_safe(problem.values)),
        "remedy": rule.remedy.format(**_safe(problem.values)),
        "related": [{"path": p.path, "line": p.line, "column": p.column} for p in problem.related],
    }


def _safe(values: Mapping[str, object]) -> dict[str, str]:
    return {key: clean(value) for key, value in values.items()}


def counts(problems: Iterable[Problem]) -> dict[str, int]:
    """Return how many errors, warnings and notes there are."""
    found = {"error": 0, "warning": 0, "note": 0}
    for problem in problems:
        found[CATALOGUE[problem.code].severity] += 1
    return found


def show(problems: list[Problem], texts: Mapping[str, str], files: int, console: Console) -> None:
    """Print problems with an excerpt each, then their count."""
    report(problems, texts, console)
    total = counts(problems)
    summary = f"{plural(total['error'], 'error')}, {plural(total['warning'], 'warning')} in {plural(files, 'file')}"
    console.print(words((summary, BAD if total["error"] else GOOD)))


def report(problems: Iterable[Problem], texts: Mapping[str, str], console: Console) -> None:
    """Print problems with an excerpt each."""
    for problem in problems:
        said = finding(problem)
        style = BAD if said["severity"] == "error" else "bold yellow"
        place = f"{said['path']}:{said['line']}:{said['column']}"
        console.print(words(place, "  ", (said["severity"], style), f" {said['code']}  {said['message']}"))
        _excerpt(problem, said["remedy"], texts, console)
        for other in said["related"]:
            console.print(words((f"      see also {other['path']}:{other['line']}:{other['column']}", DIM)))


def _excerpt(problem: Problem, remedy: str, texts: Mapping[str, str], console: Console) -> None:
    lines = texts.get(problem.place.path, "").splitlines()
    number, column = problem.place.line, problem.place.column
    if not 0 < number <= len(lines):
        console.print(words((f"      {remedy}", DIM)))
        return
    room = console.width - 10
    cut = max(0, column - room // 2) if len(lines[number - 1]) > room else 0
    for shown in (number - 1, number):
        if shown > 0:
            line = lines[shown - 1][cut : cut + room]
            console.print(words((f"{shown:5} | {line}", DIM if shown < number else "")))
    width = max(1, min(problem.place.end_column - column, len(lines[number - 1]) - column + 1, room - (column - cut)))
    mark = " " * (column - 1 - cut) + "^" * width
    if len(mark) + len(remedy) + 10 <= console.width:
        console.print(words(f"      | {mark}  ", (remedy, DIM)))
    else:
        console.print(words(f"      | {mark}"))
        console.print(words((f"        {remedy}", DIM)))


def plural(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
