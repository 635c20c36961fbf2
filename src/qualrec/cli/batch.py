"""``qualrec batch``: a table of credentials, one result row per input row."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    from qualrec.batch.run import Batch


def command(
    table: Annotated[
        Path, typer.Argument(metavar="INPUT", help="A .csv or .jsonl file; columns country and title at least.")
    ],
    to: Annotated[str, typer.Option("--to", metavar="CC", help="The host country.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A .csv or .jsonl file; default: CSV on standard output.")
    ] = None,
    purpose: Annotated[str | None, typer.Option(help="The purpose of rows that name none.")] = None,
    method: Annotated[str, typer.Option(help="lrc, uk_enic, us_years ...")] = "lrc",
    assume: Annotated[
        bool, typer.Option("--assume-recognised", help="Take institutions of unknown status as recognised; it is said.")
    ] = False,
    store: Annotated[Path | None, typer.Option(metavar="FILE", help="A store of institutions of one's own.")] = None,
    fail_on: Annotated[
        str | None, typer.Option(help="needs_review or cannot_assess: exit 1 where a row is so.")
    ] = None,
    data: Data = None,
    on: On = None,
    lang: Lang = "en",
) -> None:
    """Assess a table of credentials: exactly one row out for each row in, in order, whatever the row holds."""
    one_of("--lang", lang, ("en",))
    from qualrec.batch import out
    from qualrec.batch.desk import Desk, Setup
    from qualrec.batch.run import OUTPUT, Batch
    from qualrec.engine.assess import METHODS, Question
    from qualrec.io.tables import TableError, open_table
    from qualrec.model.credential import PURPOSES
    from qualrec.registers.store import StoreError

    one_of("--method", method, METHODS)
    if purpose:
        one_of("--purpose", purpose, PURPOSES)
    if fail_on:
        one_of("--fail-on", fail_on, ("needs_review", "cannot_assess"))
    gc.enable()
    kb = open_knowledge(data)
    question = Question(country_of(kb, to, "--to"), assessment_date(on), purpose, method, assume)
    kind = "jsonl" if output and output.suffix.lower() in {".jsonl", ".ndjson"} else "csv"
    if output and output.suffix.lower() not in {".csv", ".tsv", ".jsonl", ".ndjson"}:
        raise Refusal("not a table that is written", where=f"-o {output}", do="name a .csv or .jsonl file")
    try:
        read = open_table(table)
        if read.note:
            sys.stderr.write(f"qualrec: {read.note}\n")
        batch = Batch(Desk(kb, Setup(question, tuple(data or ()), store)))
        columns = (*[c for c in read.columns if c not in OUTPUT], *OUTPUT)
        with out.whole(output) as file:
            out.write(file, kind, columns, batch.rows(read.rows))
    except StoreError as error:
        raise Refusal("the store of institutions cannot be used", why=str(error)) from None
    except TableError as error:
        raise Refusal("table cannot be used", where=str(table), why=error.why, do=error.do) from None
    _summary(batch)
    if fail_on and batch.counts[fail_on]:
        raise typer.Exit(1)


def _summary(batch: Batch) -> None:
    total = sum(batch.counts.values())
    parts = ", ".join(f"{number:,} {name.replace('_', ' ')}" for name, number in batch.counts.items() if number)
    sys.stderr.write(f"{total:,} rows: {parts}\n")
