"""Findings kept between runs: read where nothing differs, sought again where anything does."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import pytest

from qualrec.knowledge import check
from qualrec.knowledge.check import Ages, Checked, validate
from qualrec.render.problems import finding

DAY = dt.date(2026, 12, 1)
TEXT = """kind: credit-system
schema: 1
country: "NO"
sources:
  no-own: {title: Own, publisher: Own, url: "https://example.org", accessed: "2026-01-01", kind: institution}
units:
  - {id: no-x, name: {en: X}, full_time_year: 60, scope: higher, cite: [no-gone], confidence: verified}
"""


@pytest.fixture
def sought(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """How often findings were sought; nothing lies below the files of a test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(check, "_around", lambda *_: {})
    times: list[int] = []

    class Counting(check.Checker):
        def __init__(self, today: dt.date, ages: Ages | None = None) -> None:
            times.append(1)
            super().__init__(today, ages)

    monkeypatch.setattr(check, "Checker", Counting)
    return times


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "credits.yaml").write_text(TEXT)
    return folder


def ask(own: Path, day: dt.date = DAY, ages: Ages | None = None) -> Checked:
    return validate([own], (), day, ages, notes=True)


def test_the_second_time_they_are_read(sought: list[int], own: Path) -> None:
    first, second = ask(own), ask(own)
    assert len(sought) == 1
    assert {p.code for p in first.problems} >= {"QR201", "QR202"}
    assert list(map(finding, first.problems)) == list(map(finding, second.problems))
    assert (first.files, first.notes, first.texts) == (second.files, second.notes, second.texts)


def test_a_changed_file_is_noticed_even_with_its_old_size_and_time(sought: list[int], own: Path) -> None:
    file = own / "credits.yaml"
    before = {p.code for p in ask(own).problems}
    stat = file.stat()
    file.write_text(TEXT.replace("[no-gone]", "[no-own] "))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    after = {p.code for p in ask(own).problems}
    assert before - after >= {"QR201", "QR202"}
    assert len(sought) == 2


def test_a_touched_file_with_its_old_content_is_not_read_again(sought: list[int], own: Path) -> None:
    ask(own)
    os.utime(own / "credits.yaml", ns=(time.time_ns() + 10**12, time.time_ns() + 10**12))
    ask(own)
    assert len(sought) == 1


def test_whatever_else_differs_is_noticed(sought: list[int], own: Path) -> None:
    ask(own)
    assert any(p.code == "QR405" for p in ask(own, dt.date(2031, 1, 1)).problems)
    assert any(p.code == "QR404" for p in ask(own, ages=Ages(10, 9999)).problems)
    (own / "more.yaml").write_text(TEXT)
    assert any(p.code == "QR207" for p in ask(own).problems)
    (own / "more.yaml").unlink()
    item = '{rule: QR201, path: credits.yaml, reason: "known to be so", until: 2027}'
    exempt = f"kind: exceptions\nschema: 1\nexceptions:\n  - {item}\n"
    (own / "check-exceptions.yaml").write_text(exempt)
    assert all(p.code != "QR201" for p in ask(own).problems)
    assert len(sought) == 5
    (own / "check-exceptions.yaml").write_text(exempt.replace("2027", "2025"))
    assert any(p.code == "QR201" for p in ask(own).problems)


@pytest.mark.parametrize("damage", ["", "[]", '{"made": 1}', "not json", '{"made": 1, "files": {}, "problems": []}'])
def test_a_damaged_file_is_not_trusted(sought: list[int], own: Path, tmp_path: Path, damage: str) -> None:
    first = ask(own)
    (kept,) = (tmp_path / "cache/qualrec").glob("findings-*.json")
    kept.write_text(damage)
    assert list(map(finding, ask(own).problems)) == list(map(finding, first.problems))
    assert len(sought) == 2


def test_another_program_is_noticed(sought: list[int], own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ask(own)
    monkeypatch.setattr("qualrec.knowledge.kept._program", list)
    ask(own)
    assert len(sought) == 2


def test_only_the_last_are_kept(sought: list[int], own: Path, tmp_path: Path) -> None:
    for number in range(12):
        ask(own, DAY + dt.timedelta(number))
    assert len(list((tmp_path / "cache/qualrec").glob("findings-*.json"))) == 8
    assert len(sought) == 12


def test_without_a_folder_of_ones_own_they_are_sought(
    sought: list[int], own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qualrec.knowledge.kept.cache_folder", lambda: None)
    ask(own)
    ask(own)
    assert len(sought) == 2
