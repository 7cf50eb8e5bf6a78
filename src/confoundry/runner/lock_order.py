"""The order of the entries in dvc.lock: that of a serial `dvc repro`, whichever stage ended first."""

from collections.abc import Iterable, MutableMapping, Sequence
from typing import Any


class LockOrder:
    """Entries that are there keep their places, new ones follow in the order of the plan.

    Args:
        here: Names of the entries that the file has before the run.
        planned: Names of the stages in the order of a serial run.
    """

    def __init__(self, here: Iterable[str], planned: Sequence[str]) -> None:
        names = dict.fromkeys([*here, *planned])
        self._rank = {name: place for place, name in enumerate(names)}

    def arrange(self, entries: MutableMapping[str, Any]) -> None:
        """Put a file's entries in order, in place; those that nobody planned come last, as they came."""
        names = sorted(entries, key=lambda name: self._rank.get(name, len(self._rank)))
        if names != list(entries):
            for name in names:
                entries[name] = entries.pop(name)
