"""Folders of one's own, laid over the shipped knowledge record by record."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.check import Checker
from qualrec.knowledge.layers import overlay
from qualrec.knowledge.reader import Document, read

SOURCES = """sources:
  no-own:
    title: Own reading
    publisher: An own office
    url: https://example.org/own
    accessed: "2026-11-24"
    kind: institution
"""
TYPES = f"""kind: qualifications
schema: 1
country: "NO"
{SOURCES}types:
  - id: no-bachelor
    title: {{nb: Bachelorgrad}}
    kind: first_cycle
    level: {{no-nkr: "6.2"}}
    years: 4
    workload: {{amount: 240, unit: no-studiepoeng}}
    requires: [no-vgs]
    opens: [next_cycle]
    cite: [no-own]
    confidence: verified
  - id: no-own-diploma
    title: {{nb: Egen diplomgrad}}
    kind: first_cycle
    level: {{no-nkr: "6.2"}}
    years: 3
    cite: [no-own]
    confidence: verified
"""


def run(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qualrec", *map(str, arguments)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "100", "NO_COLOR": "1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, timeout=200, check=False, env=env)


def put(folder: Path, name: str, text: str) -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return put(tmp_path / "mine", "frameworks/no/qualifications.yaml", TYPES)


# ---- records ----


def doc(text: str, layer: str = "", path: str = "x.yaml") -> Document:
    found = read(path, text.encode())
    assert not found.problems
    return Document(found.path, found.text, found.value, (), layer)


def kept(documents: list[Document]) -> list[Any]:
    return [document.value for document in overlay(documents)]


def test_nothing_laid_over_nothing_changed() -> None:
    given = [doc("kind: qualifications\ntypes: [{id: a}]"), doc("kind: framework\nid: f")]
    assert [a is b for a, b in zip(overlay(given), given, strict=True)] == [True, True]


@pytest.mark.parametrize(
    ("below", "above", "left", "over"),
    [
        ("kind: qualifications\ntypes: [{id: a}, {id: b}]", "{id: a}, {id: c}", [{"id": "b"}], ["shipped", ""]),
        ("kind: system\ncountry: X\ntraps: [{says: one}, {says: two}]", "{says: two}", [{"says": "one"}], ["shipped"]),
        (
            "kind: credit-mapping\nlinks: [{from: a, to: b}, {from: a, to: c}]",
            "{from: a, to: c}",
            [{"from": "a", "to": "b"}],
            ["shipped"],
        ),
    ],
)
def test_a_record_takes_the_place_of_its_like_alone(below: str, above: str, left: list[Any], over: list[str]) -> None:
    head, _, _ = below.rpartition(": [")
    key = head.rsplit("\n", 1)[-1]
    low, high = overlay([doc(below), doc(f"{head}: [{above}]", "mine")])
    assert low.value[key] == left
    assert [item.over for item in high.value[key]] == over
    assert len(low.value[key].values_at) == len(left)


@pytest.mark.parametrize(
    "text",
    [
        "kind: framework\nid: f\nlevels: {items: [{code: a}]}",
        "kind: level-mapping\nfrom: a\nto: b\nlinks: [{from: p, to: q}]",
        "kind: instrument\nid: i\nparties: {items: []}",
        "kind: grade-mapping\nid: g",
        "kind: grade-thresholds\nid: t\nclaims: [{from: s}]",
    ],
)
def test_what_holds_only_together_is_replaced_whole(text: str) -> None:
    found = overlay([doc(text), doc(text, "mine")])
    assert [(document.layer, document.value.over) for document in found] == [("mine", "shipped")]


def test_single_records_of_a_country_and_numbers_of_a_policy() -> None:
    low = 'kind: system\ncountry: "{}"\nehea: {{from: 1999}}\nnote: old\ncentres: []'
    here, elsewhere, _ = kept(
        [doc(low.format("NO")), doc(low.format("SE")), doc('kind: system\ncountry: "NO"\nnote: new', "m")]
    )
    assert "note" not in here
    assert "ehea" in here
    assert elsewhere["note"] == "old"
    policy = "kind: policy\nid: default\nnumbers: {%s}"
    low_numbers, high_numbers = kept([doc(policy % "a: {value: 1}, b: {value: 2}"), doc(policy % "b: {value: 3}", "m")])
    assert list(low_numbers["numbers"]) == ["a"]
    assert high_numbers["numbers"]["b"].over == "shipped"


def test_units_on_file_end_the_word_that_there_are_none() -> None:
    low, _ = kept(
        [
            doc("kind: credit-system\ncountry: X\nunits: []\nnone: {says: no units}"),
            doc("kind: credit-system\ncountry: X\nunits: [{id: u}]", "m"),
        ]
    )
    assert "none" not in low


def test_three_layers_the_last_on_top() -> None:
    text = "kind: qualifications\ntypes: [{id: a, years: %d}]"
    low, mid, top = overlay([doc(text % 1), doc(text % 2, "one"), doc(text % 3, "two")])
    assert (low.value["types"], mid.value["types"]) == ([], [])
    assert top.value["types"][0].over == "one"


# ---- the knowledge ----


def test_the_rest_of_the_country_stays(mine: Path, kb: KnowledgeBase) -> None:
    own = KnowledgeBase.open((mine,))
    country = own.country("NO")
    assert set(country.type_ids) == {*kb.country("NO").type_ids, "no-own-diploma"}
    assert country.type("no-bachelor").years == (Decimal(4), Decimal(4))
    origin = country.type("no-bachelor").origin
    assert (origin.path, origin.layer, origin.over) == ("mine/frameworks/no/qualifications.yaml", "mine", "shipped")
    assert country.type("no-own-diploma").origin.over == ""
    assert country.type("no-master").origin.layer == ""
    assert country.system.centres
    assert own.version != kb.version


def test_two_folders_of_one_name_are_told_apart(tmp_path: Path) -> None:
    first = put(tmp_path / "a/data", "frameworks/no/one.yaml", TYPES)
    second = put(tmp_path / "b/data", "frameworks/no/two.yaml", TYPES.replace("years: 4", "years: 5"))
    top = KnowledgeBase.open((first, second)).type("no-bachelor")
    assert (top.years, top.origin.layer, top.origin.over) == ((Decimal(5), Decimal(5)), "data (2)", "data")
    other = KnowledgeBase.open((second, first))
    assert other.type("no-bachelor").years == (Decimal(4), Decimal(4))
    assert other.version != KnowledgeBase.open((first, second)).version


def test_bodies_join_and_a_number_of_a_policy_is_replaced_alone(tmp_path: Path, kb: KnowledgeBase) -> None:
    centre = "{id: no-own-centre, name: {en: Own}, url: https://example.org, cite: [no-own], confidence: verified}"
    trap = "{about: [no-bachelor], says: own trap, cite: [no-own], confidence: verified}"
    rest = f"agencies: []\nregisters: []\ntraps: [{trap}]"
    put(
        tmp_path,
        "frameworks/no/system.yaml",
        f'kind: system\nschema: 1\ncountry: "NO"\n{SOURCES}centres: [{centre}]\n{rest}\n',
    )
    name, shipped = next(iter(kb.policy().numbers.items()))
    number = f'{name}: {{value: "77", says: {{en: own}}, cite: [int-own], confidence: verified}}'
    sources = SOURCES.replace("no-own", "int-own")
    text = f"kind: policy\nschema: 1\nid: default\ntitle: {{en: Own}}\n{sources}numbers: {{{number}}}\n"
    put(tmp_path, "mappings/policies/default.yaml", text)
    own = KnowledgeBase.open((tmp_path,))
    before, after = kb.country("NO").system, own.country("NO").system
    assert [b.id for b in after.centres] == [*(b.id for b in before.centres), "no-own-centre"]
    assert after.programme_accreditation
    assert before.programme_accreditation
    assert after.programme_accreditation.required == before.programme_accreditation.required
    assert [t.id for t in after.traps] == [f"no-trap-{n}" for n in range(1, len(before.traps) + 2)]
    numbers = own.policy().numbers
    assert numbers.keys() == kb.policy().numbers.keys()
    assert (shipped.value, str(numbers[name].value)) != (numbers[name].value, "77")
    assert str(numbers[name].value) == "77"


# ---- the commands ----


def test_a_record_and_its_page_say_which_folder_a_fact_is_from(mine: Path, tmp_path: Path) -> None:
    asked = (
        "--country",
        "NO",
        "--title",
        "Bachelorgrad",
        "--awarded",
        "2015",
        "--institution-status",
        "recognised",
        "--to",
        "DE",
        "--on",
        "2026-01-01",
        "--data",
        mine,
    )
    done = run("assess", *asked, "--format", "json")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    facts = {f["id"]: f for reason in record["reasons"] for f in reason["facts"]}
    assert (facts["no-bachelor"]["layer"], facts["no-bachelor"]["overrides"]) == ("mine", "shipped")
    assert facts["no-bachelor"]["path"] == "mine/frameworks/no/qualifications.yaml"
    assert all("layer" not in fact for fid, fact in facts.items() if fid != "no-bachelor")
    assert str(tmp_path) not in done.stdout
    kept_record = put(tmp_path, "record.json", done.stdout) / "record.json"
    assert run("verify", kept_record, "--data", mine).returncode == 0
    page = run("assess", *asked).stdout
    assert "own data, mine: no-bachelor in place of the shipped one" in page


def test_show_says_which_folder_a_fact_is_from(mine: Path) -> None:
    shown = json.loads(run("show", "no-bachelor", "--data", mine, "--format", "json").stdout)
    assert (shown["layer"], shown["overrides"], shown["fields"]["years"]) == ("mine", "shipped", ["4", "4"])
    assert "own data: mine in place of the shipped one" in run("show", "no-bachelor", "--data", mine).stdout
    added = json.loads(run("show", "no-own-diploma", "--data", mine, "--data", "shipped", "--format", "json").stdout)
    assert (added["layer"], added["overrides"]) == ("mine", None)
    plain = json.loads(run("show", "no-master", "--data", mine, "--format", "json").stdout)
    assert (plain["layer"], plain["overrides"]) == ("shipped", None)


def test_validate_resolves_references_against_what_is_shipped(mine: Path, tmp_path: Path) -> None:
    done = run("validate", mine, "--data", "shipped", "--format", "json", "--today", "2026-12-01")
    assert done.returncode == 0, done.stdout
    assert json.loads(done.stdout) == {"findings": [], "counts": {"error": 0, "warning": 0, "note": 0, "files": 1}}
    other = tmp_path / "other"
    text = TYPES.replace("[no-vgs]", "[no-vgx]").replace("unit: no-studiepoeng", "unit: no-own-unit")
    put(other, "frameworks/no/qualifications.yaml", text)
    found = json.loads(run("validate", other, "--data", "shipped", "--format", "json").stdout)["findings"]
    lines = text.splitlines()
    assert [(f["code"], lines[f["line"] - 1].split(":")[0].strip()) for f in found] == [
        ("QR205", "workload"),
        ("QR204", "requires"),
    ]
    assert "did you mean no-vgs" in found[1]["remedy"]
    # a unit of another folder under it
    unit = "{id: no-own-unit, name: {en: Own}, full_time_year: 60, scope: higher, cite: [no-own], confidence: verified}"
    units = put(
        tmp_path / "units",
        "frameworks/no/credits.yaml",
        f'kind: credit-system\nschema: 1\ncountry: "NO"\n{SOURCES}units: [{unit}]\n',
    )
    args = ("--data", "shipped", "--data", units, "--format", "json")
    assert [f["code"] for f in json.loads(run("validate", other, *args).stdout)["findings"]] == ["QR204"]


def test_diff_says_a_record_was_changed_and_one_added(mine: Path) -> None:
    cases = ROOT / "frameworks/se"
    done = run("diff", "shipped", mine, "--format", "json", "--on", "2026-01-01", "--cases", cases)
    found = json.loads(done.stdout)
    facts = [(f["how"], f["what"], f["id"]) for f in found["facts"] if f["what"] != "source"]
    assert facts == [
        ("changed", "qualification type", "no-bachelor"),
        ("added", "qualification type", "no-own-diploma"),
    ]
    assert {e["field"]: e["new"] for e in found["facts"][0]["edits"]}["years"] == 4
    assert [(f["how"], f["id"]) for f in found["facts"] if f["what"] == "source"] == [
        ("added", "no-own (frameworks/no/qualifications.yaml)")
    ]


def test_a_whole_corpus_stands_alone(tmp_path: Path) -> None:
    """A record that a fork has removed is not filled in from the shipped knowledge."""
    names = ["frameworks/countries.yaml", "mappings/policies/default.yaml", "frameworks/no/qualifications.yaml"]
    for name in names:
        put(tmp_path, name, (ROOT / name).read_text(encoding="utf-8"))
    found = json.loads(run("validate", tmp_path, "--format", "json").stdout)["findings"]
    assert {"QR205", "QR209"} <= {f["code"] for f in found}  # its units and frameworks are not there
    below = json.loads(run("validate", tmp_path, "--data", "shipped", "--format", "json").stdout)["findings"]
    assert below == []


def test_a_source_that_lost_its_record_is_no_fault() -> None:
    checker = Checker(dt.date(2026, 12, 1))
    low = (
        TYPES.replace("no-own-diploma", "no-other").replace("  no-own:", "  no-read:").replace("[no-own]", "[no-read]")
    )
    checker.put("frameworks/no/qualifications.yaml", low.split("  - id: no-other")[0].encode())
    checker.put("mine/frameworks/no/qualifications.yaml", TYPES.encode(), "mine")
    assert "QR202" not in {p.code for p in checker.problems()}
