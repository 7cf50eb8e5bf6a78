"""Converts a table for the terminal to Markdown."""

from rich.table import Table
from rich.text import Text

from confoundry.wording import NOTHING


def as_markdown(table: Table) -> str:
    """Return a table in Markdown; special characters in its cells are escaped."""
    columns = [[_cell(column.header), *(_cell(cell) for cell in column.cells)] for column in table.columns]
    header, *rows = zip(*columns, strict=True)
    marks = tuple("---:" if column.justify == "right" else "---" for column in table.columns)
    return "\n".join(_line(row) for row in (header, marks, *map(_row, rows))) + "\n"


def _row(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Return a row's cells, with a dash in empty ones; a row with only a first cell is a heading."""
    first, *others = cells
    return (first, *(cell or NOTHING for cell in others)) if any(others) else (f"**{first}**", *others)


def _cell(content: object) -> str:
    text = content.plain if isinstance(content, Text) else str(content)
    return "".join(f"\\{char}" if char in "\\|`*_<>[]@#~" else char for char in " ".join(text.split()))


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
