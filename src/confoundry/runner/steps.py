"""A step: one stage of a DVC graph as the runner sees it, and how it ended."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Step:
    """One stage of the plan.

    Attributes:
        name: DVC's name: `train@lighting-l2`, `sub/dvc.yaml:fetch`, `data.csv.dvc`.
        group: The name in dvc.yaml without the matrix item, such as `train`; for a `.dvc` file, the file.
        needs: Names of the steps that it reads from.
        commands: The commands that it runs, in order; empty if there are none.
        limit: The time limit in dvc.yaml's `meta: {limit: 30 min}`; None if there is none.
    """

    name: str
    group: str
    needs: frozenset[str] = frozenset()
    commands: tuple[str, ...] = ()
    limit: str | None = None


def nearest(steps: Iterable[Step]) -> dict[str, list[str]]:
    """Return for each step the steps that it reads from, without those that another of them already waits for.

    Args:
        steps: The steps, in the order of a serial run.
    """
    above: dict[str, frozenset[str]] = {}
    found: dict[str, list[str]] = {}
    for step in steps:
        earlier = frozenset[str]().union(*(above[need] for need in step.needs))
        above[step.name] = step.needs | earlier
        found[step.name] = sorted(step.needs - earlier)
    return found


class Did(StrEnum):
    """What a step did."""

    UNCHANGED = "unchanged"
    RESTORED = "restored"
    RAN = "ran"
    FAILED = "failed"
    SKIPPED = "skipped"
    STOPPED = "stopped"


SUCCEEDED = frozenset({Did.UNCHANGED, Did.RESTORED, Did.RAN})


@dataclass(frozen=True)
class StepOutcome:
    """How a step ended.

    Attributes:
        did: What it did.
        seconds: How long its commands ran; 0 if none ran.
        says: The last line that it printed, or why it failed or was skipped.
        status: The exit status of the command that failed, negative for a signal; 0 otherwise.
        tail: The last lines of a failed step's log.
        log: The log file's path; empty if no command ran.
    """

    did: Did
    seconds: float = 0.0
    says: str = ""
    status: int = 0
    tail: tuple[str, ...] = ()
    log: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether the steps that read its outputs may run."""
        return self.did in SUCCEEDED

    @property
    def transient(self) -> bool:
        """Whether trying again may help: it was killed by a signal, or its exit status is 75."""
        return self.did is Did.FAILED and (self.status < 0 or self.status == 75)


@dataclass
class Tally:
    """The outcomes of the steps so far, in the order in which they ended."""

    outcomes: dict[str, StepOutcome] = field(default_factory=dict)

    def of(self, *did: Did) -> list[str]:
        """Return the names of the steps that did one of the given things."""
        return [name for name, outcome in self.outcomes.items() if outcome.did in did]

    @property
    def failed(self) -> Mapping[str, StepOutcome]:
        """The steps that failed."""
        return {name: self.outcomes[name] for name in self.of(Did.FAILED)}
