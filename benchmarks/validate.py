"""Validation against check-jsonschema: whole processes, the same files, the same schemas.

    python benchmarks/validate.py [PAIRS]

The peer is run once for each kind of file and tests shapes alone; qualrec applies all rules too. Cold: with an empty
cache folder. Warm: the same again with nothing changed. Prints median ratios of wall and of CPU time, and the range.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median

from qualrec.knowledge.locate import files, shipped
from qualrec.knowledge.reader import read
from qualrec.knowledge.schemas import bundled

Spent = tuple[float, float]  # wall and CPU seconds


def kinds() -> dict[str, list[str]]:
    """Return the files of each kind, all that are checked."""
    found: dict[str, list[str]] = defaultdict(list)
    for file in files(shipped()).values():
        found[read(file.name, Path(file.path).read_bytes()).value["kind"]].append(file.path)
    return found


def timed(command: list[str], cache: str) -> Spent:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    start, before = time.perf_counter(), used.ru_utime + used.ru_stime
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "XDG_CACHE_HOME": cache}
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter() - start, used.ru_utime + used.ru_stime - before


def peer(folder: str, listed: dict[str, list[str]]) -> Spent:
    spent = []
    for kind, paths in listed.items():
        command = [sys.executable, "-m", "check_jsonschema", "--schemafile", f"{folder}/{kind}.json"]
        spent.append(timed([*command, *paths], folder))
    return sum(wall for wall, _ in spent), sum(cpu for _, cpu in spent)


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    listed = kinds()
    sides: dict[str, list[Spent]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        for kind in listed:
            (Path(folder) / f"{kind}.json").write_text(json.dumps(bundled(kind)), encoding="utf-8")
        for number in range(pairs):
            cache = f"{folder}/cache-{number}"
            mine = [sys.executable, "-m", "qualrec", "validate"]
            sides["cold"].append(timed(mine, cache))
            sides["warm"].append(timed(mine, cache))
            sides["peer"].append(peer(folder, listed))
    print(f"{sum(map(len, listed.values())):,} files of {len(listed)} kinds, {pairs} pairs")
    print(
        f"check-jsonschema  {median(w for w, _ in sides['peer']):.1f} s (CPU {median(c for _, c in sides['peer']):.1f})"
    )
    for name in ("cold", "warm"):
        ratios = [[own[i] / other[i] for own, other in zip(sides[name], sides["peer"], strict=True)] for i in (0, 1)]
        wall, cpu = (f"{median(r):.3f} ({min(r):.3f} to {max(r):.3f})" for r in ratios)
        spent = median(w for w, _ in sides[name])
        print(
            f"validate, {name}    {spent:.2f} s (CPU {median(c for _, c in sides[name]):.2f}); ratio {wall}, CPU {cpu}"
        )


if __name__ == "__main__":
    main()
