"""Write docs/identification.md: the measured error rates, on seeds that were never used while working on the engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = """# Identification

Which award is a title? `found` may be used with nobody looking; `ambiguous` and `unknown` may not. Confident and wrong is the number to drive to zero.

## How a title is read

The first way that finds an award, and nothing that the title might be instead, is taken; each use of a way, and of a fact that breaks a tie, is a reason of the result.

1. As printed, folded (case, accents, punctuation, digits of other scripts, marks of direction), with abbreviations drawn together (`B.Tech.`, `L. L. M.`), and with blanks lost or added.
2. Without a class or distinction behind it, and without words before it; that it was honours is left out only where no other award of the country is told by it.
   `Hons` and `Honours` are one word.
3. By its parts: a gloss in brackets, two forms in one cell. Parts that match must agree; a short bracket (FH, Hons, Pass) is never left out. A gloss that speaks of another level is asked about.
4. As a form with a subject, the longest form first. The subject is kept as printed, and given its ISCED-F code where the word is sure (`frameworks/fields.yaml`);
   several known subjects are a subject ("computer science and engineering").
   A title that begins or ends like one award and reads almost like a longer form of another is not taken.
5. Abbreviated word by word; in another gender or case; in another script (transliterated both ways, by sound; by its consonants where a script leaves vowels out); with letters that scanners mistake.
6. Misspelt: only a word that is no word of any form of the country and no field of study is mended, only to its nearest, and the title must then be alike enough and lead the next award
   (`fuzzy_accept`, `fuzzy_gap` of the policy). So *Theology* never becomes *Technology*.

Where several awards share a name: the day of the award, kind, level, workload, years, profile and what the institution is by its name decide, in this order; else it is ambiguous.
Without a country a title is found only where one country alone has it word for word; in a country that does not have it, others that do are shown as a lead.

## Measured

Every title and alias on file with the year of its award, spoilt in one way at a time, on a seed held out from work on the engine. WRatio is rapidfuzz's default scorer over the same
forms of the same country, taken as a find from 90. Precision: of the finds, how many are right; recall: of all titles, how many are found and right.

```text
{noise}
```

"As printed" is not all right because some titles are shared by several awards on purpose; these are asked about. The set is made from the corpus, so it says how well noise is
withstood, not how complete the corpus is. A slip that turns one real title into another (A levels, AS levels; Diploma I, II) cannot be told by anyone.

The degree titles, abbreviations and synonyms of the Department for Education's list (real, not made from the corpus); right is an award of the level that the list states:

```text
{samples}
```

Titles of one country asked of another, where nothing need be found. Many are right finds, as countries share titles; *other kind* counts those of another function, where a
title is a false friend or has another place (a bachelor's degree of medicine), most of them word for word:

```text
{foreign}
```

Speed, in seconds of the processor, on a machine of two cores that other work kept busy:

```text
{speed}
```

`python docs/make_identification.py` makes this page anew. The false friends of the field are tests by name (`tests/test_identify.py`).
"""


def measured(what: str) -> str:
    """Run one part of the benchmark."""
    env = {**os.environ, "PYTHONHASHSEED": "0"}
    command = [sys.executable, "benchmarks/identify.py", what]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=env, check=True).stdout.rstrip()


def main() -> None:
    """Measure and write."""
    parts = {"noise": "1001", "samples": "samples", "foreign": "foreign", "speed": "speed"}
    page = TEXT.format(**{name: measured(what) for name, what in parts.items()})
    (ROOT / "docs/identification.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
