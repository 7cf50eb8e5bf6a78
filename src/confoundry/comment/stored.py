"""A document as JSON and back: what an audit leaves for the job that lays it out and posts it.

That job runs with a token that may write, and the JSON may come from a fork. Therefore it is read strictly: known
blocks, plain texts, finite numbers. The renderers escape every text, so it can show anything and do nothing.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from confoundry.comment.document import Block, Bullets, Code, Curve, Document, Fold, Paragraph, Table

SIDES = ("left", "right")


def to_json(document: Document) -> str:
    """Return a document as JSON."""
    return json.dumps([_stored(block) for block in document.blocks], ensure_ascii=False)


def _stored(block: Block) -> dict[str, Any]:
    kind = {"block": type(block).__name__.lower()}
    if isinstance(block, Fold):
        return kind | {"title": block.title, "blocks": [_stored(inner) for inner in block.blocks]}
    return kind | asdict(block)


def from_json(text: str) -> Document:
    """Return the document of a JSON text.

    Raises:
        ValueError: It is not the JSON of a document.
    """
    try:
        return Document([_block(one) for one in _listed(json.loads(text))])
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _block(stored: Any, kinds: Mapping[str, Callable[[dict[str, Any]], Any]] | None = None) -> Any:
    if not isinstance(stored, dict):
        raise ValueError(f"expected a block, got {type(stored).__name__}")
    read = (kinds or {**_READ, "fold": _fold}).get(str(stored.get("block")))
    if read is None:
        raise ValueError("an unknown kind of block")
    return read(stored)


def _fold(stored: dict[str, Any]) -> Fold:
    return Fold(_text(stored.get("title")), [_block(one, _READ) for one in _listed(stored.get("blocks"))])


def _curve(stored: dict[str, Any]) -> Curve:
    lines = [_listed(line) for line in _listed(stored.get("lines"))]
    if any(len(line) != 2 for line in lines):
        raise ValueError("expected the name and the values of a line")
    curves = [(_text(name), [_number(value) for value in _listed(values)]) for name, values in lines]
    return Curve(_text(stored.get("title")), _texts(stored.get("places")), curves, _text(stored.get("axis")))


def _table(stored: dict[str, Any]) -> Table:
    sides = _texts(stored.get("sides", []))
    if not set(sides) <= set(SIDES):
        raise ValueError("an unknown side of a column")
    rows = [_texts(row) for row in _listed(stored.get("rows"))]
    return Table(_texts(stored.get("headings")), rows, ["right" if side == "right" else "left" for side in sides])


_READ: dict[str, Callable[[dict[str, Any]], Any]] = {
    "paragraph": lambda stored: Paragraph(_text(stored.get("text")), strong=stored.get("strong") is True),
    "bullets": lambda stored: Bullets(_texts(stored.get("items"))),
    "code": lambda stored: Code(_texts(stored.get("lines"))),
    "table": _table,
    "curve": _curve,
}


def _listed(value: Any) -> Sequence[Any]:
    if not isinstance(value, list):
        raise ValueError(f"expected a list, got {type(value).__name__}")
    return value


def _texts(value: Any) -> list[str]:
    return [_text(one) for one in _listed(value)]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"expected a text, got {type(value).__name__}")
    return value.encode("utf-8", "replace").decode("utf-8")  # JSON can hold halves of characters


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("expected a finite number")
    return float(value)
