"""How long steps took in past runs, and about how long those that are left will take."""

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from confoundry.runner.logs import RUNS, own_folder
from confoundry.runner.steps import Step


class Past:
    """The seconds that each step's commands took when they last ran, kept in `.runs/times.json`."""

    def __init__(self, root: Path) -> None:
        self._path = root / RUNS / "times.json"
        self.seconds = _read(self._path)

    def note(self, step: str, seconds: float) -> None:
        """Keep a step's time; fine where the disk does not take it."""
        self.seconds = self.seconds | _read(self._path) | {step: round(seconds, 1)}
        scratch = self._path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            try:
                own_folder(self._path.parent)
                scratch.write_text(json.dumps(self.seconds, indent=1, sort_keys=True), encoding="utf-8")
                scratch.replace(self._path)
            finally:
                scratch.unlink(missing_ok=True)


def _read(path: Path) -> dict[str, float]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): float(seconds) for name, seconds in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def expected(step: Step, past: Mapping[str, float]) -> float | None:
    """Return about how long a step takes: as it last did, or else as others of its group do; None if nobody knows."""
    if step.name in past:
        return past[step.name]
    alike = [seconds for name, seconds in past.items() if name.partition("@")[0] == step.name.partition("@")[0]]
    return sum(alike) / len(alike) if alike else None


def time_left(steps: Iterable[Step], past: Mapping[str, float], jobs: int) -> float | None:
    """Return about how long steps take together, `jobs` at a time; None where nobody knows of one of them."""
    times = [expected(step, past) for step in steps]
    known = [seconds for seconds in times if seconds is not None]
    return max([sum(known) / jobs, *known]) if known and len(known) == len(times) else None


def in_words(seconds: float) -> str:
    """Say a time roughly: `8 s`, `50 s`, `4 min`, `1 h 20 min`."""
    if seconds < 10:
        return f"{max(seconds, 1):.0f} s"
    if seconds < 90:
        return f"{round(seconds, -1):.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
