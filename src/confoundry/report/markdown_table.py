"""A table for the terminal as a table in Markdown: the same cells."""

from rich.table import Table
from rich.text import Text

from confoundry.report.wording import NOTHING


def as_markdown(table: Table) -> str:
    """Return a table's header and cells in Markdown; what they hold cannot break out of its cell."""
    columns = [[_cell(column.header), *(_cell(cell) for cell in column.cells)] for column in table.columns]
    header, *rows = zip(*columns, strict=True)
    return "\n".join(_line(row) for row in (header, tuple("---" for _ in header), *rows)) + "\n"


def _cell(content: object) -> str:
    text = content.plain if isinstance(content, Text) else str(content)
    words = " ".join(text.split()) or NOTHING
    return "".join(f"\\{char}" if char in "\\|`*_<>[]@#~" else char for char in words)


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"
