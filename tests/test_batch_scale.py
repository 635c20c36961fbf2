"""The function over Arrow batches gives what the command gives, alone and inside an engine that spreads the rows."""

from __future__ import annotations

import csv
import datetime as dt
import os
import random
import shutil
import sys

import pytest
from typer.testing import CliRunner

from conftest import ROOT
from qualrec.batch.columns import OUTPUT
from qualrec.cli.app import build

pa = pytest.importorskip("pyarrow", reason="the extra table is not installed")
COLUMNS = ["id", "country", "title", "awarded", "grade", "institution_status", "notes"]


@pytest.fixture(scope="module")
def rows():
    chance = random.Random(5)
    both = [("NO", "Bachelor i biologi"), ("IT", "Laurea magistrale"), ("DE", "Diplom"), ("", "x"), ("FR", "Licenc")]
    years = [*map(str, range(1990, 2026)), "soon"]
    return [
        [f"r{n}", *chance.choice(both), chance.choice(years), chance.choice(["B", "1,7", ""]), "recognised", "=1"]
        for n in range(600)
    ]


@pytest.fixture(scope="module")
def by_command(rows, tmp_path_factory):
    folder = tmp_path_factory.mktemp("scale")
    with (folder / "in.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    arguments = ["batch", str(folder / "in.csv"), "--to", "DE", "--on", "2026-01-01", "-o", str(folder / "out.csv")]
    assert CliRunner().invoke(build("batch"), arguments).exit_code == 0
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def same(found, by_command, *, number=True):
    assert len(found) == len(by_command)
    assert {row["id"] for row in found} == set(by_command)
    for row in found:
        wanted = by_command[row["id"]]
        for name in OUTPUT:
            if name != "q_row" or number:
                assert str(row[name]) == wanted[name], (row["id"], name)
        assert row["notes"] == "=1"  # carried through untouched; only the CSV writer guards against formulas


def options():
    from qualrec.tables import Options

    return Options("DE", dt.date(2026, 1, 1))


def test_arrow_batches(rows, by_command):
    from qualrec.tables import map_batches, output_schema

    table = pa.Table.from_pylist([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    made = list(map_batches(options())(iter(table.to_batches(max_chunksize=77))))
    assert len(made) == 8
    assert all(batch.schema == output_schema(table.schema) for batch in made)
    same(pa.Table.from_batches(made).to_pylist(), by_command)


def test_spark(rows, by_command, monkeypatch):
    """Spark in local mode, two workers; skipped where it, or the Java it needs, is not installed."""
    sql = pytest.importorskip("pyspark.sql", reason="pyspark is not installed")
    pytest.importorskip("pandas", reason="pandas, which Spark asks for, is not installed")
    if not shutil.which("java"):
        pytest.skip("Spark needs Java, which is not installed")
    from qualrec.tables import map_batches

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]))
    spark = (
        sql.SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "700m")
        .getOrCreate()
    )
    try:
        frame = spark.createDataFrame([tuple(row) for row in rows], COLUMNS).repartition(4)
        schema = ", ".join(
            [*(f"{c} string" for c in COLUMNS), *(f"{c} {'long' if c == 'q_row' else 'string'}" for c in OUTPUT)]
        )
        made = frame.mapInArrow(map_batches(options()), schema)
        same([row.asDict() for row in made.collect()], by_command, number=False)
    finally:
        spark.stop()
