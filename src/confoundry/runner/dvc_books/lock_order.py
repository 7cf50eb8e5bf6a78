"""The order of the entries in dvc.lock: that of a serial `dvc repro`, no matter which stage ended first."""

import json
from collections.abc import Iterable, MutableMapping, Sequence
from pathlib import Path
from typing import Any


class LockOrder:
    """Existing entries keep their places; new ones follow in the order of the plan.

    Args:
        here: Names of the entries in the file before the run.
        planned: Names of the stages in the order of a serial run.
    """

    def __init__(self, here: Iterable[str], planned: Sequence[str]) -> None:
        self.names = list(dict.fromkeys([*here, *planned]))
        self._rank = {name: place for place, name in enumerate(self.names)}

    def arrange(self, entries: MutableMapping[str, Any]) -> None:
        """Sort a file's entries in place. Entries that are not in the plan come last, in their old order."""
        names = sorted(entries, key=lambda name: self._rank.get(name, len(self._rank)))
        if names != list(entries):
            for name in names:
                entries[name] = entries.pop(name)


class LockOrders:
    """The order of each dvc.lock of a run, saved in a file: a run that continues a killed one also continues its order.

    Args:
        saved: The file.
    """

    def __init__(self, saved: Path) -> None:
        self._saved = saved
        self._killed = _read(saved)
        self._orders: dict[str, LockOrder] = {}

    def of(self, path: str, here: Iterable[str], planned: Sequence[str]) -> LockOrder:
        """Return the order of a lock file. It is decided at the first call."""
        if path not in self._orders:
            names, killed = list(here), self._killed.get(path, [])
            continues = [name for name in killed if name in names] == names  # otherwise the file was replaced
            self._orders[path] = LockOrder(killed if continues else names, planned)
            orders = {path: order.names for path, order in self._orders.items()}
            self._saved.write_text(json.dumps(self._killed | orders), encoding="utf-8")
        return self._orders[path]

    def forget(self) -> None:
        """Remove the saved order: the run has ended."""
        self._saved.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, list[str]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): [str(one) for one in names] for name, names in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
