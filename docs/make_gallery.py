"""Print the pages of the gallery anew: ``python docs/make_gallery.py``. A test runs every block of the result."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = """# Gallery

Answers as they are printed on a terminal of 80 columns. Made by `python docs/make_gallery.py` from the knowledge of this checkout; a test runs
every block.
"""
CASES = [
    (
        "A bachelor for a master abroad: recognised, each element compared",
        'assess --country NO --title "Bachelor i biologi" --awarded 2015 --credits 180 --to DE --assume-recognised',
    ),
    (
        "Within the European Union: a commitment opens the next level",
        'assess --country IE --title "Honours Bachelor Degree" --awarded 2019 --institution-status recognised '
        "--programme-accredited yes --to FR --purpose further_study",
    ),
    (
        "A treaty fixes the level",
        "assess --country NL --id nl-wo-master --awarded 2020 --institution-status recognised --programme-accredited yes "
        "--to EE --purpose doctoral_admission",
    ),
    (
        "A school-leaving award with a restriction at home keeps it",
        "assess --country NL --title HAVO --awarded 2019 --assume-recognised --to DE --purpose access_to_he",
    ),
    (
        "A degree from before the reform",
        "assess --country FR --title Maîtrise --awarded 2002 --assume-recognised --to DE --purpose further_study",
    ),
    (
        "Not at the level asked for: another form is found, and what would change the answer",
        "assess --country PL --id pl-licencjat --awarded 2018 --profile professional --institution-status recognised "
        "--programme-accredited yes --set rights.doctoral=no --to NO --purpose doctoral_admission "
        "--why-not RECOGNISED_FULL",
    ),
    (
        "Methods that part on one award",
        "assess examples/india-three-years/credential.yaml --to US --method lrc,us_years,us_benchmark,us_wes_2008",
    ),
    ("A claim without papers", "assess examples/without-papers/credential.yaml"),
    ("A semester abroad, unit by unit", "assess examples/erasmus-semester/credential.yaml"),
    ("A micro-credential", "assess examples/micro-credential/credential.yaml"),
    (
        "An institution nobody has looked up, with signs of a mill",
        'assess --country US --title "Master of Business Administration" --awarded 2015 '
        "--set mill_indicators=awards_in_days,degree_for_sale --to DE --purpose employment_nonregulated",
    ),
    ("A title that nobody can tell", 'assess --country DE --title "Diplom Sowieso" --to NL'),
    (
        "Several hosts at once",
        "assess --country PL --title Magister --awarded 2018 --assume-recognised --to DE,NO,GB,US",
    ),
]


def page(command: str) -> str:
    """Return what a command prints on a terminal of 80 columns."""
    program = Path(sys.executable).parent / "qualrec"
    env = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    done = subprocess.run(
        [program, *shlex.split(command)], capture_output=True, text=True, cwd=ROOT, env=env, check=True
    )
    return "\n".join(line.rstrip() for line in done.stdout.splitlines())


def main() -> None:
    """Write docs/gallery.md."""
    parts = [HEAD]
    for title, command in CASES:
        dated = f"{command} --on 2026-11-24"
        parts.append(f"## {title}\n\n```console\n$ qualrec {dated}\n{page(dated)}\n```\n")
    (ROOT / "docs/gallery.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
