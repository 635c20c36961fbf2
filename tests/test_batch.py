"""Batch: one row out for each row in, in order, whatever the row holds."""

from __future__ import annotations

import csv
import io
import json
import random

import pytest
from typer.testing import CliRunner

from qualrec.batch.run import OUTPUT
from qualrec.cli.app import build

RUNNER = CliRunner()
app = build()
HEADER = ["id", "country", "title", "awarded", "credits", "grade", "institution_status", "notes"]
GOOD = ["NO", "Bachelor i biologi", "2015", "180", "B", "recognised", "fine"]
DIRT = [
    ["", "", "", "", "", "", ""],
    ["", "Bachelor i biologi", "2015", "180", "B", "", ""],
    ["ZZ", "Bachelor", "2015", "180", "", "", ""],
    ["NO", "", "2015", "180", "", "", ""],
    ["NO", "Bachelor i biologi", "soon", "a lot", "?", "maybe", ""],
    ["NO", "Bachelor i biologi", "2015", "-180", "B", "", ""],
    ["NO", "[bold red]Bachelor[/] \x1b[31mx\x1b[0m", "2015", "", "", "", ""],
    ["NO", '=HYPERLINK("http://x")', "2015", "", "", "", "=1+1"],
    ["NO", "Bachelor\ni\nbiologi", "2015", "180", "B", "recognised", 'two\nlines, "quoted"'],
    ["NO", "x" * 1_000_000, "2015", "", "", "", ""],
    ["Norge", "Bachelor i biologi", "2015", "180", "B", "recognised", "+1"],
    ["NO", "Bachelor i biologi", "2015", "9" * 40, "B", "", "@x"],
    ["IT", "Laurea magistrale", "2012", "120", "110/110", "recognised", "\t=1"],
]


def batch(path, *options):
    out = path.parent / "out.csv"
    done = RUNNER.invoke(app, ["batch", str(path), "--to", "DE", "--on", "2026-01-01", "-o", str(out), *options])
    assert done.exit_code == 0, done.output
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def written(path, rows, encoding="utf-8", **form):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, **form).writerows([HEADER, *rows])
    return path


def test_a_thousand_rows_of_dirt(tmp_path):
    csv.field_size_limit(64_000_000)
    chance = random.Random(7)
    rows = [[str(n), *(chance.choice(DIRT) if n % 3 else GOOD)] for n in range(1000)]
    out = batch(written(tmp_path / "in.csv", rows))
    assert [row["id"] for row in out] == [str(n) for n in range(1000)]
    assert [row["q_row"] for row in out] == [str(n) for n in range(1, 1001)]
    assert {row["q_status"] for row in out} == {"assessed", "needs_review", "cannot_assess"}
    assert list(out[0]) == [*HEADER, *OUTPUT]
    for row, given in zip(out, rows, strict=True):
        assert row["q_reasons"] or row["q_status"] == "assessed"
        assert not any((cell or "")[:1] in "=+@\t\r" for cell in row.values() if cell)
        if given[1:] == GOOD:
            assert row["q_outcome"] == "RECOGNISED_FULL"
            assert row["q_qualification"] == "no-bachelor"
        if not given[1] or not given[2]:
            assert row["q_status"] == "cannot_assess"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters_are_told_apart(tmp_path, encoding, delimiter):
    row = ["1", "NO", "Høgskolekandidat", "2015", "120", "", "recognised", "æøå"]
    out = batch(written(tmp_path / "in.csv", [row], encoding, delimiter=delimiter))
    assert (out[0]["title"], out[0]["notes"]) == ("Høgskolekandidat", "æøå")
    assert out[0]["q_identified"] == "found"


def test_short_long_and_doubled(tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("country,title,title,x\nNO,bachelor,second,1\nNO\nNO,bachelor,b,c,d,e\n", encoding="utf-8")
    out = batch(path)
    assert len(out) == 3
    assert out[0]["title.2"] == "second"
    assert out[1]["q_status"] == "cannot_assess"
    assert out[2]["x"] == "c,d,e"
    assert "ROW_LENGTH" in out[2]["q_reasons"]


def test_json_lines_in_and_out(tmp_path):
    lines = [
        '{"country": "NO", "title": "Bachelor i biologi", "awarded": 2015, "institution_status": "recognised"}',
        "{broken",
        "[1]",
    ]
    lines.append('{"country": "NO", "title": "bachelor", "rights": ["wrong shape"], "target": {"requirements": [1]}}')
    path = tmp_path / "in.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    done = RUNNER.invoke(app, ["batch", str(path), "--to", "DE", "--on", "2026-01-01", "-o", str(out)])
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["q_row"] for row in rows] == [1, 2, 3, 4]
    assert [row["q_status"] for row in rows][:3] == ["assessed", "cannot_assess", "cannot_assess"]
    assert rows[1]["unreadable"] == "{broken"


def test_one_row_and_one_assessment_agree(tmp_path, ask):
    row = ["1", *GOOD]
    out = batch(written(tmp_path / "in.csv", [row]))[0]
    found = ask(**dict(zip(HEADER[1:-1], GOOD[:-1], strict=True)))
    assert out["q_outcome"] == found["outcome"]
    assert out["q_comparator"] == found["comparator"]["id"]
    assert out["q_ects_low"] == found["workload"]["ects"]["low"]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path):
    path = written(tmp_path / "in.csv", [["1", *GOOD]])
    done = RUNNER.invoke(app, ["batch", str(path), "--to", "DE", "-o", str(tmp_path / "none" / "out.csv")])
    assert done.exit_code != 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["in.csv"]


def test_without_an_output_the_table_goes_to_standard_output(tmp_path, capfd):
    path = written(tmp_path / "in.csv", [["1", *GOOD]])
    app(["batch", str(path), "--to", "DE", "--on", "2026-01-01"], standalone_mode=False)
    captured = capfd.readouterr()
    assert next(csv.DictReader(io.StringIO(captured.out)))["q_outcome"] == "RECOGNISED_FULL"
    assert "1 rows" in captured.err
