"""Reading the small files that other stages wrote: JSON, CSV, pictures; what is missing or broken is one line."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from confoundry.errors import BadInput
from confoundry.settings import shortened

TEXTS = {"confound": "str", "variant": "str", "alignment": "str"}


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; BadInput where it is missing or broken."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(path, "a JSON file", error) from None
    if not isinstance(found, dict):
        raise BadInput(path, expected="a JSON object", came=type(found).__name__, remedy="run `dvc repro`")
    return found


def read_plot(path: Path) -> pd.DataFrame:
    """Read a plot's table; BadInput where it is missing or no table."""
    try:
        return pd.read_csv(path, dtype=TEXTS)
    except (OSError, ValueError) as error:
        raise _unreadable(path, "a table", error) from None


def read_bytes(path: Path) -> bytes:
    """Read a file as it is; BadInput where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise _unreadable(path, "a file", error) from None


def _unreadable(path: Path, expected: str, error: Exception) -> BadInput:
    came = "none" if isinstance(error, FileNotFoundError) else shortened(" ".join(str(error).split()))
    return BadInput(path, expected=expected, came=came, remedy="run `dvc repro`")
