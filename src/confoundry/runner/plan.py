"""What would run, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from confoundry.runner.steps import Step


@dataclass(frozen=True)
class Planned:
    """A step that would run.

    Attributes:
        step: The step.
        why: What changed for it: files and keys, each with a word.
        after: Steps that it reads from and that would run too: it runs where these change what it reads.
    """

    step: Step
    why: tuple[str, ...]
    after: tuple[str, ...]


def plan(steps: Sequence[Step], why: Mapping[str, Sequence[str]], *, force: bool = False) -> list[Planned]:
    """Return the steps that would run, in a serial order.

    Args:
        steps: In a serial order.
        why: What changed, for each step for which something did.
        force: Whether all run.
    """
    found: dict[str, Planned] = {}
    for step in steps:
        reasons = ("forced",) if force else tuple(why.get(step.name, ()))
        after = tuple(sorted(need for need in step.needs if need in found))
        if reasons or after:
            found[step.name] = Planned(step, reasons, after)
    return list(found.values())
