"""Tables of texts on a terminal, and as markdown."""

from __future__ import annotations

from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bench.faults.report import Sheet


def show(sheets: Sequence[Sheet], console: Console) -> None:
    """Print tables, but for empty ones."""
    for sheet in sheets:
        if not sheet.rows:
            continue
        table = Table(title=f"{sheet.title:<78}", title_style="bold", box=SIMPLE, pad_edge=False, min_width=80)
        for number, column in enumerate(sheet.columns):
            text = number == 0 or (sheet.wide and number == len(sheet.columns) - 1)
            table.add_column(column, justify="left" if text else "right", overflow="fold")
        for row in sheet.rows:
            table.add_row(*row)
        console.print(table)


def markdown(sheets: Sequence[Sheet]) -> str:
    """Return tables as sections of a page, but for empty ones."""
    return "\n".join(_section(sheet) for sheet in sheets if sheet.rows)


def _section(sheet: Sheet) -> str:
    ends = [":--" if number == 0 or sheet.wide else "--:" for number in range(len(sheet.columns))]
    cells = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in (sheet.columns, ends, *sheet.rows)]
    return f"### {sheet.title}\n\n" + "\n".join(f"| {line} |" for line in cells) + "\n"
