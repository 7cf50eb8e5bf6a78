"""A document as text for the terminal, 80 columns wide."""

from collections.abc import Callable
from io import StringIO
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from confoundry.comment.document import Block, Bullets, Code, Curve, Document, Fold, Paragraph, Table
from confoundry.comment.escaping import one_line

COLUMNS = 80
WORDS = 2_000
LONG = 16  # characters of a word that is kept in one piece
ROWS = 20  # of one table; JSON lists them all


def text(document: Document, width: int = COLUMNS) -> str:
    """Return a document as plain text."""
    file = StringIO()
    show(document, Console(file=file, width=width, color_system=None, highlight=False))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()).rstrip() + "\n"


def show(document: Document, console: Console) -> None:
    """Print a document; of collapsed blocks, only the titles."""
    for block in document.blocks:
        if not isinstance(block, Fold):
            console.print(_RENDER[type(block)](block))
    if titles := [block.title for block in document.blocks if isinstance(block, Fold)]:
        console.print(_words(f"More in --format md: {'; '.join(one[0].lower() + one[1:] for one in titles)}."))


def _words(said: str, style: str = "") -> Text:
    return Text(one_line(said, WORDS), style=style)


def _paragraph(block: Paragraph) -> RenderableType:
    return Group(_words(block.text, "bold" if block.strong else ""), Text())


def _bullets(block: Bullets) -> RenderableType:
    table = RichTable.grid(padding=(0, 1, 0, 0))
    for item in _cut(list(block.items)):
        table.add_row(Text("-"), _words(item))
    return Group(table, Text())


def _code(block: Code) -> RenderableType:
    return Group(Padding(Text("\n").join([_words(line) for line in block.lines]), (0, 0, 0, 4)), Text())


def _table(block: Table) -> RenderableType:
    table = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for place, heading in enumerate(block.headings):
        number = block.side(place) == "right"
        words = [word for row in block.rows for word in row[place].split()]
        table.add_column(
            _words(heading),
            justify=block.side(place),
            no_wrap=number or len(words) <= len(block.rows),
            min_width=min(max(map(len, words), default=1), LONG),
        )
    for row in block.rows[:ROWS]:
        table.add_row(*(_words(cell) for cell in row))
    more = len(block.rows) - ROWS
    return Group(table, *([Text(f"… and {more} more; --format json lists them all")] if more > 0 else []), Text())


def _curve(block: Curve) -> RenderableType:
    rows = [[name, *(f"{height:.0f}%" for height in heights)] for name, heights in block.lines]
    sides = ["left", *("right" for _ in block.places)]
    return Group(_words(block.title), Text(), _table(Table(["", *block.places], rows, sides)))  # pyright: ignore[reportArgumentType]


def _cut(items: list[str]) -> list[str]:
    more = len(items) - ROWS
    return [*items[:ROWS], f"and {more} more; --format json lists them all"] if more > 0 else items


_RENDER: dict[type[Block], Callable[[Any], RenderableType]] = {
    Paragraph: _paragraph,
    Bullets: _bullets,
    Code: _code,
    Table: _table,
    Curve: _curve,
}
