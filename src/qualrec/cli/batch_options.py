"""What joins a batch beside its rows: precedents, pseudonyms, the review queue and the report."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from qualrec.cli.common import Refusal
from qualrec.model.frozen import frozen

if TYPE_CHECKING:
    from qualrec.batch.decisions import Decision, Precedents
    from qualrec.batch.hooks import After, Before, Shown, Watcher
    from qualrec.batch.review import ReviewQueue
    from qualrec.knowledge.base import KnowledgeBase

Policy = Annotated[
    Path | None, typer.Option("--policy", metavar="FILE", help="An entry requirement pack: what a faculty asks.")
]
Review = Annotated[
    Path | None, typer.Option("--review", metavar="FILE", help="Write what a person must settle, as CSV to fill in.")
]
Decisions = Annotated[
    Path | None,
    typer.Option("--decisions", metavar="FILE", help="The filled-in review file; kept as local precedents."),
]
Kept = Annotated[
    Path | None,
    typer.Option("--precedents", metavar="FILE", help="Local precedents of one's own; default: the user's."),
]
Report = Annotated[Path | None, typer.Option("--report", metavar="FILE", help="Write one self-contained HTML page.")]
Redact = Annotated[
    Path | None,
    typer.Option("--redact", metavar="KEYFILE", help="Write pseudonyms by this key for id and unknown columns."),
]


@frozen
class Extras:
    """The hooks of one run, the files it depends on, and what is done once it has ended well."""

    before: tuple[Before, ...] = ()
    after: tuple[After, ...] = ()
    shown: tuple[Shown, ...] = ()
    watch: tuple[Watcher, ...] = ()
    known: Precedents | None = None
    queue: ReviewQueue | None = None
    kept: tuple[Decision, ...] = ()
    new: tuple[Decision, ...] = ()
    path: Path = Path()

    def remember(self) -> None:
        """Keep new decisions as local precedents."""
        if self.new:
            from qualrec.batch.decisions import remember

            remember(self.path, self.kept, self.new)

    @property
    def note(self) -> str:
        """What the user is told of precedents; empty where there are none."""
        if not self.known:
            return ""
        count = len(self.kept) + len(self.new)
        return f"{count:,} local precedents ({self.path}) applied to {self.known.applied:,} rows"


def extras(
    kb: KnowledgeBase,
    *,
    review: Path | None,
    decisions: Path | None,
    precedents: Path | None,
    report: Path | None,
    redact: Path | None,
    store: Path | None = None,
) -> Extras:
    """Return the hooks that the options ask for.

    Raises:
        Refusal: if a file cannot be used.
    """
    from qualrec.io.tables import TableError
    from qualrec.registers.store import StoreError

    try:
        return _extras(kb, review, decisions, precedents or default_path(), report, redact, store)
    except TableError as error:
        raise Refusal("a file of this run cannot be used", why=error.why, do=error.do) from None
    except StoreError as error:
        raise Refusal("the store of institutions cannot be used", why=str(error)) from None


def _extras(
    kb: KnowledgeBase,
    review: Path | None,
    decisions: Path | None,
    path: Path,
    report: Path | None,
    redact: Path | None,
    store: Path | None,
) -> Extras:
    from qualrec.batch.decisions import Precedents, read
    from qualrec.batch.people import People
    from qualrec.batch.redact import redaction
    from qualrec.batch.report import Report as Page
    from qualrec.batch.review import ReviewQueue
    from qualrec.engine.intake import date_reader
    from qualrec.registers.fill import Filler

    shown = (redaction(redact),) if redact else ()
    kept = tuple(read(path, kb)) if path.exists() else ()
    new = tuple(read(decisions, kb)) if decisions else ()
    known = Precedents((*kept, *new), shown, Filler(kb, store, date_reader(kb)).fill) if kept or new else None
    people = People() if review or report else None
    queue = ReviewQueue(review, kb, shown) if review else None
    page = Page(report, kb, shown) if report else None
    return Extras(
        before=(known.before,) if known else (),
        after=(*((known.after,) if known else ()), *((people.after,) if people else ())),
        shown=shown,
        watch=tuple(one for one in (queue, page) if one),
        known=known,
        queue=queue,
        kept=kept,
        new=new,
        path=path,
    )


def default_path() -> Path:
    """Return where local precedents stand unless ``--precedents`` names another place."""
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path("~/.local/share").expanduser()) / "qualrec" / "precedents.csv"
