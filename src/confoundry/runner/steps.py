"""A step: what the runner knows of one stage of a DVC graph, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True)
class Step:
    """One stage, as it is planned.

    Attributes:
        name: As DVC calls it: `train@lighting-l2`, `sub/dvc.yaml:fetch`, `data.csv.dvc`.
        group: The name in dvc.yaml without its matrix item, `train`; the file of a `.dvc` file.
        needs: Names of the steps that it reads from.
        commands: What it runs, in order; empty for what has nothing to run.
        limit: The longest that it may run, as dvc.yaml's `meta: {limit: 30 min}` says it; None where it says nothing.
    """

    name: str
    group: str
    needs: frozenset[str] = frozenset()
    commands: tuple[str, ...] = ()
    limit: str | None = None


def nearest(steps: Iterable[Step]) -> dict[str, list[str]]:
    """Return for each step those that it reads from, without what one of these comes after anyway.

    Args:
        steps: In a serial order.
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


WELL = frozenset({Did.UNCHANGED, Did.RESTORED, Did.RAN})


@dataclass(frozen=True)
class Outcome:
    """How a step ended.

    Attributes:
        did: What it did.
        seconds: How long its commands ran; 0 where none did.
        says: The last line that it printed, or why it failed or was skipped.
        status: The exit status of the command that failed, negative for a signal; 0 otherwise.
        tail: The last lines of a failed step's log.
        log: The log file's path; empty where no command ran.
    """

    did: Did
    seconds: float = 0.0
    says: str = ""
    status: int = 0
    tail: tuple[str, ...] = ()
    log: str = ""

    @property
    def well(self) -> bool:
        """Whether what reads its outputs may run."""
        return self.did in WELL

    @property
    def passing(self) -> bool:
        """Whether another try may help: death by a signal, or exit status 75."""
        return self.did is Did.FAILED and (self.status < 0 or self.status == 75)


@dataclass
class Tally:
    """What came of each step so far, in the order in which they ended."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def of(self, *did: Did) -> list[str]:
        """Return the names of the steps that did one of these."""
        return [name for name, outcome in self.outcomes.items() if outcome.did in did]

    @property
    def failed(self) -> Mapping[str, Outcome]:
        """The steps that failed."""
        return {name: self.outcomes[name] for name in self.of(Did.FAILED)}
