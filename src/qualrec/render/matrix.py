"""One credential, several hosts: a table, and under it only what still has to be supplied."""

from __future__ import annotations

from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from qualrec.render import words as w
from qualrec.render.page import style_of
from qualrec.render.screen import DIM, HEAD, words


def show(records: list[dict[str, Any]], console: Console) -> None:
    """Print the answers of several hosts for one credential side by side."""
    first = records[0]
    given = first["credential"]
    title = given.get("title") or first["identified"]["title"] or ""
    console.print(words((f"{title}", HEAD), f", {given.get('country', '')}, {given.get('awarded', 'no date')}"))
    console.print(words((f"for {w.PURPOSES[first['purpose']]}, method {first['method']}, as of {first['as_of']}", DIM)))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style=HEAD, padding=(0, 2, 0, 0))
    table.add_column("host", no_wrap=True)
    table.add_column("outcome", ratio=2)
    table.add_column("compared with", ratio=2)
    table.add_column("decided by", ratio=2)
    for record in records:
        headline = w.OUTCOMES[record["outcome"]][0]
        comparator = (record["alternative"] or record["comparator"] or {}).get("title", "nothing on file")
        deciding = ", ".join(ground["element"] for ground in record["grounds"])
        deciding = deciding or record["basis"] or "no treaty duty known"
        style = style_of(record["outcome"])
        table.add_row(record["host"], Text(headline, style=style), words(comparator), words(deciding))
    console.print(table)
    asked: dict[str, list[str]] = {}
    for record in records:
        for item in record["missing"]:
            if item["blocking"]:
                asked.setdefault(w.missing(item["what"], item["values"]), []).append(record["host"])
    for said, hosts in asked.items():
        console.print(words(f"needed for {', '.join(hosts)}: {said}"))
    console.print(words((f"An assessment, not a decision. The whole page: --to {first['host']}", DIM)))
