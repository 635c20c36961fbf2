"""Which of the two ways a table's lines are answered: by blocks of columns where Arrow is there, else line by line."""

from __future__ import annotations

from qualrec.batch.lines import Answering, ByLine
from qualrec.batch.verdicts import Verdicts


def answering_of(verdicts: Verdicts, columns: tuple[str, ...], output: tuple[str, ...], *, large: bool) -> Answering:
    """Return what answers the lines of a table; a small one is done before Arrow would have been imported."""
    if large:
        try:
            from qualrec.batch.coded_lines import ByBlock
        except ImportError:  # without the extra ``table``
            pass
        else:
            return ByBlock(verdicts, columns, output)
    return ByLine(verdicts, columns, output)
