"""Settings of the nightly audit: which branch is audited, where the results are recorded, and the time zone."""

from functools import cache
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, model_validator

from confoundry.settings import Settings


def _branch(name: str) -> str:
    """Refuse names that Git does not accept for a branch (`git help check-ref-format`), or would take for an option."""
    parts = name.split("/")
    invalid = ".." in name or any(not part or part[0] in ".-" or part.endswith((".", ".lock")) for part in parts)
    if invalid or not set(name) <= _BRANCH or name == "HEAD":
        raise ValueError("a branch name, such as main or audits/nightly")
    return name


_BRANCH = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/")


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("a time zone, such as Europe/Berlin")
    return name


@cache
def _zones() -> set[str]:
    return available_timezones()


Branch = Annotated[str, AfterValidator(_branch)]


class NightlySettings(Settings):
    """Section `nightly` of params.yaml.

    Attributes:
        branch: The branch whose newest revision is audited; the Git remote's, if there is one.
        record_branch: The branch that gets a commit for each night on which something changed.
        timezone: The time zone of the schedule and of the dates in messages; null means this machine's.
        pull: Whether results are fetched from the DVC remote instead of computed.
        push: Whether results are pushed to the DVC remote, and the record branch and the baseline to the Git remote.
    """

    branch: Branch = "main"
    record_branch: Branch = "audits/nightly"
    timezone: Annotated[str, AfterValidator(_zone)] | None = Field(default=None)
    pull: bool = False
    push: bool = False

    @property
    def zone(self) -> ZoneInfo | None:
        """The time zone; None for this machine's."""
        return ZoneInfo(self.timezone) if self.timezone else None

    @model_validator(mode="after")
    def _apart(self) -> Self:
        if self.branch == self.record_branch:
            raise ValueError("a record_branch that differs from branch")
        return self
