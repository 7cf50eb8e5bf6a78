"""How long steps took in past runs, and about how long those that are left will take."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from confoundry.files.run_times import ESTIMATES, TIMES, add_seconds, read_seconds
from confoundry.runner.steps import Step


class Past:
    """The seconds that each step's commands took when they last ran, kept in `.runs/times.json`.

    A step that has not run takes as long as a stage estimated in `.runs/estimates.json`, if one did.
    """

    def __init__(self, root: Path) -> None:
        self._times, self._estimates = root / TIMES, root / ESTIMATES
        self.seconds = self._read()

    def note(self, step: str, seconds: float) -> None:
        """Keep a step's time, and take in what was estimated meanwhile."""
        add_seconds(self._times, {step: seconds})
        self.seconds = self.seconds | self._read() | {step: round(seconds, 1)}

    def _read(self) -> dict[str, float]:
        return read_seconds(self._estimates) | read_seconds(self._times)


def expected(step: Step, past: Mapping[str, float]) -> float | None:
    """Return about how long a step takes: as it last did, or else as others of its group do; None if nobody knows."""
    if step.name in past:
        return past[step.name]
    alike = [seconds for name, seconds in past.items() if name.partition("@")[0] == step.name.partition("@")[0]]
    return sum(alike) / len(alike) if alike else None


def time_left(steps: Iterable[Step], past: Mapping[str, float], jobs: int) -> float | None:
    """Return about how long steps take together, `jobs` at a time; None where nobody knows of one of them.

    Args:
        steps: In a serial order.
        past: Seconds by step.
        jobs: How many run at once; a step waits for those that it reads from.
    """
    ends: dict[str, float] = {}  # with as many jobs as one likes
    together = 0.0
    for step in steps:
        seconds = expected(step, past)
        if seconds is None:
            return None
        together += seconds
        ends[step.name] = seconds + max((ends[name] for name in step.needs if name in ends), default=0.0)
    return max(together / jobs, *ends.values()) if ends else None


def in_words(seconds: float) -> str:
    """Say a time roughly: `8 s`, `50 s`, `4 min`, `1 h 20 min`."""
    if seconds < 10:
        return f"{max(seconds, 1):.0f} s"
    if seconds < 90:
        return f"{round(seconds, -1):.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
