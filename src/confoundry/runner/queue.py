"""Which steps may start now. The deepest start first, so that results appear early."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import heappop, heappush

from confoundry.runner.steps import Did, Step, StepOutcome, Tally


class Queue:
    """The steps of a run: waiting, running, and ended.

    Args:
        steps: The steps, in the order of a serial run: each comes after the steps that it needs.
        unchanged: Names of steps that have ended already because nothing that they read from changed.
        keep_going: Whether other steps still start after one failed.
    """

    def __init__(self, steps: Sequence[Step], *, unchanged: Collection[str] = (), keep_going: bool = True) -> None:
        self._steps = {step.name: step for step in steps}
        self._keep_going = keep_going
        depth = depths(steps)
        first = sorted(self._steps, key=lambda name: -depth[name])
        self._rank = {name: rank for rank, name in enumerate(first)}
        self._missing = {step.name: len(step.needs) for step in steps}
        self._readers: dict[str, list[str]] = defaultdict(list)
        for step in steps:
            for need in step.needs:
                self._readers[need].append(step.name)
        self._waiting = set(self._steps)
        self._ready: list[tuple[int, str]] = []
        self.running: set[str] = set()
        self.tally = Tally()
        self._skipped = 0
        for name in [name for name, missing in self._missing.items() if not missing]:
            self._add(name)
        for name in [name for name in self._steps if name in unchanged]:
            self._waiting.discard(name)
            self.end(name, StepOutcome(Did.UNCHANGED))

    def _add(self, name: str) -> None:
        heappush(self._ready, (self._rank[name], name))

    @property
    def left(self) -> list[Step]:
        """The steps that wait or run, in the order of a serial run."""
        return [step for name, step in self._steps.items() if name not in self.tally.outcomes]

    @property
    def empty(self) -> bool:
        """Whether all steps have ended."""
        return not (self.running or self._waiting)

    @property
    def of(self) -> int:
        """How many steps there are."""
        return len(self._steps)

    @property
    def ended(self) -> int:
        """How many steps have ended, without skipped ones."""
        return len(self.tally.outcomes) - self._skipped

    @property
    def share(self) -> float:
        """The share of the steps that have ended or were skipped, from 0 to 1."""
        return len(self.tally.outcomes) / len(self._steps)

    def take(self, count: int) -> list[Step]:
        """Start up to `count` steps whose needs are met: the deepest first, then in the order of a serial run."""
        taken: list[Step] = []
        while self._ready and len(taken) < count:
            _, name = heappop(self._ready)
            if name in self._waiting:
                self._waiting.discard(name)
                self.running.add(name)
                taken.append(self._steps[name])
        return taken

    def end(self, name: str, outcome: StepOutcome) -> None:
        """Record how a step ended, and skip the steps that cannot start because of it."""
        self.running.discard(name)
        self.tally.outcomes[name] = outcome
        if outcome.succeeded:
            for reader in self._readers[name]:
                self._missing[reader] -= 1
                if not self._missing[reader]:
                    self._add(reader)
            return
        lost = dependents(self._steps.values(), name) if self._keep_going else self._waiting
        for step in [step for step in self._steps if step in lost and step in self._waiting]:
            self._waiting.discard(step)
            self._skipped += 1
            self.tally.outcomes[step] = StepOutcome(Did.SKIPPED, says=f"{name} failed")


def depths(steps: Sequence[Step]) -> Mapping[str, int]:
    """Return the number of edges on the longest path from each step to one that needs nothing."""
    depth: dict[str, int] = {}
    for step in steps:
        depth[step.name] = 1 + max((depth[need] for need in step.needs), default=-1)
    return depth


def dependents(steps: Iterable[Step], name: str) -> set[str]:
    """Return all steps that depend on a step, directly or not. `steps` are in the order of a serial run."""
    found = {name}
    for step in steps:
        if step.needs & found:
            found.add(step.name)
    return found - {name}
