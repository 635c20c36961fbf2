"""How often is a noisy title told rightly, asked about, or told wrongly? Against plain WRatio on the same rows.

    python benchmarks/identify.py [SEED ...]     the noise set
    python benchmarks/identify.py samples        the titles of a ministry's list, where it stands beside the checkout
    python benchmarks/identify.py foreign        titles of other countries, which must not be found here by likeness
    python benchmarks/identify.py speed          identifications a second

Every title and alias on file is taken as printed, then spoilt in one way at a time. Seeds below 1000 are for work on
the engine; the report in docs/identification.md uses seeds that were never looked at while working.
"""

from __future__ import annotations

import csv
import random
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from rapidfuzz import fuzz, process

from qualrec.engine.identify import identify
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.country import Country
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


def noise(seeds: list[int]) -> None:
    """Print a line for each kind of noise."""
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
    plain_all: Counter[str] = Counter()
    for name, spoil in NOISE.items():
        ours: Counter[str] = Counter()
        plain: Counter[str] = Counter()
        for seed in seeds:
            dice = random.Random(seed)
            for country, kind, form in every:
                title = spoil(form, kind, dice)
                good = same[country.code, form]
                found = identify(kb, Credential(country=country.code, title=title, awarded=awarded(kind)), policy).value
                ours[judge(found.type.id if found.type else None, good)] += 1
                best = process.extractOne(title.casefold(), forms[country.code].keys(), scorer=fuzz.WRatio)
                taken = forms[country.code][best[0]] if best and best[1] >= ACCEPT else None
                plain[judge(taken, good)] += 1
        asked_all.update(ours)
        plain_all.update(plain)
        print(f"{name:20} {share(ours):>22}    {share(plain):>22}")
    print(f"{'all':20} {share(asked_all):>22}    {share(plain_all):>22}")
    for who, counts in (("qualrec", asked_all), ("WRatio", plain_all)):
        found, total = counts["right"] + counts["wrong"], sum(counts.values())
        precision, recall = counts["right"] / found, counts["right"] / total
        print(f"{who}: precision {precision:.2%}, recall {recall:.1%}; wrong finds {counts['wrong']} of {total}")


def samples() -> None:
    """Tell the degree titles of the ministry's list of the United Kingdom; right is an award of the stated level."""
    folder = next(p for p in Path(__file__).resolve().parents if (p / "shared/facts/data/dfe").is_dir())
    folder /= "shared/facts/data/dfe"
    with (folder / "uk-qualifications.csv").open(encoding="utf-8") as file:
        names = {row["id"]: row["name"].lower() for row in csv.DictReader(file)}
    kb = KnowledgeBase.open()
    policy, types = kb.policy(), list(kb.country("GB").type_ids)
    forms = {f.casefold(): k.id for tid in types for k in [kb.type(tid)] for f in (*k.title.values(), *k.aliases)}
    ours: Counter[str] = Counter()
    plain: Counter[str] = Counter()
    with (folder / "uk-degree-types.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            level = next((kinds for word, kinds in LEVELS if word in names.get(row["qualification"], "")), None)
            synonyms = "|".join((row["match_synonyms"] or "", row["abbreviation"] or "")).split("|")
            for title in dict.fromkeys(filter(None, [row["name"], *map(str.strip, synonyms)])):
                if level is None:
                    continue
                found = identify(kb, Credential(country="GB", title=title, awarded=PartialDate(2015)), policy).value
                good = {tid for tid in types if kb.type(tid).kind in level}
                ours[judge(found.type.id if found.type else None, good)] += 1
                best = process.extractOne(title.casefold(), forms.keys(), scorer=fuzz.WRatio)
                plain[judge(forms[best[0]] if best[1] >= ACCEPT else None, good)] += 1
                if found.type and found.type.id not in good:
                    print(f"  taken for another level: {title} -> {found.type.id}")
    print(f"{sum(ours.values())} titles of the ministry's list; right / asked / wrong in percent")
    print(f"{'qualrec':12} {share(ours)}\n{'WRatio':12} {share(plain)}")


LEVELS = (
    ("foundation degree", ("short_cycle",)),
    ("bachelor", ("first_cycle", "second_cycle")),  # bachelors of medicine and the like are of the second cycle
    ("master", ("second_cycle",)),
    ("doctor", ("third_cycle",)),
)


def foreign() -> None:
    """Ask each country for titles that it does not have; a find by likeness is looked at."""
    kb = KnowledgeBase.open()
    policy, dice, every = kb.policy(), random.Random(1001), list(rows(kb))
    codes = sorted({c.code for c, _, _ in every})
    counts: Counter[str] = Counter()
    while sum(counts.values()) < 20_000:
        country, kind, form = dice.choice(every)
        code = dice.choice(codes)
        if code == country.code:
            continue
        found = identify(kb, Credential(country=code, title=form, awarded=awarded(kind)), policy).value
        by = found.candidates[0].by if found.type else "not found"
        counts[by if (found.type and found.type.kind == kind.kind) or not found.type else f"{by}, other kind"] += 1
    print("20,000 titles asked of another country than theirs, by how they were found")
    for by, number in counts.most_common():
        print(f"  {by:32} {number:6}")


def speed() -> None:
    """Print identifications a second: 70 % as printed, 25 % spoilt, 5 % unknown, with a country and without."""
    kb = KnowledgeBase.open()
    policy, dice, every = kb.policy(), random.Random(5), list(rows(kb))
    asked = []
    for _ in range(40_000):
        country, kind, form = dice.choice(every)
        roll = dice.random()
        title = form if roll < 0.7 else NOISE[dice.choice(list(NOISE))](form, kind, dice)
        if roll > 0.95:
            title = "".join(dice.choice("abcdefghijklmnop ") for _ in range(20))
        asked.append(Credential(country=country.code, title=title, awarded=awarded(kind)))
    distinct = len({(one.country, one.title) for one in asked}) / len(asked)
    for name in ("cold, each title for the first time", "warm, titles met before"):
        print(f"{len(asked) / clock(lambda: [identify(kb, one, policy) for one in asked]):10,.0f} a second, {name}")
    print(f"           {distinct:.0%} of the {len(asked):,} pairs of country and title unique")
    nowhere = [Credential(title=one.title, awarded=one.awarded) for one in asked[:2000]]
    identify(kb, nowhere[0], policy)
    print(f"{len(nowhere) / clock(lambda: [identify(kb, one, policy) for one in nowhere]):10,.0f} a second, no country")


def clock(work: Callable[[], object]) -> float:
    """Return the seconds of the processor that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Run what is asked for."""
    words = sys.argv[1:]
    if words and not words[0].isdigit():
        {"samples": samples, "foreign": foreign, "speed": speed}[words[0]]()
    else:
        noise([int(arg) for arg in words] or [1, 2, 3])


def judge(found: str | None, good: set[str]) -> str:
    """Right, wrong, or asked."""
    return "asked" if found is None else "right" if found in good else "wrong"


def share(counts: Counter[str]) -> str:
    """Return the three shares in percent."""
    total = sum(counts.values())
    return " / ".join(f"{100 * counts[name] / total:5.1f}" for name in ("right", "asked", "wrong"))


if __name__ == "__main__":
    main()
