"""Draw the sample of docs/audit.md: one verified load-bearing fact a country, by a fixed seed."""

from __future__ import annotations

import json
import random
import sys
from typing import Any

from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.coverage import facts_of
from qualrec.model.source import Confidence

READ = frozenset({"level", "kind", "years", "workload", "opens", "awarded", "to", "lowest_pass", "full_time_year"})


def sample(seed: int, size: int) -> list[dict[str, Any]]:
    """Return *size* facts of as many countries: where each stands, its value, its sources."""
    kb, rng = KnowledgeBase.open(), random.Random(seed)
    countries = sorted((c for c in kb.every_country() if c.code != "int"), key=lambda c: c.code)
    rng.shuffle(countries)
    drawn: list[dict[str, Any]] = []
    for country in countries:
        facts = [
            (fact, name)
            for fact, name in facts_of(country)
            if name in READ and fact.confidence_of(name) is Confidence.VERIFIED
        ]
        if facts and len(drawn) < size:
            fact, name = rng.choice(sorted(facts, key=lambda pair: (pair[0].id, pair[1])))
            cites = [
                {
                    "url": c.source.copy or c.source.url,
                    "title": c.source.title,
                    "publisher": c.source.publisher,
                    "at": c.at,
                }
                for c in fact.cites_for(name)
            ]
            drawn.append(
                {
                    "country": country.code,
                    "fact": fact.id,
                    "field": name,
                    "value": str(getattr(fact, name, fact)),
                    "at": f"{fact.origin.path}:{fact.origin.of(name)}",
                    "cites": cites,
                }
            )
    return drawn


if __name__ == "__main__":
    json.dump(sample(int(sys.argv[1]), int(sys.argv[2])), sys.stdout, indent=1, ensure_ascii=False)
