"""The order of the entries in dvc.lock: that of a serial `dvc repro`, whichever stage ended first."""

import json
from collections.abc import Iterable, MutableMapping, Sequence
from pathlib import Path
from typing import Any


class LockOrder:
    """Entries that are there keep their places, new ones follow in the order of the plan.

    Args:
        here: Names of the entries that the file has before the run.
        planned: Names of the stages in the order of a serial run.
    """

    def __init__(self, here: Iterable[str], planned: Sequence[str]) -> None:
        self.names = list(dict.fromkeys([*here, *planned]))
        self._rank = {name: place for place, name in enumerate(self.names)}

    def arrange(self, entries: MutableMapping[str, Any]) -> None:
        """Put a file's entries in order, in place; those that nobody planned come last, as they came."""
        names = sorted(entries, key=lambda name: self._rank.get(name, len(self._rank)))
        if names != list(entries):
            for name in names:
                entries[name] = entries.pop(name)


class LockOrders:
    """The order of each dvc.lock of a run, kept in a file: a run that goes on with a killed one goes on with its order.

    Args:
        kept: The file.
    """

    def __init__(self, kept: Path) -> None:
        self._kept = kept
        self._killed = _read(kept)
        self._orders: dict[str, LockOrder] = {}

    def of(self, path: str, here: Iterable[str], planned: Sequence[str]) -> LockOrder:
        """Return the order of a lock file, which is settled when this is asked for the first time."""
        if path not in self._orders:
            names, killed = list(here), self._killed.get(path, [])
            goes_on = [name for name in killed if name in names] == names  # else it is another file by now
            self._orders[path] = LockOrder(killed if goes_on else names, planned)
            kept = {path: order.names for path, order in self._orders.items()}
            self._kept.write_text(json.dumps(self._killed | kept), encoding="utf-8")
        return self._orders[path]

    def forget(self) -> None:
        """Keep no order any more: the run came to its end."""
        self._kept.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, list[str]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): [str(one) for one in names] for name, names in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
