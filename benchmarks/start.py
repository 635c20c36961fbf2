"""Cold start of whole processes, side by side in one run: medians and the ratio of medians.

    python benchmarks/start.py [RUNS]

Peers: a one-command typer program of the same environment (no rich), and one that prints a rich panel and table.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

BIN = Path(sys.executable).parent
MINIMAL = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
@app.command()
def main(n: int = 1) -> None:
    print(n)
app()
"""
RICH = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
@app.command()
def main() -> None:
    from rich.console import Console
    from rich.panel import Panel
    from rich.table import Table
    table = Table("a", "b", "c")
    for n in range(8):
        table.add_row(str(n), "x" * 20, "y" * 20)
    out = Console()
    out.print(Panel("an answer"))
    out.print(table)
app()
"""
AWARD = ["--country", "NO", "--awarded", "2015", "--credits", "180", "--to", "DE", "--assume-recognised"]
QUALREC = str(BIN / "qualrec")
PAIRS = {
    "version": ([QUALREC, "--version"], [sys.executable, "-c", MINIMAL]),
    "assess, exact title, json": (
        [QUALREC, "assess", *AWARD, "--title", "bachelorgrad", "--format", "json"],
        [sys.executable, "-c", MINIMAL],
    ),
    "assess, title with its subject, json": (
        [QUALREC, "assess", *AWARD, "--title", "Bachelor i biologi", "--format", "json"],
        [sys.executable, "-c", MINIMAL],
    ),
    "assess, fuzzy title, json": (
        [QUALREC, "assess", *AWARD, "--title", "Bachelorgradd", "--format", "json"],
        [sys.executable, "-c", MINIMAL],
    ),
    "assess, text page": (
        [QUALREC, "assess", *AWARD, "--title", "Bachelor i biologi"],
        [sys.executable, "-c", RICH],
    ),
    "--help": ([QUALREC, "--help"], [sys.executable, "-c", RICH, "--help"]),
}


def once(command: list[str]) -> float:
    """Return the wall seconds of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Run every pair in turn and print a line for each."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    for name, (ours, peer) in PAIRS.items():
        once(ours), once(peer)
        times = [(once(ours), once(peer)) for _ in range(runs)]
        a, b = (statistics.median(side) for side in zip(*times, strict=True))
        print(f"{name:28} {a * 1000:6.0f} ms against {b * 1000:4.0f} ms: ratio {a / b:.2f}")


if __name__ == "__main__":
    main()
