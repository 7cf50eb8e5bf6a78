"""failed.json: what `train` writes in the place of models where training ended with an error."""

import json
from pathlib import Path

from confoundry.errors import VERIFY_HINT, BadInput

NAME = "failed.json"


def write_failure(folder: Path, reason: str) -> None:
    """Write in a folder, a scratch path of `whole`, why nothing was trained: one line."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(json.dumps({"reason": reason}, ensure_ascii=False) + "\n", encoding="utf-8")


def read_failure(folder: Path) -> str:
    """Return why nothing was trained; empty where training ended well.

    Raises:
        BadInput: The file cannot be read.
    """
    path = folder / NAME
    if not path.exists():
        return ""
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["reason"])
    except (OSError, ValueError, KeyError, TypeError):
        raise BadInput(path, expected="a reason", came="something else", remedy=VERIFY_HINT) from None
