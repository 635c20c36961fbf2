"""``qualrec batch``: a table of credentials, one result row per input row."""

from __future__ import annotations

import gc
import os
import sys
import time
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Annotated

import typer

from qualrec.cli.batch_options import Decisions, Extras, Kept, Policy, Redact, Report, Review, extras
from qualrec.cli.common import (
    Data,
    Lang,
    On,
    Refusal,
    assessment_date,
    country_of,
    one_of,
    open_knowledge,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qualrec.batch.desk import Setup
    from qualrec.batch.judging import PackJudge
    from qualrec.batch.run import Batch
    from qualrec.io.tables import Table
    from qualrec.knowledge.base import KnowledgeBase

FAIL_ON = ("does_not_meet", "needs_review", "cannot_assess")
STOPPED = 130


def command(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="INPUT",
            help="A .csv, .jsonl, .xlsx, .ods or .parquet file, or a folder or .zip of credential files.",
        ),
    ],
    to: Annotated[str, typer.Option("--to", metavar="CC", help="The host country.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="A .csv, .jsonl, .xlsx or .parquet file; default: CSV on standard output."),
    ] = None,
    names: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="Own column names: CSV lines such as title,Degree.")
    ] = None,
    purpose: Annotated[str | None, typer.Option(help="The purpose of rows that name none.")] = None,
    method: Annotated[str, typer.Option(help="lrc, uk_enic, us_years ...")] = "lrc",
    assume: Annotated[
        bool, typer.Option("--assume-recognised", help="Take institutions of unknown status as recognised; it is said.")
    ] = False,
    policy: Policy = None,
    review: Review = None,
    decisions: Decisions = None,
    precedents: Kept = None,
    report: Report = None,
    redact: Redact = None,
    store: Annotated[Path | None, typer.Option(metavar="FILE", help="A store of institutions of one's own.")] = None,
    jobs: Annotated[int, typer.Option(metavar="N", min=0, help="Processes; 0: one for each core.")] = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run that was broken off.")] = False,
    fail_on: Annotated[
        str | None, typer.Option(help="does_not_meet, needs_review or cannot_assess: exit 1 where a row is so.")
    ] = None,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
) -> None:
    """Assess a table of credentials: exactly one row out for each row in, in order, whatever the row holds."""
    one_of("--lang", lang, ("en",))
    from qualrec.batch.desk import Setup
    from qualrec.batch.write import kind_of
    from qualrec.engine.assess import METHODS, Question
    from qualrec.io.tables import TableError
    from qualrec.model.credential import PURPOSES

    one_of("--method", method, METHODS)
    if purpose:
        one_of("--purpose", purpose, PURPOSES)
    if fail_on:
        one_of("--fail-on", fail_on, FAIL_ON)
    try:
        kind_of(output)
    except TableError as error:
        raise Refusal("not a table that is written", where=f"-o {output}", why=error.why, do=error.do) from None
    began = time.monotonic()
    gc.enable()
    gc.set_threshold(100_000, 50, 1000)  # what a batch remembers is no garbage; looking through it often is slow
    kb = open_knowledge(data)
    question = Question(country_of(kb, to, "--to"), assessment_date(on), purpose, method, assume)
    setup = Setup(question, tuple(data or ()), store, _judge(kb, policy, data))
    more = extras(
        kb, review=review, decisions=decisions, precedents=precedents, report=report, redact=redact, store=store
    )
    run = _same(table, question, kb.version, (names, policy, decisions, more.path if more.kept else None))
    batch = _done(kb, setup, more, table, output, names, run, _jobs(jobs, table), resume=resume)
    _summary(batch, more, began, (output, review, report))
    if fail_on and batch.counts[fail_on]:
        raise typer.Exit(1)


def _summary(batch: Batch, more: Extras, began: float, files: tuple[Path | None, ...]) -> None:
    """Say how many rows ended how, with shares, and how far the shared facts of the review would reach."""
    from qualrec.render.tally import tally

    seconds = time.monotonic() - began if sys.stderr.isatty() else None
    named, width = [path.name for path in files if path], get_terminal_size((80, 24)).columns
    for line in tally(batch.counts, batch.causes, seconds, named, width):
        sys.stderr.write(line + "\n")
    if more.queue and more.queue.rows:
        facts, rows = more.queue.settling
        share = 100 * rows / more.queue.rows
        sys.stderr.write(f"{facts:,} shared facts would settle {share:.0f} % of the open rows: {more.queue.path}\n")


def _done(
    kb: KnowledgeBase,
    setup: Setup,
    more: Extras,
    table: Path,
    output: Path | None,
    names: Path | None,
    run: dict[str, str],
    jobs: int,
    *,
    resume: bool,
) -> Batch:
    """Run the batch to its end and return it.

    Raises:
        Refusal: if the table, the output or the store cannot be used.
    """
    from qualrec.batch.desk import Desk
    from qualrec.batch.named import Hooks
    from qualrec.batch.run import Batch
    from qualrec.batch.write import write
    from qualrec.cli.progress import Progress
    from qualrec.io.tables import TableError, open_table
    from qualrec.registers.store import StoreError

    progress = None
    try:
        read = open_table(table)
        progress = Progress(read.meter, table.name)
        own = _names(read, names, table)
        hooks = Hooks(more.before, more.after, more.shown, more.watch).of_table(own)
        batch = Batch(
            Desk(kb, setup).of_table(own),
            jobs=jobs,
            before=hooks.before,
            after=hooks.after,
            shown=hooks.shown,
            watch=hooks.watch,
        )
        note = write(read, batch, output, run, progress.tell, resume=resume)
        more.remember()
    except StoreError as error:
        raise Refusal("the store of institutions cannot be used", why=str(error)) from None
    except TableError as error:
        raise Refusal("table cannot be used", where=str(table), why=error.why, do=error.do) from None
    except BrokenPipeError:
        raise typer.Exit(0) from None  # whoever read the output has enough of it
    except KeyboardInterrupt:
        where = f"; --resume goes on with {output}" if output else ""
        sys.stderr.write(f"qualrec: stopped{where}\n")
        raise typer.Exit(STOPPED) from None
    finally:
        if progress:
            progress.close()
    for said in filter(None, (read.note, note, more.note)):
        sys.stderr.write(f"qualrec: {said}\n")
    return batch


def _judge(kb: KnowledgeBase, policy: Path | None, data: list[Path] | None) -> PackJudge | None:
    """Return the judge by an entry requirement pack, where one is given."""
    if policy is None:
        return None
    from qualrec.batch.judging import PackJudge
    from qualrec.cli.inputs import pack_of

    return PackJudge(kb, pack_of(kb, policy), tuple(data or ()))


def _jobs(asked: int, table: Path) -> int:
    """Return the number of processes; a small table is done before a second one has started."""
    if asked:
        return asked
    small = table.is_file() and table.stat().st_size < 300_000
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1 if small else min(cores, 8)


def _names(read: Table, path: Path | None, table: Path) -> dict[str, str]:
    """Return our columns by the table's own names; a table without country and title is asked about, not guessed at.

    Raises:
        Refusal: if the columns that every row needs are neither there nor mapped.
    """
    from qualrec.batch.columns import INPUT
    from qualrec.io.tables.names import as_map, propose, read_map

    if path:
        return read_map(path, read.columns, INPUT)
    absent = [name for name in ("country", "title") if name not in read.columns]
    unknown = [column for column in read.columns if column not in INPUT]
    found = propose(read.columns, INPUT) if unknown else {}
    if absent and "qualification" not in read.columns and "unreadable" not in read.columns:
        known = "\n       ".join(as_map(found).splitlines()) if found else ""
        raise Refusal(
            f"the table has no column {' and no column '.join(absent)}",
            where=str(table),
            why="its columns are: " + ", ".join(read.columns),
            do="name them in a file and give it with --map"
            + (f"; this may be it, check it first:\n       {known}" if known else ": lines such as title,Degree"),
        )
    if found:
        said = ", ".join(f"{own!r} looks like {ours}" for ours, own in found.items())
        sys.stderr.write(f"qualrec: not used: {said}; name it with --map FILE if it is\n")
    return {}


def _same(table: Path, question: object, version: str, files: Iterable[Path | None]) -> dict[str, str]:
    """Return what a run that goes on must share with the one that was broken off."""
    from qualrec.model.digest import sha256
    from qualrec.version import __version__

    try:
        stat = table.stat()
        texts = [path.read_text(encoding="utf-8", errors="replace") if path else "" for path in files]
    except OSError as error:
        raise Refusal("a file cannot be read", where=str(error.filename), why=error.strerror or "") from None
    return {
        "input": f"{table.resolve()} {stat.st_size} {stat.st_mtime_ns}",
        "question": repr(question),
        "files": sha256("\0".join(texts).encode("utf-8")),
        "knowledge": version,
        "program": __version__,
    }
