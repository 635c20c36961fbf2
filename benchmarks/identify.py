"""How often is a noisy title told rightly, asked about, or told wrongly? Against plain WRatio on the same rows.

    python benchmarks/identify.py [SEED ...]

Every title and alias on file is taken as printed, then spoilt in one way at a time. Seeds below 1000 are for work on
the engine; the report in docs/identification.md uses seeds that were never looked at while working.
"""

from __future__ import annotations

import random
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

from rapidfuzz import fuzz, process

from qualrec.engine.identify import identify
from qualrec.knowledge.base import Country, KnowledgeBase
from qualrec.model.credential import Credential
from qualrec.model.dates import PartialDate
from qualrec.model.framework import QualificationType

ACCEPT = 90  # WRatio at or above this is taken as a find by the baseline


def typo(title: str, _kind: QualificationType, dice: random.Random) -> str:
    """One letter changed, lost, doubled or swapped; short titles are left alone."""
    if len(title) < 8:
        return title
    at = dice.randrange(1, len(title) - 1)
    way = dice.randrange(4)
    if way == 0:
        return title[:at] + dice.choice("abcdefghijklmnoprstuv") + title[at + 1 :]
    if way == 1:
        return title[:at] + title[at + 1 :]
    if way == 2:
        return title[:at] + title[at] + title[at:]
    return title[:at] + title[at + 1] + title[at] + title[at + 2 :]


def scanned(title: str, _kind: QualificationType, dice: random.Random) -> str:
    """What a scanner makes of a letter."""
    swaps = [("l", "1"), ("o", "0"), ("rn", "m"), ("i", "l"), ("e", "c")]
    dice.shuffle(swaps)
    for old, new in swaps:
        if old in title[1:] and len(title) >= 8:
            at = title.index(old, 1)
            return title[:at] + new + title[at + len(old) :]
    return title


def bare(title: str, _kind: QualificationType, _dice: random.Random) -> str:
    """Accents lost."""
    return "".join(c for c in unicodedata.normalize("NFKD", title) if not unicodedata.combining(c))


def loud(title: str, _kind: QualificationType, _dice: random.Random) -> str:
    """Capitals and stray blanks."""
    return "  " + title.upper().replace(" ", "  ") + " "


def glossed(title: str, kind: QualificationType, _dice: random.Random) -> str:
    """An English gloss in brackets behind it."""
    gloss = kind.gloss.get("en") or ""
    return f"{title} ({gloss})" if gloss and gloss != title else title


def cell(title: str, kind: QualificationType, dice: random.Random) -> str:
    """Two forms in one cell."""
    others = [form for form in (*kind.title.values(), *kind.aliases) if form != title and "{" not in form]
    return f"{title} / {dice.choice(others)}" if others else title


def classed(title: str, _kind: QualificationType, dice: random.Random) -> str:
    """A class or distinction behind it."""
    return title + dice.choice(
        [", with distinction", " cum laude", ", First Class", " mit Auszeichnung", ", mention bien"]
    )


def article(title: str, _kind: QualificationType, dice: random.Random) -> str:
    """Words before it."""
    return dice.choice(["the ", "Degree of ", "Diploma: ", "title of ", "a "]) + title


NOISE: dict[str, Callable[[str, QualificationType, random.Random], str]] = {
    "as printed": lambda title, _kind, _dice: title,
    "capitals": loud,
    "no accents": bare,
    "typing slip": typo,
    "scanner": scanned,
    "gloss in brackets": glossed,
    "two in a cell": cell,
    "class behind": classed,
    "words before": article,
}


def rows(kb: KnowledgeBase) -> Iterator[tuple[Country, QualificationType, str]]:
    """Yield every printed form of every award of a country."""
    for country in kb.every_country():
        if country.code == "int":
            continue
        for tid in country.type_ids:
            kind = country.type(tid)
            for form in dict.fromkeys((*kind.title.values(), *kind.aliases)):
                yield country, kind, form.replace("{subject}", "Chemistry")


def awarded(kind: QualificationType) -> PartialDate:
    """Return a year in which the award was surely made."""
    start, end = kind.awarded.start, kind.awarded.end
    if start and end:
        return PartialDate((start.year + end.year) // 2)
    return PartialDate(start.year + 1) if start else PartialDate(end.year - 1) if end else PartialDate(2015)


def main() -> None:
    """Print a line for each kind of noise."""
    seeds = [int(arg) for arg in sys.argv[1:]] or [1, 2, 3]
    kb = KnowledgeBase.open()
    policy = kb.policy()
    every = list(rows(kb))
    same = {(c.code, form): {k.id for d, k, f in every if d is c and f == form} for c, _, form in every}
    forms = {c.code: {} for c, _, _ in every}
    for c, k, form in every:
        forms[c.code].setdefault(form.casefold(), k.id)
    print(f"{len(every)} forms, seeds {', '.join(map(str, seeds))}; right / asked / wrong in percent")
    print(f"{'noise':20} {'qualrec':>22}    {'WRatio >= ' + str(ACCEPT):>22}")
    asked_all: Counter[str] = Counter()
    spent = 0.0
    for name, spoil in NOISE.items():
        ours: Counter[str] = Counter()
        plain: Counter[str] = Counter()
        for seed in seeds:
            dice = random.Random(seed)
            for country, kind, form in every:
                title = spoil(form, kind, dice)
                good = same[country.code, form]
                start = time.perf_counter()
                found = identify(kb, Credential(country=country.code, title=title, awarded=awarded(kind)), policy).value
                spent += time.perf_counter() - start
                ours[judge(found.type.id if found.type else None, good)] += 1
                best = process.extractOne(title.casefold(), forms[country.code].keys(), scorer=fuzz.WRatio)
                taken = forms[country.code][best[0]] if best and best[1] >= ACCEPT else None
                plain[judge(taken, good)] += 1
        asked_all.update(ours)
        print(f"{name:20} {share(ours):>22}    {share(plain):>22}")
    total = sum(asked_all.values())
    print(f"{'all':20} {share(asked_all):>22}; wrong finds {asked_all['wrong']} of {total}")
    unique = len({row[2] for row in every}) / len(every)
    print(f"{total / spent:,.0f} identifications a second, one by one; {unique:.0%} of the forms unique")


def judge(found: str | None, good: set[str]) -> str:
    """Right, wrong, or asked."""
    return "asked" if found is None else "right" if found in good else "wrong"


def share(counts: Counter[str]) -> str:
    """Return the three shares in percent."""
    total = sum(counts.values())
    return " / ".join(f"{100 * counts[name] / total:5.1f}" for name in ("right", "asked", "wrong"))


if __name__ == "__main__":
    main()
