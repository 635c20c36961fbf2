"""What the tests share: the knowledge, opened once; assessing in one line; the sample files beside the checkout."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qualrec.engine.assess import Question, assess
from qualrec.engine.cases import WorkedCase, load_cases
from qualrec.engine.intake import read
from qualrec.engine.record import Record, record
from qualrec.knowledge.base import KnowledgeBase

# The user's own store of institutions must not reach the tests.
os.environ["XDG_DATA_HOME"] = str(Path(__file__).parent / "no-such-folder")
ROOT = Path(__file__).resolve().parent.parent
DAY = dt.date(2026, 1, 1)
Assess = Callable[..., Record]
CASES = [
    case
    for folder in (ROOT / "frameworks", ROOT / "tests" / "golden")
    for file in sorted(folder.rglob("*.yaml"))
    if file.stem == "cases" or "golden" in file.parts
    for case in load_cases(file.relative_to(ROOT).as_posix(), file.read_bytes())
]


def case_id(case: WorkedCase) -> str:
    """Name a worked case by its file and line."""
    path = Path(case.path)
    return f"{path.parent.name}/{path.stem}:{case.line}"


@pytest.fixture(scope="session")
def kb() -> KnowledgeBase:
    return KnowledgeBase.open()


@pytest.fixture(scope="session")
def ask(kb: KnowledgeBase) -> Assess:
    """Assess flat values: ``ask(to="DE", country="NO", title="...")``."""

    def run(
        to: str = "DE",
        purpose: str | None = "further_study",
        method: str = "lrc",
        on: dt.date = DAY,
        assume: bool = False,
        **given: Any,
    ) -> Record:
        credential, faults = read(given, kb)
        assert not faults
        return record(kb, assess(kb, credential, Question(to, on, purpose, method, assume), kb.policy()))

    return run


@pytest.fixture(scope="session")
def samples() -> Path:
    """The folder of real sample files, where it stands beside the checkout."""
    folder = ROOT.parent / "shared" / "facts" / "data"
    if not folder.is_dir():
        pytest.skip("the real sample files are not beside this checkout")
    return folder
