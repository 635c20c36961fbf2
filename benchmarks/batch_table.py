"""The table of the batch benchmarks: real titles of the knowledge, bent here and there, fixed seed; 15 columns.

python benchmarks/batch_table.py ROWS OUT.csv [OUT.parquet]
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from qualrec.knowledge.base import KnowledgeBase

COLUMNS = (
    "id country title field institution institution_status awarded credits credit_unit years grade grade_scale "
    "programme_accredited surname notes"
).split()
TITLES = 25_910  # distinct pairs of country and title
SUBJECTS = "Biology|History|Computer Science|Law|Physics|Economics|Nursing|Chemistry|Music|Philosophy|Statistics".split(
    "|"
)
STATUS = ("recognised",) * 8 + ("", "not_recognised")
NOTE = "carried through untouched and never read"


def titles(kb: KnowledgeBase, chance: random.Random) -> list[tuple[str, str]]:
    """70 % as on file, 25 % with a slip or a subject, 5 % of nowhere."""
    known = []
    for code in kb.country_codes:
        country = kb.country(code)
        for tid in country.type_ids:
            kind = country.type(tid)
            known += [(code, form) for form in (*kind.title.values(), *kind.aliases) if "{" not in form]
    found: dict[tuple[str, str], None] = dict.fromkeys(known)
    number = 0
    while len(found) < TITLES:
        code, form = chance.choice(known)
        number += 1
        draw = chance.random()
        if draw < 0.55:
            found[(code, f"{form} in {chance.choice(SUBJECTS)} {number % 97}")] = None
        elif draw < 0.95:
            at = chance.randrange(max(len(form), 1))
            found[(code, f"{form[:at]}{form[at + 1 :]} {number % 89}".strip())] = None
        else:
            found[(code, f"Zq{number} {chance.choice(SUBJECTS)}")] = None
    return list(found)


def rows(kb: KnowledgeBase, count: int, seed: int = 7) -> Iterator[tuple[str, ...]]:
    """Yield the rows; popular titles come often, as they do."""
    chance = random.Random(seed)
    every = titles(kb, chance)
    chance.shuffle(every)
    common = every[: len(every) // 12]
    for number in range(count):
        code, title = chance.choice(common if chance.random() < 0.7 else every)
        year = chance.randrange(1985, 2026)
        month = f"-{chance.randrange(1, 13):02d}" if chance.random() < 0.3 else ""
        yield (
            f"a{number:07d}",
            code,
            title,
            chance.choice(SUBJECTS) if chance.random() < 0.5 else "",
            f"University {chance.randrange(4000)}",
            chance.choice(STATUS),
            f"{year}{month}",
            chance.choice(("180", "240", "120", "60", "", "300")),
            "",
            chance.choice(("", "3", "4", "5", "2")),
            chance.choice(("", "B", "1.7", "85", "3.4", "14", "8.5", "67", "cum laude")),
            "",
            chance.choice(("", "", "yes")),
            f"Name{chance.randrange(90000)}",
            NOTE,
        )


def main() -> None:
    count, out = int(sys.argv[1]), Path(sys.argv[2])
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(KnowledgeBase.open(), count))
    if len(sys.argv) > 3:
        import pyarrow as pa
        import pyarrow.csv as pc
        import pyarrow.parquet as pq

        options = pc.ConvertOptions(column_types=dict.fromkeys(COLUMNS, pa.string()), strings_can_be_null=False)
        pq.write_table(pc.read_csv(out, convert_options=options), sys.argv[3], row_group_size=64_000)


if __name__ == "__main__":
    main()
