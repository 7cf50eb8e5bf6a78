"""What `dvc status` says of a stage, a file or key each."""

from collections.abc import Iterable
from typing import Any


def words(status: Iterable[Any]) -> list[str]:
    """Put DVC's entries into words, as `variants.l2.l2 modified`, `output models/none/l2 deleted`."""
    found: list[str] = []
    for entry in status:
        if isinstance(entry, str):
            found.append(entry)
            continue
        for kind, files in entry.items():
            side = "output " if kind == "changed outs" else ""
            for path, state in files.items():
                keys = state.items() if isinstance(state, dict) else [(f"{side}{path}", state)]
                found += [f"{key} {word}" for key, word in keys]
    return found
