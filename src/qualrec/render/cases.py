"""The results of worked cases: failures first to last with file and line, and JUnit for build servers."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from rich.console import Console

from qualrec.engine.cases import Result
from qualrec.render.screen import BAD, DIM, GOOD, clean, words


def show(results: list[Result], failed: int, console: Console) -> None:
    """Print each failing case with every expectation that does not hold, at its own line; then the count."""
    for result in results:
        if not result.differences:
            continue
        console.print(words(f"{result.path}:{result.line}  ", (result.name, BAD)))
        for difference in result.differences:
            place = f"{result.path}:{difference.line}"
            console.print(words((f"  {place}  ", DIM), difference.key))
            console.print(words(("    expected  ", DIM), difference.wanted))
            console.print(words(("    got       ", DIM), difference.got))
    console.print(words((f"{len(results) - failed} passed, {failed} failed", BAD if failed else GOOD)))


def junit(results: Iterable[Result]) -> str:
    """Return the results as JUnit XML: a suite a file, a test a case."""
    suites = []
    total = bad = 0
    for path, group in groupby(results, key=lambda result: result.path):
        cases = list(group)
        failed = sum(bool(case.differences) for case in cases)
        total, bad = total + len(cases), bad + failed
        lines = "\n".join(map(_case, cases))
        suites.append(
            f'  <testsuite name={_attr(path)} tests="{len(cases)}" failures="{failed}" errors="0" skipped="0">\n'
            f"{lines}\n  </testsuite>\n"
        )
    head = f'<testsuites name="qualrec test" tests="{total}" failures="{bad}" errors="0">\n'
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + head + "".join(suites) + "</testsuites>\n"


def _case(result: Result) -> str:
    open_tag = (
        f"    <testcase classname={_attr(result.path)} name={_attr(result.name)} "
        f'file={_attr(result.path)} line="{result.line}"'
    )
    if not result.differences:
        return open_tag + "/>"
    said = [f"{result.path}:{difference.line}: {difference}" for difference in result.differences]
    body = escape(clean("\n".join(said)) if len(said) == 1 else "\n".join(map(clean, said)))
    return f"{open_tag}>\n      <failure message={_attr(said[0])}>{body}</failure>\n    </testcase>"


def _attr(text: str) -> str:
    return quoteattr(clean(text))
