"""Entry requirement packs: the examples hold, what is unknown refuses nobody, a faulty pack is told line by line."""

from __future__ import annotations

import csv
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import DAY, ROOT
from qualrec.batch.judging import PackJudge
from qualrec.engine.assess import Question, assess
from qualrec.engine.brief import Brief
from qualrec.engine.intake import read
from qualrec.engine.pack_cases import run_pack
from qualrec.engine.packs import settle
from qualrec.knowledge.base import KnowledgeBase
from qualrec.knowledge.check import validate
from qualrec.knowledge.policies import PolicyError
from qualrec.knowledge.requirements import is_pack, read_pack

KB = KnowledgeBase.open()
FILES = sorted((ROOT / "examples" / "policies").glob("*.yaml"))
PACKS = {path.stem: read_pack(path, KB) for path in FILES}
FULL = {
    "country": "DZ",
    "title": "Licence",
    "awarded": "2003",
    "years": "4",
    "grade": "14.2",
    "institution": "Université d'Alger",
    "institution_status": "recognised",
    "programme_accredited": "yes",
    "field": "history",
}


def status(pack, facts, on=DAY):
    credential, faults = read(facts, KB)
    assert not faults
    record = Brief(assess(KB, credential, Question(pack["host"], on, "further_study"), KB.policy()))
    return settle(KB, pack, facts, record)


@pytest.mark.parametrize("name", PACKS)
def test_every_case_in_a_pack_holds(name):
    results = run_pack(KB, PACKS[name], DAY)
    assert results
    assert [(r.name, list(map(str, r.differences))) for r in results if r.differences] == []


def test_two_packs_disagree_on_one_award():
    day = DAY.replace(year=2024)
    assert status(PACKS["loughborough-pgt"], FULL, day).status == "meets"
    assert status(PACKS["pgt-2023-24"], FULL, day).status == "does_not_meet"


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(PACKS)),
    st.sets(st.sampled_from(sorted(set(FULL) - {"country", "title"}))),
    st.sampled_from(["9", "12", "13.6", "14.2", "16"]),
)
def test_a_fact_left_out_never_brings_a_refusal(name, left_out, grade):
    pack, facts = PACKS[name], {**FULL, "grade": grade}
    less = {key: value for key, value in facts.items() if key not in left_out}
    if status(pack, facts).status != "does_not_meet":
        assert status(pack, less).status != "does_not_meet"


def test_proven_fraud_is_above_every_line():
    assert status(PACKS["loughborough-pgt"], {**FULL, "authenticity": "fraudulent"}).status == "does_not_meet"


def test_a_line_nobody_read_refuses_nobody():
    pack = PACKS["loughborough-pgt"]
    weak = {**pack, "rules": [{**rule, "confidence": "recalled"} for rule in pack["rules"]]}
    low = {**FULL, "grade": "11"}
    assert status(pack, low).status == "does_not_meet"
    assert status(weak, low).status == "needs_review"
    assert status(weak, FULL).status == "meets"


def test_packs_are_checked_like_all_data(tmp_path: Path):
    assert validate(FILES, today=DAY.replace(year=2027)).problems == []
    text = FILES[0].read_text(encoding="utf-8").replace("dz-20-point", "dz-20-pont", 1)
    bad = tmp_path / "pack.yaml"
    bad.write_text(text, encoding="utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if "dz-20-pont" in row)
    assert is_pack(bad)
    assert [(p.code, p.place.line) for p in validate([bad], today=DAY.replace(year=2027)).problems] == [("QR206", line)]
    with pytest.raises(PolicyError):
        read_pack(bad, KB)


def test_a_judge_travels_to_another_process():
    judge = pickle.loads(pickle.dumps(PackJudge(KB, PACKS["loughborough-pgt"])))
    assert judge.reads == {"grade", "grade_scale", "years"}


def test_batch_settles_by_a_pack(tmp_path: Path):
    import subprocess
    import sys

    table, out = tmp_path / "in.csv", tmp_path / "out.csv"
    rows = [{**FULL, "grade": grade} for grade in ("14.2", "13.6", "12", "")]
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(FULL))
        writer.writeheader()
        writer.writerows(rows)
    program = Path(sys.executable).parent / "qualrec"
    policy = ROOT / "examples/policies/loughborough-pgt.yaml"
    options = ["--to", "GB", "--policy", str(policy), "-o", str(out), "--on", "2026-01-01"]
    subprocess.run([str(program), "batch", str(table), *options], check=True, capture_output=True)
    with out.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert [row["q_status"] for row in found] == ["meets", "needs_review", "does_not_meet", "needs_review"]
    assert {row["q_policy"] for row in found} == {"loughborough-pgt-2-1"}
    assert all("loughborough-pgt.yaml:" in row["q_policy_rule"] for row in found)
