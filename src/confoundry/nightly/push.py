"""Shares what a night made: its results on the DVC remote, its record and the baseline on the Git remote."""

from confoundry.nightly.accepted import TAG
from confoundry.nightly.checkout import Checkout
from confoundry.nightly.commands import CommandFailed, run
from confoundry.nightly.git import Git, fetched
from confoundry.nightly.settings import NightlySettings


def catch_up(git: Git, settings: NightlySettings) -> None:
    """Take over the nights that another machine recorded and pushed, if this one has recorded none besides."""
    branch, remote = settings.record_branch, git.remote(settings.branch)
    theirs = fetched(git, remote, f"refs/heads/{branch}") if remote else None
    ours = git.revision(f"refs/heads/{branch}")
    if theirs and theirs != ours and (ours is None or _is_before(git, ours, theirs)):
        git("update-ref", "-m", "nightly audit", f"refs/heads/{branch}", theirs, ours or "0" * len(theirs))


def push(checkout: Checkout, git: Git, settings: NightlySettings) -> list[str]:
    """Push the results, the record branch and the baseline; nothing on the remotes is overwritten.

    Returns:
        What could not be pushed and why, a line each. The next night tries again.
    """
    said: list[str] = []
    try:
        run(["dvc", "push", "--quiet", "--run-cache"], checkout.folder)
    except CommandFailed as error:
        said.append(f"The results were not pushed: {error}")
    return said + push_record(git, settings)


def push_record(git: Git, settings: NightlySettings) -> list[str]:
    """Push the record branch and the baseline to the Git remote. Returns what could not be pushed and why."""
    remote, branch = git.remote(settings.branch), settings.record_branch
    if remote is None:
        return ["The record was not pushed: Git has no remote."]
    said: list[str] = []
    try:
        if git.revision(f"refs/heads/{branch}"):
            git("push", "--quiet", remote, f"refs/heads/{branch}:refs/heads/{branch}")
    except CommandFailed as error:
        said.append(f"{branch} was not pushed, another machine may have recorded a night: {error}")
    try:
        _push_baseline(git, remote)
    except CommandFailed as error:
        said.append(f"The baseline was not pushed: {error}")
    return said


def _push_baseline(git: Git, remote: str) -> None:
    """Push the tag; if the remote has it already, only forward, and only if nobody has moved it meanwhile."""
    ours = git.revision(TAG)
    theirs = fetched(git, remote, TAG)
    if ours is None or ours == theirs or (theirs and not _is_before(git, theirs, ours)):
        return
    git("push", "--quiet", f"--force-with-lease={TAG}:{theirs or ''}", remote, f"{TAG}:{TAG}")


def _is_before(git: Git, one: str, other: str) -> bool:
    return git.run("merge-base", "--is-ancestor", one, other, fine=(0, 1)).status == 0
