"""Which nights are accepted: those whose gates held, and those that a person accepted by moving the baseline."""

from dataclasses import dataclass

from confoundry.errors import BadInput
from confoundry.nightly.git import Git, fetched
from confoundry.nightly.record import EMAIL, date_of, last_night
from confoundry.nightly.settings import NightlySettings

BASELINE = "audits/baseline"  # a tag: the first good night, then the night that a person accepted last
TAG = f"refs/tags/{BASELINE}"
GATES = "Gates"  # the trailer of a recorded night


def trailer(*, held: bool) -> str:
    """Return the last line of a recorded night's message, which says whether its gates held."""
    return f"{GATES}: {'held' if held else 'failed'}"


@dataclass(frozen=True)
class Standing:
    """Where a study's nights stand.

    Attributes:
        accepted: The last accepted night; None if there is none.
        red: The first of the nights since then, all of which failed; None if there are none.
    """

    accepted: str | None = None
    red: str | None = None


def standing(git: Git, branch: str, baseline: str | None) -> Standing:
    """Return the last accepted night of a record branch, and the first that failed since."""
    form = f"--format=%H|%ae|%(trailers:key={GATES},valueonly,separator=%x2C)"
    red: str | None = None
    for line in git("log", "--first-parent", form, f"refs/heads/{branch}", "--", fine=(0, 128)).splitlines():
        night, author, gates = line.split("|")
        if author != EMAIL:  # the branch that is audited
            break
        if gates != "failed" or night == baseline:
            return Standing(night, red)
        red = night
    return Standing(None, red)


def baseline_of(git: Git, branch: str) -> str | None:
    """Return the commit of the baseline: the remote's, unless this repository's is later; None if there is none."""
    remote, ours = git.remote(branch), git.revision(TAG)
    theirs = fetched(git, remote, TAG) if remote else None
    if ours and theirs and git.run("merge-base", "--is-ancestor", theirs, ours, fine=(0, 1)).status == 0:
        return ours
    return theirs or ours


def move_baseline(git: Git, to: str) -> None:
    """Let the tag of the baseline mark a commit."""
    git("update-ref", TAG, to)


def accept(git: Git, settings: NightlySettings) -> str:
    """Accept the last recorded night: the next one is compared with it. Returns what was done, in words.

    Raises:
        BadInput: No night was recorded.
    """
    last = last_night(git, settings.record_branch)
    if last is None:
        raise BadInput(
            "confoundry nightly --accept",
            expected=f"a recorded night on {settings.record_branch}",
            came="none",
            remedy="run `confoundry nightly` first",
        )
    night = f"the night of {date_of(git, last, settings.zone)} ({last[:7]})"
    if git.revision(TAG) == last:
        return f"{night[0].upper()}{night[1:]} is accepted already."
    move_baseline(git, last)
    return f"Accepted {night}: the next night is compared with it. {BASELINE} marks it."
