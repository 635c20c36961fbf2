"""Break the engine on purpose, one place at a time, and see that a test notices. Run by hand: takes minutes.

    python tests/mutants.py [PART OF A NAME]

Every mutant lets a negative outcome rest on what is unknown, unverified or duration alone, or loses a protection.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ["tests/test_grid.py", "tests/test_invariants.py", "tests/test_corpus.py", "tests/test_whynot.py"]
# name, file below src/qualrec/engine, text, what it becomes
MUTANTS = [
    ("a recalled fact may carry a ground", "weigh.py", "if not unverified(ground.reason, ground.element)]", "]"),
    ("an inferred fact counts as verified", "elements.py", "is not Confidence.VERIFIED", "is Confidence.DISPUTED"),
    ("an unknown right counts as a no", "elements.py", "Answer.UNKNOWN: Finding.CANDIDATE", "Answer.UNKNOWN: Finding.SUBSTANTIAL"),
    ("an unknown level is a difference", "elements.py", "else Finding.NOT_SHOWN\n    if step > 0", "else Finding.SUBSTANTIAL\n    if step > 0"),
    ("workload may be substantial", "elements.py", "else Finding.CANDIDATE\n    return ElementFinding(Element.WORKLOAD", "else Finding.SUBSTANTIAL\n    return ElementFinding(Element.WORKLOAD"),
    ("a short workload is a ground", "weigh.py", "    remediable = None\n", '    if by[Element.WORKLOAD].finding is Finding.CANDIDATE:\n        found.append(_ground(by[Element.WORKLOAD], "GROUND_LEVEL", "S7.1"))\n    remediable = None\n'),
    ("years are counted by every method", "weigh.py", "if PROFILES[case.method].years:", "if True:"),
    ("an unknown research preparation counts as a no", "elements.py", "if prepared is Answer.NO and case.purpose", "if prepared is not Answer.YES and case.purpose"),
    ("an unknown profile is a difference", "elements.py", "ElementFinding(Element.PROFILE, Finding.NOT_SHOWN", "ElementFinding(Element.PROFILE, Finding.CANDIDATE"),
    ("an unknown outcome counts as missing", "elements.py", 'if state.get(r.id) == "missing"]\n    unknown', 'if state.get(r.id) != "covered"]\n    unknown'),
    ("a non-essential requirement refuses", "elements.py", "    elif not essential:\n", "    elif False:\n"),
    ("an unknown status is refused", "gates.py", "return Gate(Outcome.INFORMATION_NEEDED, missing=(asked,))\n    if known", "return Gate(Outcome.BOGUS, missing=(asked,))\n    if known"),
    ("an institution not recognised is called bogus", "gates.py", 'return Gate(Outcome.STATEMENT)\n    if known == "legitimate', 'return Gate(Outcome.BOGUS)\n    if known == "legitimate'),
    ("unknown accreditation counts as a no", "gates.py", "if accredited is Answer.NO and needed:", "if accredited is not Answer.YES and needed:"),
    ("missing papers of a refugee refuse", "assess.py", 'if common["background"] and outcome is Outcome.NOT_SUBSTANTIAL', "if False"),
    ("a refugee is asked for papers first", "gates.py", "credential.refugee or credential.good_reason_no_documents):\n        gate, reason", "False):\n        gate, reason"),
    ("fraud is looked at after the law", "assess.py", "return [*worst, entry, standing, genuine]", "return [entry]"),
    ("a treaty binds before its date", "law.py", "if answer is Answer.NO:\n            date", "if False:\n            date"),
    ("a treaty binds in both directions", "law.py", "if instrument.directions and", "if False and"),
    ("a signature binds", "law.py", "if party.signed_only:", "if False:"),
    ("an alternative may be at the level asked for", "comparator.py", "LADDER[1 : LADDER.index(chosen.kind)]", "LADDER[1 : LADDER.index(chosen.kind) + 1]"),
    ("no other form is tried before a refusal", "forms.py", "    for host_type, host_load in lower:\n", "    for host_type, host_load in ():\n"),
    ("a cap is forgotten", "forms.py", "    if cap:\n", "    if False:\n"),
    ("a cap does not stop a treaty", "fixed.py", "    if cap:\n", "    if False:\n"),
    ("a restriction is lost", "forms.py", "    if restricted:\n", "    if False:\n"),
    ("full recognition without a level", "weigh.py", "    if by[Element.LEVEL].finding in {Finding.CANDIDATE, Finding.NOT_SHOWN}:\n        reason", "    if False:\n        reason"),
    ("a failed unit counts", "period.py", "    if unit.passed is Answer.NO:\n", "    if False:\n"),
    ("an open unit counts against the holder", "period.py", 'Counted(unit, ects, Answer.UNKNOWN, kind, because("UNIT_OPEN"', 'Counted(unit, ects, Answer.NO, kind, because("UNIT_OPEN"'),
]  # fmt: skip


def survives(path: str, old: str, new: str, folder: Path) -> bool:
    """Run the tests on the changed engine; True where none of them fails."""
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("frameworks", "mappings"):
        (folder / name).symlink_to(ROOT / name)
    file = folder / "src/qualrec/engine" / path
    text = file.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise SystemExit(f"{path}: {text.count(old)} places hold {old!r}, not one")
    file.write_text(text.replace(old, new), encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(folder / "src"), "QUALREC_EXAMPLES": "300"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "2", "-p", "no:cacheprovider", *TESTS]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, check=False).returncode == 0


def main() -> None:
    """Try every mutant and name those that no test noticed."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [mutant for mutant in MUTANTS if wanted in mutant[0]]
    alive = []
    for name, path, old, new in chosen:
        with tempfile.TemporaryDirectory() as folder:
            lives = survives(path, old, new, Path(folder))
        sys.stdout.write(f"{'SURVIVED' if lives else 'caught  '}  {path:14} {name}\n")
        sys.stdout.flush()
        if lives:
            alive.append(name)
    sys.stdout.write(f"{len(chosen) - len(alive)} of {len(chosen)} caught\n")
    sys.exit(1 if alive else 0)


if __name__ == "__main__":
    main()
