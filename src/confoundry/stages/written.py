"""Reads the small files that other stages wrote: JSON, CSV, pictures. A missing or broken file is a one-line error."""

import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
from PIL import Image

from confoundry.errors import VERIFY_HINT, BadInput
from confoundry.settings import shortened

TEXTS = {"confound": "str", "variant": "str", "alignment": "str"}


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; BadInput if the file is missing or broken."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(path, "a JSON file", error) from None
    if not isinstance(found, dict):
        raise BadInput(path, expected="a JSON object", came=type(found).__name__, remedy=VERIFY_HINT)
    return found


def read_plot(path: Path) -> pd.DataFrame:
    """Read a plot's table; BadInput if the file is missing or broken."""
    try:
        return pd.read_csv(path, dtype=TEXTS)
    except (OSError, ValueError) as error:
        raise _unreadable(path, "a table", error) from None


def read_picture(path: Path) -> bytes:
    """Read the bytes of a PNG picture; BadInput if it cannot be read or is damaged."""
    try:
        content = path.read_bytes()
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            picture.load()
    except (OSError, ValueError, SyntaxError) as error:  # the errors that Pillow raises for damaged files
        raise _unreadable(path, "a picture", error) from None
    return content


def _unreadable(path: Path, expected: str, error: Exception) -> BadInput:
    came = "no file" if isinstance(error, FileNotFoundError) else shortened(" ".join(str(error).split()))
    return BadInput(path, expected=expected, came=came, remedy=VERIFY_HINT)
