"""Which steps may start now. The deepest start first, so that results appear early."""

from collections.abc import Iterable, Mapping, Sequence

from confoundry.runner.steps import Did, Step, StepOutcome, Tally


class Queue:
    """The steps of a run: waiting, running, and ended.

    Args:
        steps: The steps, in the order of a serial run: each comes after the steps that it needs.
        keep_going: Whether other steps still start after one failed.
    """

    def __init__(self, steps: Sequence[Step], *, keep_going: bool = True) -> None:
        self._steps = {step.name: step for step in steps}
        self._depth = depths(steps)
        self._keep_going = keep_going
        self._waiting = [step.name for step in sorted(steps, key=lambda step: -self._depth[step.name])]
        self.running: set[str] = set()
        self.tally = Tally()

    @property
    def left(self) -> list[Step]:
        """The steps that wait or run."""
        return [self._steps[name] for name in (*self.running, *self._waiting)]

    @property
    def of(self) -> int:
        """How many steps there are."""
        return len(self._steps)

    @property
    def ended(self) -> int:
        """How many steps have ended, without skipped ones."""
        return len(self.tally.outcomes) - len(self.tally.of(Did.SKIPPED))

    @property
    def share(self) -> float:
        """The share of the steps that have ended or were skipped, from 0 to 1."""
        return len(self.tally.outcomes) / len(self._steps)

    def take(self, count: int) -> list[Step]:
        """Start up to `count` steps whose needs are met: the deepest first, then in the order of a serial run."""
        succeeded = {name for name, outcome in self.tally.outcomes.items() if outcome.succeeded}
        ready = [name for name in self._waiting if self._steps[name].needs <= succeeded][:count]
        self._waiting = [name for name in self._waiting if name not in ready]
        self.running.update(ready)
        return [self._steps[name] for name in ready]

    def end(self, name: str, outcome: StepOutcome) -> None:
        """Record how a step ended, and skip the steps that cannot start because of it."""
        self.running.discard(name)
        self.tally.outcomes[name] = outcome
        if outcome.succeeded:
            return
        lost = dependents(self._steps.values(), name) if self._keep_going else set(self._waiting)
        skipped = [step for step in self._steps if step in lost and step in self._waiting]
        self._waiting = [step for step in self._waiting if step not in lost]
        for step in skipped:
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
