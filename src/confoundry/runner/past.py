"""How long steps took in past runs, and about how long the remaining steps will take."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean

from confoundry.files.run_times import ESTIMATES, TIMES, add_seconds, read_seconds
from confoundry.runner.limits import Every
from confoundry.runner.steps import Step


class Past:
    """The time that each step took in its last run, in seconds, from `.runs/times.json`.

    For a step that has not run yet, the estimate in `.runs/estimates.json` is used, if there is one.
    """

    def __init__(self, root: Path) -> None:
        self._times, self._estimates = root / TIMES, root / ESTIMATES
        self._new: dict[str, float] = {}
        self._every = Every(1)
        self.seconds = self._read()

    def note(self, step: str, seconds: float) -> None:
        """Note the time that a step took. From time to time, the times are written and new estimates are read."""
        self._new[step] = seconds
        self.seconds[step] = round(seconds, 1)
        if self._every.due():
            self.write()

    def write(self) -> None:
        """Write the times noted so far, and read new estimates."""
        add_seconds(self._times, self._new)
        self._new.clear()
        self.seconds = self.seconds | self._read()

    def _read(self) -> dict[str, float]:
        return read_seconds(self._estimates) | read_seconds(self._times)


def expected(steps: Iterable[Step], past: Mapping[str, float]) -> dict[str, float | None]:
    """Return about how long each step takes: as last time, or else the mean of its group; None if unknown."""
    groups: dict[str, list[float]] = {}
    for name, seconds in past.items():
        groups.setdefault(name.partition("@")[0], []).append(seconds)
    means = {group: fmean(seconds) for group, seconds in groups.items()}
    return {step.name: past.get(step.name, means.get(step.name.partition("@")[0])) for step in steps}


def time_left(steps: Sequence[Step], past: Mapping[str, float], jobs: int) -> float | None:
    """Return about how long steps take together, in seconds; None if the time of any of them is unknown.

    Args:
        steps: The steps, in the order of a serial run.
        past: Seconds by step.
        jobs: How many steps run at once. A step waits for those that it reads from.
    """
    ends: dict[str, float] = {}  # with an unlimited number of jobs
    together, times = 0.0, expected(steps, past)
    for step in steps:
        seconds = times[step.name]
        if seconds is None:
            return None
        together += seconds
        ends[step.name] = seconds + max((ends[name] for name in step.needs if name in ends), default=0.0)
    return max(together / jobs, *ends.values()) if ends else None
