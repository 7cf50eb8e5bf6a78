"""What `confoundry diff --format json` says, as far as a night needs it."""

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from confoundry.nightly.commands import CommandFailed, run


class Told(BaseModel):
    """Base of what another command tells: it may tell more than is read here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Change(Told):
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


class Input(Told):
    """An input that is not what it was."""

    what: Literal["images", "params", "code"]
    key: str
    before: Any = None
    after: Any = None


class Gate(Told):
    """A gate held against one number.

    Attributes:
        breaks: Whether it stops the night; what is not measured may.
        message: In words: which number, what it is, what was allowed.
    """

    confound: str
    variant: str
    metric: str
    alignment: str = ""
    breaks: bool
    message: str


class Comparison(Told):
    """Tonight against a revision.

    Attributes:
        against: The other revision's commit.
        verdict: All of it in one sentence.
    """

    against: str
    verdict: str
    changes: tuple[Change, ...] = ()
    inputs: tuple[Input, ...] = ()
    gates: tuple[Gate, ...] = ()

    @property
    def broken(self) -> list[Gate]:
        """The gates that are broken."""
        return [gate for gate in self.gates if gate.breaks]

    def change(self, gate: Gate) -> Change | None:
        """Return the change in the number that a gate is about, where that was compared."""
        names = ("confound", "variant", "metric", "alignment")
        about = [getattr(gate, name) for name in names]
        return next((one for one in self.changes if [getattr(one, name) for name in names] == about), None)


def diff_command(against: str, form: str) -> list[str]:
    """Return the command that compares the checkout with a revision."""
    return ["confoundry", "diff", "--against", against, "--gate", "--format", form]


def compare_with(folder: Path, against: str) -> Comparison:
    """Compare the checkout with a revision.

    Raises:
        CommandFailed: They cannot be compared, such as results that are stale.
    """
    command = diff_command(against, "json")
    done = run(command, folder, fine=(0, 1))
    try:
        return Comparison.model_validate_json(done.out)
    except ValueError:
        raise CommandFailed(command, done.status, done.err or "no JSON was printed") from None


def markdown(folder: Path, against: str) -> str:
    """Return the same comparison as people read it."""
    return run(diff_command(against, "md"), folder, fine=(0, 1)).out
