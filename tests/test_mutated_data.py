"""Seeded slips in the real files: are they found, and at their line? A part of the corpus, checked file by file."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable

import pytest

from conftest import ROOT
from qualrec.knowledge.check import Checker

COUNTRIES = ("int", "no", "ie", "pl", "gb", "dk", "fr", "ee")
TODAY = dt.date(2026, 12, 1)
EACH = 12
SWAPPED = r'best: "([\d.]+)"(.*)lowest_pass: "([\d.]+)"'
Slip = Callable[[re.Match[str], random.Random], str]


def _files() -> dict[str, str]:
    found = [*(ROOT / "frameworks").glob("*.yaml")]
    for country in COUNTRIES:
        found += [f for f in (ROOT / "frameworks" / country).glob("*.yaml") if f.stem != "cases"]
        found += (ROOT / "mappings").glob(f"*/{country}-*.yaml")
        found += (ROOT / "mappings").glob(f"*/{country}.yaml")
    return {f.relative_to(ROOT).as_posix(): f.read_text(encoding="utf-8") for f in sorted(set(found))}


# name -> (the files it strikes, what it strikes, what it makes of it, must it be found at its very line)
SLIPS: dict[str, tuple[str, str, Slip, bool]] = {
    "unknown key": (r"qualifications", r"^    years:", lambda _m, _r: "    yeers:", True),
    "value not allowed": (r"qualifications", r"^    kind: (\w+)$", lambda m, _r: f"    kind: {m[1]}x", True),
    "confidence misspelt": (r".", r"confidence: verified\b", lambda _m, _r: "confidence: verifed", True),
    "source dropped": (r"frameworks/", r"cite: \[([a-z0-9-]+)", lambda m, _r: f"cite: [{m[1]}-gone", True),
    "broken reference": (r"qualifications", r"requires: \[([a-z0-9-]+)", lambda m, _r: f"requires: [{m[1]}-gone", True),
    "broken unit": (r"qualifications", r"unit: ([a-z0-9-]+)", lambda m, _r: f"unit: {m[1]}-gone", True),
    "wrong level": (r"qualifications", r'level: \{([a-z0-9-]+): "[^"]+"', lambda m, _r: f'level: {{{m[1]}: "99"', True),
    "quotes lost": (r"frameworks/", r'^country: "([A-Z]{2})"', lambda m, _r: f"country: {m[1]}", True),
    "address without a scheme": (r".", r'^    url: "?https?://', lambda m, _r: m[0].replace("http", "htp", 1), True),
    "misplaced key": (r"grades", r"^    scope: (\w+)$", lambda m, _r: f"    scop: {m[1]}", True),
    "end before start": (r"qualifications", r"awarded: \{from: ", lambda _m, _r: "awarded: {to: 1500, from: ", True),
    "date in the future": (r".", r'^    published: "?(\d{4})', lambda m, _r: m[0].replace(m[1], "2093"), True),
    "level linked too low": (r"levels/.*int-eqf", r'to: "([5-8])"', lambda _m, _r: 'to: "1"', False),
    "level linked too high": (r"levels/.*int-eqf", r'to: "([1-4])"', lambda _m, _r: 'to: "8"', False),
    "pass and best swapped": (r"grades", SWAPPED, lambda m, _r: f'best: "{m[3]}"{m[2]}lowest_pass: "{m[1]}"', False),
    "id used twice": (r"qualifications", r"^  - id: ([a-z0-9-]+)$", lambda _m, _r: "", False),
    "unknown language": (r"qualifications", r"title: \{([a-z]{2,3}):", lambda _m, _r: "title: {qx:", False),
}  # fmt: skip


def _struck(files: dict[str, str], name: str, rng: random.Random) -> list[tuple[str, int, str]]:
    """Return, for some places drawn by chance, the file, the line and the file's text with the slip in it."""
    where, what, slip, _ = SLIPS[name]
    places = [
        (path, match)
        for path, text in files.items()
        if re.search(where, path)
        for match in re.finditer(what, text, re.MULTILINE)
    ]
    found = []
    for path, match in rng.sample(places, min(EACH, len(places))):
        text = files[path]
        made = slip(match, rng)
        if name == "id used twice":
            others = [m for m in re.finditer(what, text, re.MULTILINE) if m[1] != match[1]]
            if not others:
                continue
            made = f"  - id: {rng.choice(others)[1]}"
        if made != match[0]:
            line = text.count("\n", 0, match.start()) + 1
            found.append((path, line, text[: match.start()] + made + text[match.end() :]))
    return found


@pytest.fixture(scope="module")
def checker() -> tuple[Checker, dict[str, str]]:
    files = _files()
    one = Checker(TODAY, None)
    for path, text in files.items():
        one.put(path, text.encode())
    return one, files


def test_slips_are_found_at_their_line(checker: tuple[Checker, dict[str, str]]) -> None:
    one, files = checker
    before = {(p.code, p.place.path, p.place.line) for p in one.problems()}
    rng = random.Random(20261128)
    seen, found, told = 0, 0, 0
    missed: list[str] = []
    for name, (_, _, _, at_line) in SLIPS.items():
        for path, line, text in _struck(files, name, rng):
            one.put(path, text.encode())
            new = {(p.code, p.place.path, p.place.line) for p in one.problems()} - before
            one.put(path, files[path].encode())
            seen += 1
            found += bool(new)
            here = any(where == path and number == line for _, where, number in new)
            told += here
            if not new or (at_line and not here):
                missed.append(f"{name}: {path}:{line} {sorted(new)[:2]}")
    assert seen >= 120
    assert found / seen >= 0.9, missed
    exact = [m for m in missed if SLIPS[m.partition(":")[0]][3]]
    assert not exact, exact


def test_the_published_slip_in_a_scottish_mapping_is_found() -> None:
    """SCQF 6 to EQF 3, as SCQF 5: EQF 4 is never reached (the published example of users' wishes, X1)."""
    path = "mappings/levels/gb-scqf--int-eqf.yaml"
    files = _files()
    text = files[path]
    slip = re.sub(r'(\{from: "6", to: )"4"', r'\1"3"', text)
    assert slip != text
    one = Checker(TODAY, None)
    for name, body in files.items():
        one.put(name, body.encode())
    before = {(p.code, p.place.path) for p in one.problems()}
    one.put(path, slip.encode())
    assert {code for code, where in {(p.code, p.place.path) for p in one.problems()} - before if where == path}
