"""A run that is broken off, killed, starved of room or cut off loses no row, doubles none, and leaves no half file."""

from __future__ import annotations

import csv
import datetime as dt
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import ROOT
from qualrec.batch import splice
from qualrec.batch.desk import Desk, Setup
from qualrec.batch.lines import ByLine
from qualrec.batch.run import Batch
from qualrec.batch.write import columns_of
from qualrec.engine.assess import Question
from qualrec.io.tables import open_table
from test_batch import GOOD, HEADER

START = """
import sys
from qualrec.batch import lines, part, splice, run
part.EVERY = 0.0
run.CHUNK = 500
splice.FIRST = lines.ByLine.block = 30_000
from qualrec.cli.main import main
main()
"""
ROWS = 12_000


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """A table with plain lines, quoted lines, faults and many classes."""
    path = tmp_path_factory.mktemp("runs") / "in.csv"
    chance = random.Random(3)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(ROWS):
            country, title = chance.choice(
                [("NO", "Bachelor i biologi"), ("IT", "Laurea"), ("DE", "Diplom"), ("ZZ", "x")]
            )
            note = chance.choice(["", "plain", "two\nlines", 'a "quoted" one', "=1+1"])
            awarded = chance.choice(["soon", *map(str, range(1985, 2026))])
            writer.writerow([number, country, title, awarded, "180", "B", chance.choice(["recognised", ""]), note])
    return path


def command(table, out, *options):
    code = [sys.executable, "-c", START, "batch", str(table), "--to", "DE", "--on", "2026-01-01"]
    return [*code, *(["-o", str(out)] if out else []), *options]


def run(table, out, *options):
    done = subprocess.run(command(table, out, *options), capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def whole(table):
    out = table.with_name("whole.csv")
    run(table, out, "--jobs", "1")
    return out.read_bytes()


def test_killed_at_ten_points_and_taken_up_again(table, whole):
    """Kill -9 as the output passes ten places, going on each time; not a byte differs in the end."""
    out = table.with_name("killed.csv")
    part = table.with_name(".killed.csv.part")
    chance = random.Random(11)
    points = sorted(chance.randrange(len(whole) // 50, len(whole) * 9 // 10) for _ in range(10))
    killed = 0
    for point in points:
        going = subprocess.Popen(command(table, out, "--resume", "--jobs", "1"), cwd=ROOT, stderr=subprocess.DEVNULL)
        while going.poll() is None and (not part.exists() or part.stat().st_size < point):
            time.sleep(0.002)
        if going.poll() is None:
            going.send_signal(signal.SIGKILL)
            killed += 1
        going.wait()
        if not killed or going.returncode == 0:
            break
        assert not out.exists()
    assert killed >= 8
    run(table, out, "--resume")
    assert out.read_bytes() == whole
    with out.open(encoding="utf-8", newline="") as file:
        assert [row["q_row"] for row in csv.DictReader(file)] == [str(n) for n in range(1, ROWS + 1)]
    assert not part.exists()


def test_two_processes_write_the_same_bytes(table, whole):
    out = table.with_name("two.csv")
    run(table, out, "--jobs", "2")
    assert out.read_bytes() == whole


def texts(kb, path, question, jobs=1, after=None):
    """Answer a table's lines; kill the other process after some piece of the output."""
    opened = open_table(path)
    batch = Batch(Desk(kb, Setup(question)), jobs=jobs)
    found = []
    for number, (text, _) in enumerate(splice.Splice(opened, batch, columns_of(opened)).texts()):
        found.append(text)
        if number == after:
            [other] = multiprocessing.active_children()
            other.kill()
    return b"".join(found), batch.tally


def test_a_process_that_is_killed_loses_no_row(kb, table, monkeypatch):
    """What it had, and all that would have been its own, is worked out by the first; not a byte differs."""
    monkeypatch.setattr(splice, "FIRST", 30_000)
    monkeypatch.setattr(ByLine, "block", 30_000)
    question = Question("DE", dt.date(2026, 1, 1))
    assert texts(kb, table, question, 2, 3) == texts(kb, table, question)


def test_another_run_is_not_gone_on_with(table):
    out = table.with_name("other.csv")
    mark = {"run": {"input": "x"}, "rows": 5, "bytes": 3, "counts": {}}
    table.with_name(".other.csv.part").write_bytes(b"abcdef")
    table.with_name(".other.csv.mark").write_text(json.dumps(mark), encoding="utf-8")
    done = subprocess.run(command(table, out, "--resume"), capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert "differs in: input" in done.stderr
    assert "without --resume" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are set the POSIX way")
def test_no_room_ends_with_words_and_can_be_gone_on_with(table, whole):
    import resource

    def starve():
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(whole) // 2, len(whole) // 2))

    out = table.with_name("starved.csv")
    going = subprocess.run(
        command(table, out, "--jobs", "1"), capture_output=True, text=True, cwd=ROOT, check=False, preexec_fn=starve
    )
    assert going.returncode == 2, going.stderr
    assert "free some room" in going.stderr
    assert "Traceback" not in going.stderr
    assert not out.exists()
    done = run(table, out, "--resume", "--jobs", "1")
    assert "were done before" in done.stderr
    assert out.read_bytes() == whole


@pytest.mark.skipif(sys.platform == "win32", reason="pipes break the POSIX way")
def test_a_broken_pipe_ends_quietly(table):
    read, write = os.pipe()
    going = subprocess.Popen(command(table, None), cwd=ROOT, stdout=write, stderr=subprocess.PIPE, text=True)
    os.close(write)
    assert os.read(read, 100)
    os.close(read)
    _, said = going.communicate(timeout=120)
    assert going.returncode == 0
    assert "Traceback" not in said


def test_a_killed_run_leaves_no_process_behind(table):
    out = table.with_name("orphans.csv")
    going = subprocess.Popen(command(table, out, "--jobs", "2"), cwd=ROOT, stderr=subprocess.DEVNULL)
    part = table.with_name(".orphans.csv.part")
    while going.poll() is None and (not part.exists() or not part.stat().st_size):
        time.sleep(0.01)
    children = subprocess.run(
        ["pgrep", "-P", str(going.pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    going.kill()
    going.wait()
    until = time.monotonic() + 20
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]


def test_good_rows_are_there(whole):
    assert GOOD[1].encode() in whole
