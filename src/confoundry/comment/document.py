"""A document: what is said, without how it looks. All texts are plain; who renders them escapes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Side = Literal["left", "right"]


@dataclass(frozen=True)
class Paragraph:
    """Words.

    Attributes:
        text: What they say.
        strong: Whether they stand out.
    """

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Bullets:
    """Lines, each a thing of its own."""

    items: Sequence[str]


@dataclass(frozen=True)
class Code:
    """Lines to be typed or read as they are."""

    lines: Sequence[str]


@dataclass(frozen=True)
class Table:
    """Rows under headings.

    Attributes:
        headings: Of the columns.
        rows: Texts, one a column.
        sides: On which side the columns' texts stand; on the left by default.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    sides: Sequence[Side] = ()

    def side(self, column: int) -> Side:
        """Return on which side a column's texts stand."""
        return self.sides[column] if column < len(self.sides) else "left"


@dataclass(frozen=True)
class Curve:
    """Lines over the same places.

    Attributes:
        title: What is drawn.
        places: What stands under it, from left to right.
        lines: Each line's name and its heights, in percent.
        axis: What the heights are.
    """

    title: str
    places: Sequence[str]
    lines: Sequence[tuple[str, Sequence[float]]]
    axis: str


@dataclass(frozen=True)
class Fold:
    """Blocks that are shown on demand, where that can be done."""

    title: str
    blocks: Sequence["Paragraph | Bullets | Code | Table | Curve"]


Block = Paragraph | Bullets | Code | Table | Curve | Fold


@dataclass(frozen=True)
class Document:
    """Blocks from top to bottom, what matters most first."""

    blocks: Sequence[Block]
