"""Which steps would run, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from confoundry.runner.steps import Step


@dataclass(frozen=True)
class Planned:
    """A step that would run.

    Attributes:
        step: The step.
        why: The files and keys that changed, each with what happened to it.
        after: Steps that it reads from and that would run too. It runs if they change their outputs.
    """

    step: Step
    why: tuple[str, ...]
    after: tuple[str, ...]


def plan(steps: Sequence[Step], why: Mapping[str, Sequence[str]], *, force: bool = False) -> list[Planned]:
    """Return the steps that would run, in the order of a serial run.

    Args:
        steps: The steps, in the order of a serial run.
        why: What changed, by step; steps without a change are left out.
        force: Whether all steps run.
    """
    found: dict[str, Planned] = {}
    for step in steps:
        reasons = ("forced",) if force else tuple(why.get(step.name, ()))
        after = tuple(sorted(need for need in step.needs if need in found))
        if reasons or after:
            found[step.name] = Planned(step, reasons, after)
    return list(found.values())
