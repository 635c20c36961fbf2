"""The numbers of ``coverage`` are those of the files, counted here without the program."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from conftest import ROOT
from qualrec.cli.app import build


@pytest.fixture(scope="module")
def found() -> dict[str, Any]:
    done = CliRunner().invoke(build(), ["coverage", "--format", "json"])
    assert done.exit_code == 0
    shown: dict[str, Any] = json.loads(done.stdout)
    return shown


def documents(kind: str) -> list[dict[str, Any]]:
    files = sorted((ROOT / "frameworks").rglob("*.yaml")) + sorted((ROOT / "mappings").rglob("*.yaml"))
    every = [yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader) for file in files]
    return [document for document in every if document["kind"] == kind]


def test_types_scales_and_units_are_counted(found: dict[str, Any]) -> None:
    for kind, key, name in (("qualifications", "types", "types"), ("grading-scale", "scales", "scales")):
        counted: Counter[str] = Counter()
        for document in documents(kind):
            counted[document["country"] or "int"] += len(document[key])
        assert {code: row[name] for code, row in found["countries"].items() if row[name]} == dict(counted)
    assert found["total"]["instruments"] == len(documents("instrument"))
    assert found["total"]["claims"] == sum(len(document["claims"]) for document in documents("comparability"))


def test_shares_are_shares_of_the_facts(found: dict[str, Any]) -> None:
    for row in found["countries"].values():
        every = sum(count.get("all", 0) for count in row["facts"].values())
        verified = sum(count.get("verified", 0) for count in row["facts"].values())
        assert row["verified"]["all"] == (round(verified / every, 4) if every else None)


def test_no_country_lacks_what_every_country_has(found: dict[str, Any]) -> None:
    assert {code: row["missing"] for code, row in found["countries"].items() if row["missing"]} == {}


def test_a_table_fits_a_narrow_screen() -> None:
    done = CliRunner().invoke(build(), ["coverage"], env={"COLUMNS": "80"})
    assert done.exit_code == 0
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_groups_and_fields_add_up_to_the_whole(found: dict[str, Any]) -> None:
    total, rows = found["total"], {code: row for code, row in found["countries"].items() if code != "int"}
    assert total["groups"]["ehea"]["countries"] == 49
    assert sum(group["countries"] for group in total["groups"].values()) == len(rows)
    for key in ("all", "verified", "official"):
        counted = sum(count[key] for row in rows.values() for count in row["facts"].values())
        assert sum(group[key] for group in total["groups"].values()) == counted
    every = sum(count["all"] for row in found["countries"].values() for count in row["facts"].values())
    assert sum(field["all"] for field in total["fields"].values()) == every
    for field in total["fields"].values():
        assert sum(field[key] for key in ("verified", "recalled", "inferred", "disputed")) == field["all"]


def test_every_country_has_its_cases(found: dict[str, Any]) -> None:
    cases: Counter[str] = Counter()
    for file in (ROOT / "frameworks").glob("*/cases.yaml"):
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        cases[file.parent.name.upper()] += len(document["cases"])
    few = {code: cases[code] for code, row in found["countries"].items() if row["types"] and cases[code.upper()] < 3}
    assert few == {}
