"""What `confoundry diff --format json` says, as far as a night needs it."""

from fnmatch import fnmatchcase
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
    """A gate and how it stands."""

    gate: dict[str, Any]
    status: Literal["passed", "broken", "not measured"]
    message: str = ""

    @property
    def broken(self) -> bool:
        """Whether it stops the night: what is not measured passes no gate."""
        return self.status != "passed"

    def is_about(self, change: Change) -> bool:
        """Return whether a change is among what the gate is about; its names may be globs."""
        names = ("confound", "variant", "metric")
        return all(fnmatchcase(getattr(change, name), str(self.gate.get(name, "*"))) for name in names)


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
        return [gate for gate in self.gates if gate.broken]


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
