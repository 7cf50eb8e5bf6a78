"""The output of `confoundry diff --format json`, as far as the nightly audit needs it."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from confoundry.nightly.commands import CommandFailed, run


class _DiffPart(BaseModel):
    """Base of the parts of the output; keys that are not needed here are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class DiffChange(_DiffPart):
    """One number of one variant under one shortcut, before and after."""

    confound: str
    variant: str
    metric: str
    alignment: str = ""
    before: float | None = None
    after: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    judgement: str = "not measured"


class DiffInput(_DiffPart):
    """An input that changed."""

    what: Literal["images", "params", "code"]
    key: str
    before: Any = None
    after: Any = None


class DiffGate(_DiffPart):
    """The result of a gate for one number.

    Attributes:
        breaks: Whether it fails the nightly audit; a number that was not measured may.
        message: The result in words: which number, its value, the limit.
    """

    confound: str
    variant: str
    metric: str
    alignment: str = ""
    breaks: bool
    message: str


class Diff(_DiffPart):
    """The comparison of tonight's results with a revision.

    Attributes:
        against: The other revision's commit.
        verdict: The result in one sentence.
        failed: Whether the comparison failed; `verdict` then says why.
    """

    against: str
    verdict: str
    failed: bool = False
    changes: tuple[DiffChange, ...] = ()
    inputs: tuple[DiffInput, ...] = ()
    gates: tuple[DiffGate, ...] = ()

    @property
    def broken(self) -> list[DiffGate]:
        """The gates that failed."""
        return [gate for gate in self.gates if gate.breaks]

    def change(self, gate: DiffGate) -> DiffChange | None:
        """Return the change in the gate's number; None if it was not compared."""
        names = ("confound", "variant", "metric", "alignment")
        about = [getattr(gate, name) for name in names]
        return next((one for one in self.changes if [getattr(one, name) for name in names] == about), None)


def diff_command(against: str, form: str) -> list[str]:
    """Return the command that compares the checkout with a revision."""
    return ["confoundry", "diff", "--against", against, "--format", form]


def compare_with(folder: Path, against: str) -> Diff:
    """Compare the checkout with a revision. If that fails, such as for stale results, the verdict says so."""
    command = diff_command(against, "json")
    try:
        done = run(command, folder)
    except CommandFailed as error:
        return Diff(against=against, verdict=f"not comparable: {error}", failed=True)
    try:
        return Diff.model_validate_json(done.out)
    except ValueError:
        error = CommandFailed(command, done.status, done.err or "no JSON was printed")
        return Diff(against=against, verdict=f"not comparable: {error}", failed=True)


def markdown(folder: Path, against: str) -> str:
    """Return the same comparison as markdown."""
    return run(diff_command(against, "md"), folder).out
