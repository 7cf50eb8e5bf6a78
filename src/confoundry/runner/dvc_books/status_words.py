"""What `dvc status` says about a stage: one entry for each file or key."""

from collections.abc import Container, Iterable
from typing import Any


def words(status: Iterable[Any], unrecorded: Container[str] = ()) -> list[str]:
    """Return DVC's entries as text, such as `variants.l2.l2 modified` or `output models/none/l2 deleted`.

    Args:
        status: The entries.
        unrecorded: Paths without a record. DVC calls them deleted if they are missing; here they are new.
    """
    found: list[str] = []
    for entry in status:
        if isinstance(entry, str):
            found.append(entry)
            continue
        for kind, files in entry.items():
            side = "output " if kind == "changed outs" else ""
            for path, state in files.items():
                keys = state.items() if isinstance(state, dict) else [(f"{side}{path}", state)]
                found += [f"{key} {'new' if path in unrecorded and word == 'deleted' else word}" for key, word in keys]
    return found
