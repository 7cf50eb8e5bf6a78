"""What a night asks of Git: the newest revision, a worktree of its own, a commit that touches no one's work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from confoundry.errors import BadInput
from confoundry.nightly.commands import NO_HOOKS, NOTHING, Done, run

# Refs of our own: a fetch moves none that people work with.
FETCHED = "refs/confoundry/nightly"


@dataclass(frozen=True)
class Git:
    """Git in one folder, without hooks.

    Attributes:
        folder: The folder, in a working tree or anywhere in a repository.
    """

    folder: Path

    def __call__(self, *arguments: str, fine: Sequence[int] = (0,), more: Mapping[str, str] = NOTHING) -> str:
        """Run Git and return what it printed, without the end of its last line."""
        return self.run(*arguments, fine=fine, more=more).out.rstrip("\n")

    def run(self, *arguments: str, fine: Sequence[int] = (0,), more: Mapping[str, str] = NOTHING) -> Done:
        """Run Git, without hooks, and return how it ended."""
        return run(["git", *NO_HOOKS, *arguments], self.folder, fine=fine, more=more)

    def revision(self, name: str) -> str | None:
        """Return the commit that a name stands for, or None."""
        return self("rev-parse", "--quiet", "--verify", f"{name}^{{commit}}", fine=(0, 1)) or None

    def remote(self, branch: str) -> str | None:
        """Return the remote of a branch, or the only one, or `origin`; None where there is none."""
        remotes = self("remote").split()
        chosen = self("config", "--get", f"branch.{branch}.remote", fine=(0, 1))
        if chosen in remotes:
            return chosen
        return "origin" if "origin" in remotes else next(iter(remotes), None)


def newest(git: Git, branch: str) -> str:
    """Return the newest revision of a branch: the Git remote's, where there is one, or else this repository's.

    Raises:
        BadInput: There is no such branch.
        CommandFailed: The remote does not answer.
    """
    remote = git.remote(branch)
    found = git.revision(f"refs/heads/{branch}") if remote is None else fetched(git, remote, f"refs/heads/{branch}")
    if found is None:
        where = "this repository" if remote is None else f"the Git remote {remote}"
        remedy = "name another, or push it" if remote else "name another, or make it"
        raise BadInput("params.yaml: nightly.branch", expected=f"a branch of {where}", came=branch, remedy=remedy)
    return found


def fetched(git: Git, remote: str, ref: str) -> str | None:
    """Fetch one ref of a remote into a ref of our own, and return its commit; None where the remote has none."""
    if git.run("ls-remote", "--exit-code", remote, ref, fine=(0, 2)).status == 2:
        return None
    own = f"{FETCHED}/{ref.removeprefix('refs/')}"
    git("fetch", "--quiet", "--no-tags", "--refmap=", "--no-write-fetch-head", remote, f"+{ref}:{own}")
    return git.revision(own)


def tagged(git: Git, tag: str, branch: str) -> str | None:
    """Return the commit of a tag that is moved by hand: the remote's, or else this repository's, or None."""
    ref, remote = f"refs/tags/{tag}", git.remote(branch)
    return (fetched(git, remote, ref) if remote else None) or git.revision(ref)


def holder(git: Git, branch: str) -> str | None:
    """Return the working tree that has a branch checked out, or None."""
    for block in git("worktree", "list", "--porcelain").split("\n\n"):
        lines = block.splitlines()
        if f"branch refs/heads/{branch}" in lines:
            return lines[0].removeprefix("worktree ")
    return None
