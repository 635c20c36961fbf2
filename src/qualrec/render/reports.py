"""Findings for other programs: compact lines, GitHub annotations, GitLab code quality, SARIF 2.1.0, JUnit."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from qualrec.knowledge.rules.catalogue import CATALOGUE
from qualrec.model.digest import sha256
from qualrec.model.problem import Problem
from qualrec.render.problems import finding
from qualrec.version import __version__

ANNOTATIONS = 10  # GitHub shows ten of a kind for each step
SUMMARY_BYTES = 900_000  # GitHub takes 1 MiB of a step and drops what is longer whole
_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}
_GITLAB = {"error": "major", "warning": "minor", "note": "info"}
_ORDER = ("error", "warning", "note")
Texts = Mapping[str, str]


def compact(problems: Iterable[Problem], _texts: Texts) -> str:
    """One line a finding."""
    lines = []
    for said in map(finding, problems):
        place = f"{said['path']}:{said['line']}:{said['column']}"
        lines.append(f"{place}: {said['severity']} {said['code']} {said['message']}")
    return "".join(line + "\n" for line in lines)


def github(problems: Iterable[Problem], _texts: Texts) -> str:
    """Workflow commands, the most severe first; what is past GitHub's cap stands as plain lines and in the summary."""
    rooted = map(_rooted, map(finding, problems))
    found = sorted(rooted, key=lambda f: (_ORDER.index(f["severity"]), f["path"], f["line"]))
    lines, used = [], dict.fromkeys(_ORDER, 0)
    for said in found:
        used[said["severity"]] += 1
        text = _data(f"{said['message']} ({said['remedy']})")
        if used[said["severity"]] <= ANNOTATIONS:
            place = f"file={_property(said['path'])},line={said['line']},col={said['column']}"
            title = _property(f"{said['code']} {said['slug']}")
            lines.append(f"::{_LEVELS[said['severity']]} {place},title={title}::{text}")
        else:  # the severity first: a path could look like a command
            place = f"{_data(said['path'])}:{said['line']}:{said['column']}"
            lines.append(f"{said['severity']} {place}: {said['code']} {text}")
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(_summary(found))
    return "".join(line + "\n" for line in lines)


def _summary(found: list[dict[str, Any]]) -> str:
    """Return the table for the job's page, as much of it as that takes."""
    if not found:
        return "**qualrec validate**: no findings\n\n"
    many = ", ".join(
        f"{n} {name}{'s' * (n > 1)}" for name in _ORDER if (n := sum(f["severity"] == name for f in found))
    )
    parts = [f"**qualrec validate**: {many}\n\n| severity | rule | place | finding |\n|---|---|---|---|\n"]
    size = len(parts[0])
    for number, said in enumerate(found):
        place = _cell(f"{said['path']}:{said['line']}")
        row = f"| {said['severity']} | {said['code']} | {place} | {_cell(said['message'])} |\n"
        size += len(row.encode("utf-8", "backslashreplace"))
        if size > SUMMARY_BYTES:
            parts.append(f"\n{len(found) - number} more stand in the log\n")
            break
        parts.append(row)
    return "".join([*parts, "\n"])


def gitlab(problems: Iterable[Problem], texts: Texts) -> str:
    """A code quality report."""
    return _json(
        [
            {
                "description": f"{said['code']}: {said['message']}",
                "check_name": said["code"],
                "fingerprint": mark,
                "severity": _GITLAB[said["severity"]],
                "location": {"path": said["path"], "lines": {"begin": said["line"]}},
            }
            for said, mark in _marked(problems, texts)
        ]
    )


def sarif(problems: Iterable[Problem], texts: Texts) -> str:
    """A SARIF 2.1.0 log; the fingerprint stays when lines move."""
    rules = [
        {
            "id": rule.code,
            "name": "".join(part.capitalize() for part in rule.slug.split("-")),
            "shortDescription": {"text": rule.slug.replace("-", " ")},
            "fullDescription": {"text": rule.why},
            "help": {"text": rule.remedy},
            "defaultConfiguration": {"level": rule.severity},
        }
        for rule in CATALOGUE.values()
    ]
    number = {rule["id"]: index for index, rule in enumerate(rules)}
    results = [
        {
            "ruleId": said["code"],
            "ruleIndex": number[said["code"]],
            "level": said["severity"],
            "message": {"text": f"{said['message']}. {said['remedy']}"},
            "locations": [_location(said)],
            "relatedLocations": [_location(other) for other in said["related"]],
            "partialFingerprints": {"qualrec/v1": mark},
        }
        for said, mark in _marked(problems, texts)
    ]
    driver = {"name": "qualrec", "version": __version__, "semanticVersion": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _json({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def junit(problems: Iterable[Problem], _texts: Texts) -> str:
    """A test suite with a case for each finding; none is one case that passed."""
    found = list(map(finding, problems))
    cases = []
    for said in found:
        place = f"{said['path']}:{said['line']}:{said['column']}"
        name = quoteattr(f"{said['code']} {said['slug']}")
        message = quoteattr(_plain(said["message"]))
        body = escape(_plain(f"{place}\n{said['remedy']}"))
        kind = said["severity"]
        cases.append(
            f"  <testcase classname={quoteattr(_plain(said['path']))} name={name}>"
            f'<failure type="{kind}" message={message}>{body}</failure></testcase>'
        )
    if not cases:
        cases = ['  <testcase classname="qualrec" name="validate"/>']
    head = f'<testsuite name="qualrec validate" tests="{len(cases)}" failures="{len(found)}">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>", ""])


REPORTS: dict[str, Callable[[Iterable[Problem], Texts], str]] = {
    "compact": compact,
    "github": github,
    "gitlab": gitlab,
    "sarif": sarif,
    "junit": junit,
}


def _marked(problems: Iterable[Problem], texts: Texts) -> Iterable[tuple[dict[str, Any], str]]:
    """Yield each finding with a fingerprint of its rule, file and line text, not of its line number."""
    seen: dict[str, int] = {}
    for problem in problems:
        said = _rooted(finding(problem))
        lines = texts.get(problem.place.path, "").splitlines()
        line = lines[problem.place.line - 1].strip() if 0 < problem.place.line <= len(lines) else ""
        key = "\n".join((said["code"], said["path"], said["message"], line))
        seen[key] = seen.get(key, 0) + 1
        yield said, sha256(f"{key}\n{seen[key]}".encode())[:32]


def _rooted(said: dict[str, Any]) -> dict[str, Any]:
    """Return a finding whose paths begin at the root of the repository, where a CI job says which that is."""
    root = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")
    if not root:
        return said
    here = Path(root).resolve()

    def from_root(path: str) -> str:
        full = Path(path).absolute()
        return full.relative_to(here).as_posix() if full.is_relative_to(here) else path

    related = [{**other, "path": from_root(other["path"])} for other in said["related"]]
    return {**said, "path": from_root(said["path"]), "related": related}


def _location(said: Mapping[str, Any]) -> dict[str, Any]:
    region = {"startLine": said["line"], "startColumn": said["column"]}
    return {"physicalLocation": {"artifactLocation": {"uri": quote(said["path"])}, "region": region}}


def _data(text: str) -> str:
    text = text.replace("##[", "# #[")  # the older form of a command, read anywhere in a line
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    escaped = "".join(f"\\{c}" if c in "\\`*_[]<>|~" else c for c in text)  # a message may quote anything
    return escaped.replace("\n", " ").replace("\r", " ")


def _plain(text: str) -> str:
    """Leave out what XML 1.0 cannot hold."""
    return "".join(
        c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff"
    )


def _json(value: object) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"
