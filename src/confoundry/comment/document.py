"""A document: content without layout. All texts are plain; the renderers escape them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Attributes:
        text: Its text.
        strong: Whether it is emphasized.
    """

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """A bulleted list."""

    items: Sequence[str]


@dataclass(frozen=True)
class Code:
    """Lines of code, shown unchanged."""

    lines: Sequence[str]


@dataclass(frozen=True)
class Table:
    """Rows under headings.

    Attributes:
        headings: The columns' headings.
        rows: One text per column.
        sides: The columns' alignment; left by default.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    sides: Sequence[Side] = ()

    def side(self, column: int) -> Side:
        """Return a column's alignment."""
        return self.sides[column] if column < len(self.sides) else "left"


@dataclass(frozen=True)
class Curve:
    """A line chart.

    Attributes:
        title: Its title.
        places: Labels of the x-axis, from left to right.
        lines: Each line's name and its values, in percent.
        axis: Label of the y-axis.
    """

    title: str
    places: Sequence[str]
    lines: Sequence[tuple[str, Sequence[float]]]
    axis: str


@dataclass(frozen=True)
class Fold:
    """Blocks that are collapsed, where the output format allows it."""

    title: str
    blocks: Sequence["Paragraph | Bullets | Code | Table | Curve"]


Block = Paragraph | Bullets | Code | Table | Curve | Fold


@dataclass(frozen=True)
class Document:
    """Blocks from top to bottom, the most important first."""

    blocks: Sequence[Block]
