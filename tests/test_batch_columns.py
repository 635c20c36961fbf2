"""Rows told together by columns get, byte for byte, what the same rows get one by one."""

from __future__ import annotations

import csv
import datetime as dt
import random
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualrec.batch import splice
from qualrec.batch.answering import answering_of
from qualrec.batch.columns import OUTPUT
from qualrec.batch.desk import Desk, Setup
from qualrec.batch.lines import ByLine
from qualrec.batch.quick import PLAIN
from qualrec.batch.run import Batch
from qualrec.engine.assess import Question
from qualrec.io.tables import Row, open_table
from qualrec.io.tables.base import as_text
from test_batch_runs import texts
from test_batch_verdicts import DAY, rows, vocabulary

pa = pytest.importorskip("pyarrow", reason="the extra table is not installed")
pq = pytest.importorskip("pyarrow.parquet")
np = pytest.importorskip("numpy")

from qualrec.batch import codes  # noqa: E402 - needs the extra
from qualrec.batch.coded_lines import ByBlock  # noqa: E402
from qualrec.batch.coded_table import ByColumns  # noqa: E402
from qualrec.batch.parts import answered  # noqa: E402

NOTES = ["", "", "", "plain", "a, b", 'a "quoted" one', "two\nlines", "=1+1", "æøå 漢字", "x" * 700]
# Fields that the text between the United Kingdom and India leaves out, and one that it does not.
FIELDS = ["law", "Medicine", "pharmacy", "history", ""]


def drawn(kb, host, seed, count):
    """Rows of all kinds: known and unknown titles, faults, long cells, fields that some law leaves out."""
    chance = random.Random(seed)
    found = rows(vocabulary(kb, host, chance), chance, count)
    found += [
        {"country": "IN", "title": chance.choice(["B.A.", "Bachelor of Science"]), "field": chance.choice(FIELDS)}
        for _ in range(60)
    ]
    found += [{"country": chance.choice(["", "ZZ", "Norge"]), "title": "Bachelorgrad"} for _ in range(20)]
    found += [{"country": "NO", "title": "Bachelorgrad", "grade": "B" * 900, "awarded": "2015"}, {}]
    chance.shuffle(found)
    return [row | {"notes": chance.choice(NOTES)} for row in found]


@pytest.fixture(params=[("DE", "lrc"), ("GB", "uk_enic"), ("US", "us_years")], ids=lambda param: param[0])
def question(request):
    return Question(request.param[0], DAY, "further_study", request.param[1])


@pytest.fixture
def table(kb, question, tmp_path):
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["id", *PLAIN, "notes"], restval="")
        writer.writeheader()
        writer.writerows(drawn(kb, question.host, question.host, 500))
    return path


def test_lines_of_a_block_are_lines_alone(kb, table, question, monkeypatch):
    monkeypatch.setattr(splice, "LARGE", sys.maxsize)
    one_by_one = texts(kb, table, question)
    monkeypatch.setattr(splice, "LARGE", 0)
    monkeypatch.setattr(splice, "FIRST", 9_000)
    monkeypatch.setattr(ByBlock, "block", 9_000)
    assert texts(kb, table, question) == one_by_one
    assert texts(kb, table, question, jobs=2) == one_by_one
    assert texts(kb, table, question, jobs=2, after=2) == one_by_one  # what a killed process had is worked out again
    assert one_by_one[0].count(b"\n") > 580


def test_without_arrow_lines_are_answered_one_by_one(kb, question, monkeypatch):
    monkeypatch.setitem(sys.modules, "qualrec.batch.coded_lines", None)
    verdicts = Batch(Desk(kb, Setup(question))).verdicts
    assert isinstance(answering_of(verdicts, ("country",), ("country", *OUTPUT), large=True), ByLine)


def typed(kb, host):
    """Columns as Parquet holds them: numbers, days, codes, nothing, lists; two hundred rows."""
    some = drawn(kb, host, f"typed {host}", 200)[:200]
    chance = random.Random(7)
    plain = {name: [row.get(name) or None for row in some] for name in ("country", "title", "field", "notes")}
    return pa.table(
        {
            "id": pa.array(range(200), pa.int16()),
            "country": pa.array(plain["country"]).dictionary_encode(),
            **{name: pa.array(plain[name], pa.large_string()) for name in ("title", "field", "notes")},
            "awarded": pa.array([dt.date(chance.randrange(1990, 2026), 6, 30) for _ in some]),
            "credits": pa.array([chance.choice([180.0, 7.5, None, 240.0]) for _ in some], pa.float64()),
            "years": pa.array([chance.choice([3, 4, None]) for _ in some], pa.int8()),
            "institution_status": ["recognised"] * 200,
            "programme_accredited": pa.array([chance.choice([True, False, None]) for _ in some]),
            "rights": pa.array([chance.choice([None, None, None, ["further_study"]]) for _ in some]),
            "grade": pa.array([chance.choice(["B", "1,7", "x" * 500, ""]) for _ in some]),
        }
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_columns_of_any_type_are_rows(kb, question, jobs):
    made = typed(kb, question.host)
    names = made.column_names
    parts = made.combine_chunks().to_batches(max_chunksize=64)
    batch = Batch(Desk(kb, Setup(question)), jobs=jobs)
    found = [
        dict(zip(OUTPUT, cells, strict=True))
        for _, columns in answered(batch, names, parts)
        for cells in zip(*(column.to_pylist() for column in columns), strict=True)
    ]
    by_rows = Batch(Desk(kb, Setup(question)))
    cells = [{name: as_text(value) for name, value in row.items()} for row in made.to_pylist()]
    alone = list(by_rows.rows(Row(number, row) for number, row in enumerate(cells, 1)))
    assert found == [{name: row[name] for name in OUTPUT} for row in alone]
    assert batch.tally == by_rows.tally


def test_parquet_of_many_groups(kb, question, tmp_path, monkeypatch):
    """A file of several row groups, a column named as one of ours, and two of one name."""
    from qualrec.batch.write import write

    made = typed(kb, question.host)
    columns = [*made.columns, made["notes"], pa.array(["x"] * 200)]
    again = pa.table(columns, names=[*made.column_names, "notes", "q_status"])
    pq.write_table(again, tmp_path / "in.parquet", row_group_size=50)
    monkeypatch.setattr("qualrec.io.tables.columnar.PART", 70)
    out = tmp_path / "out.parquet"
    opened = open_table(tmp_path / "in.parquet")
    batch = Batch(Desk(kb, Setup(question)))
    told: list[int] = []
    write(opened, batch, out, {}, told.append)
    found = pq.read_table(out)
    assert found.column_names == [*made.column_names, "notes.2", *OUTPUT]
    assert found["q_row"].to_pylist() == list(range(1, 201))
    assert found["id"].to_pylist() == [str(number) for number in range(200)]
    assert set(found["q_status"].to_pylist()) <= set(batch.counts)
    assert sum(batch.counts.values()) == told[-1] == 200


def test_an_empty_table_has_an_empty_answer(kb, question):
    batch = Batch(Desk(kb, Setup(question)), jobs=2)
    nothing = pa.record_batch({name: pa.array([], pa.string()) for name in ("country", "title")})
    [(_, columns)] = answered(batch, nothing.schema.names, [nothing])
    assert [len(column) for column in columns] == [0] * len(OUTPUT)


def test_long_cells_are_not_kept(kb):
    batch = Batch(Desk(kb, Setup(Question("DE", DAY, "further_study"))))
    names = ("country", "title", "awarded", "grade")
    answering = ByBlock(batch.verdicts, names, (*names, *OUTPUT))
    answering.pieces(range(1, 7), [f"NO,Bachelorgrad,2015,{number}{'x' * 5000}".encode() for number in range(6)])
    answering.pieces([7], [b"NO,Bachelorgrad,2015,B"])
    quick = answering._coded.quick
    kept: list[Any] = [quick.titles, *quick._grades.values(), *quick._shared.values(), *quick._classes.values()]
    assert len(quick.titles) == 1
    assert not [key for memory in kept for key in memory if "xxxx" in str(key)]


def test_long_cells_of_columns_are_not_kept(kb):
    batch = Batch(Desk(kb, Setup(Question("DE", DAY, "further_study"))))
    long = ["x" * 5000 + str(number) for number in range(4)]
    columns = {name: [*long, "B"] for name in ("grade", "institution", "awarded", "field", "credits")}
    part = pa.record_batch({"country": ["NO"] * 5, "title": ["Bachelorgrad"] * 5, **columns})
    answering = ByColumns(batch.verdicts)
    answering.pieces(part.schema.names, part)
    quick = answering._coded.quick
    kept: list[Any] = [quick._houses, *quick._grades.values(), *quick._ects.values(), *quick._classes.values()]
    kept += [*quick._sound.values(), *quick._calm.values(), quick.titles]
    assert len(quick.titles) == 1
    assert not [key for memory in kept for key in memory if "xxxx" in str(key)]


@given(st.lists(st.tuples(*[st.integers(0, 5)] * 4), min_size=1, max_size=60), st.booleans())
def test_joined_numbers_are_equal_where_all_are(table, huge):
    many = 2**40 if huge else 6  # so that they must be made dense on the way
    columns = [np.array(column, np.int64) for column in zip(*table, strict=True)]
    found = codes.distinct(codes.join(*((column, many) for column in columns)))
    assert [table[row] for row in found.first] == list(dict.fromkeys(table))
    assert [table[found.first[at]] for at in found.at] == table


@given(st.lists(st.sampled_from(["", "a", "b", None, "æ"]), max_size=30))
def test_a_column_is_its_cells(texts):
    found = codes.encode(pa.array(texts, pa.string()))
    assert [found.texts[at] for at in found.at] == [text or "" for text in texts]


@pytest.mark.parametrize("ending", [".parquet", ".csv"])
def test_text_that_is_no_utf8_is_read_as_such(kb, tmp_path, ending):
    """Bytes that are no text ended the run; also in the values of a dictionary."""
    from qualrec.batch.write import write

    offsets, raw = np.array([0, 1, 13], np.int32), b"\xffBachelorgrad"
    odd = pa.StringArray.from_buffers(2, pa.py_buffer(offsets.tobytes()), pa.py_buffer(raw))
    coded = pa.DictionaryArray.from_arrays(pa.array([1, 0], pa.int32()), odd)
    pq.write_table(pa.table({"country": ["NO", "NO"], "title": odd, "notes": coded}), tmp_path / "in.parquet")
    batch = Batch(Desk(kb, Setup(Question("DE", DAY, "further_study"))))
    out = tmp_path / f"out{ending}"
    write(open_table(tmp_path / "in.parquet"), batch, out, {}, lambda _: None)
    if ending == ".csv":
        with out.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
    else:
        found = pq.read_table(out).to_pylist()
    assert [row["title"] for row in found] == ["\ufffd", "Bachelorgrad"]
    assert [row["notes"] for row in found] == ["Bachelorgrad", "\ufffd"]
    assert [row["q_identified"] for row in found] == ["unknown", "found"]
