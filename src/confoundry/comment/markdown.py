"""A document as markdown for GitHub or GitLab: tables, collapsed blocks, Mermaid charts; within the size limit."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from confoundry.comment.document import Block, Bullets, Code, Curve, Document, Fold, Paragraph, Table
from confoundry.comment.escaping import escaped, one_line

MOST = 58_000  # bytes; GitHub accepts 65,536 characters, and the script that posts the comment adds a few lines
WORDS = 2_000  # characters of one paragraph or line
RESERVE = 400  # for closing open blocks, and for the note that something was left out
LEFT_OUT = "… and {} more; `confoundry diff --format json` lists them all."
COLOURS = ("#8c959f", "#cf222e")
SIZE = '"xyChart": {"width": 640, "height": 300}'


def markdown(document: Document, most: int = MOST) -> str:
    """Return a document in at most `most` bytes; if it is too long, the end is left out, with a note."""
    written = _Written(most - RESERVE)
    for block in document.blocks:
        _RENDER[type(block)](block, written)
    return "\n".join(written.lines).strip() + "\n"


class _Written:
    """The lines written so far, and how many bytes may follow."""

    def __init__(self, room: int) -> None:
        self.lines: list[str] = []
        self._room = room

    def add(self, *lines: str) -> bool:
        """Add lines that belong together, or none of them if they do not fit."""
        size = sum(len(line.encode()) + 1 for line in lines)
        if size > self._room:
            return False
        self._room -= size
        self.lines += lines
        return True

    def add_each(self, items: Sequence[str]) -> None:
        """Add as many lines as fit, and a note with the number of those that did not."""
        for place, item in enumerate(items if self._room else ()):
            if not self.add(item):
                self.lines += ["", LEFT_OUT.format(len(items) - place)]
                self._room = 0
                return


def _paragraph(block: Paragraph, written: _Written) -> None:
    text = escaped(block.text, WORDS)
    written.add(f"**{text}**" if block.strong else text, "")


def _bullets(block: Bullets, written: _Written) -> None:
    written.add_each([f"- {escaped(item, WORDS)}" for item in block.items])
    written.add("")


def _code(block: Code, written: _Written) -> None:
    """Write lines between fences that are longer than any run of backticks in them; bots read commands there too."""
    lines = [f" {line}" if line.startswith("/") else line for line in (one_line(line, WORDS) for line in block.lines)]
    fence = "`" * max([3, *(1 + len(run) for line in lines for run in re.findall("`+", line))])
    written.add(fence, *lines, fence, "")


def _table(block: Table, written: _Written) -> None:
    marks = ["---:" if block.side(place) == "right" else "---" for place in range(len(block.headings))]
    if written.add(_row([escaped(heading) for heading in block.headings]), _row(marks)):
        written.add_each([_row([escaped(cell) for cell in row]) for row in block.rows])
        written.add("")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _fold(block: Fold, written: _Written) -> None:
    if not written.add(f"<details><summary>{escaped(block.title)}</summary>", ""):
        return
    for inner in block.blocks:
        _RENDER[type(inner)](inner, written)
    written.lines += ["</details>", ""]  # uses the reserve: an open block must be closed


def _curve(block: Curve, written: _Written) -> None:
    names = ", ".join(f"{name} in {colour}" for (name, _), colour in zip(block.lines, ("grey", "red"), strict=False))
    written.add(f"{escaped(block.title)} ({escaped(names)})", "", *_chart(block), "")


def _chart(block: Curve) -> Iterator[str]:
    """Return a Mermaid chart; its texts are quoted, and quotes within them removed."""
    palette = ", ".join(COLOURS)
    yield "```mermaid"
    yield f'%%{{init: {{{SIZE}, "themeVariables": {{"xyChart": {{"plotColorPalette": "{palette}"}}}}}}}}%%'
    yield "xychart-beta"
    yield f"    x-axis [{', '.join(_quoted(place) for place in block.places)}]"
    yield f"    y-axis {_quoted(block.axis)} 0 --> 100"
    for _, heights in block.lines:
        yield f"    line [{', '.join(f'{height:.1f}' for height in heights)}]"
    yield "```"


def _quoted(text: str) -> str:
    kept = "".join(one for one in one_line(text, 60) if one not in '"`\\<>[]{};#&')
    return f'"{kept}"'


_RENDER: dict[type[Block], Callable[[Any, _Written], None]] = {
    Paragraph: _paragraph,
    Bullets: _bullets,
    Code: _code,
    Table: _table,
    Fold: _fold,
    Curve: _curve,
}
