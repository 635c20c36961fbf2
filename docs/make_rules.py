"""Write a page for each rule of the checker: ``python docs/make_rules.py``. A test holds the pages to the rules.

The example is the one that the rule's own test runs: the line that carries the fault, and the same line mended.
"""

from __future__ import annotations

import difflib
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from qualrec.knowledge.rules.catalogue import CATALOGUE  # noqa: E402
from qualrec.knowledge.rules.rule import Rule  # noqa: E402

EXPECT = re.compile(r"\s*# expect: QR\d{3}")
FAMILIES = {
    "0": "reading",
    "1": "shape",
    "2": "references",
    "3": "dates",
    "4": "sources",
    "5": "links and measures",
    "6": "names",
    "7": "coverage",
    "8": "exceptions",
}


def page(rule: Rule) -> str:
    """Return the page of one rule."""
    parts = [
        f"# {rule.code} {rule.slug}\n",
        f"{rule.severity}: {rule.message}\n",
        f"## What it finds\n\n{rule.finds}\n",
    ]
    parts.append(f"## Why it matters\n\n{rule.why}\n")
    shown = example(rule.code)
    if shown:
        parts.append(f"## Example\n\n```diff\n{shown}\n```\n")
    parts.append(f"## Instead\n\n{rule.remedy[:1].upper()}{rule.remedy[1:]}.\n")
    return "\n".join(parts)


def example(code: str) -> str:
    """Return the difference between the bad and the good example of a rule, about the faulty line."""
    folder = ROOT / "tests" / "rules" / code
    pieces = []
    for bad in sorted((folder / "bad").rglob("*.yaml")):
        text = bad.read_text(encoding="utf-8")
        good = folder / "good" / bad.relative_to(folder / "bad")
        if f"# expect: {code}" not in text:
            continue
        after = good.read_text(encoding="utf-8").splitlines() if good.exists() else []
        before = [EXPECT.sub("", line) for line in text.splitlines()]
        changed = list(difflib.unified_diff(before, [EXPECT.sub("", line) for line in after], lineterm="", n=1))[2:]
        pieces += [f"  {bad.relative_to(folder / 'bad').as_posix()}", *changed[:24]]
    return "\n".join(line.rstrip() for line in pieces)


def pages() -> dict[Path, str]:
    """Return every page by its path, the list of all rules among them."""
    folder = ROOT / "docs" / "rules"
    found = {folder / f"{rule.code}.md": page(rule) for rule in CATALOGUE.values()}
    lines = ["# Rules of the checker\n", "Made by `python docs/make_rules.py` from the rules themselves.\n"]
    for digit, name in FAMILIES.items():
        rules = [rule for rule in CATALOGUE.values() if rule.code[2] == digit]
        if rules:
            lines.append(f"## QR{digit} {name}\n\n| rule | severity | finds |\n|---|---|---|")
            lines += [f"| [{r.code}]({r.code}.md) {r.slug} | {r.severity} | {r.finds} |" for r in rules]
            lines.append("")
    return {folder / "README.md": "\n".join(lines), **found}


def main() -> None:
    """Write all pages."""
    (ROOT / "docs" / "rules").mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
