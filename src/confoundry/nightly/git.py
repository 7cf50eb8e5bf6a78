"""Git for the nightly audit: fetches the newest revision without touching anybody's work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from confoundry.errors import BadInput
from confoundry.nightly.commands import NO_HOOKS, NOTHING, Done, run

# Separate refs, so that a fetch moves none that people work with.
FETCHED = "refs/confoundry/nightly"


@dataclass(frozen=True)
class Git:
    """Git in one folder, without hooks.

    Attributes:
        folder: The folder, in a working tree or anywhere in a repository.
    """

    folder: Path

    def __call__(self, *arguments: str, fine: Sequence[int] = (0,), more: Mapping[str, str] = NOTHING) -> str:
        """Run Git and return its output, without the last newline."""
        return self.run(*arguments, fine=fine, more=more).out.rstrip("\n")

    def run(self, *arguments: str, fine: Sequence[int] = (0,), more: Mapping[str, str] = NOTHING) -> Done:
        """Run Git, without hooks, and return its status and output."""
        return run(["git", *NO_HOOKS, *arguments], self.folder, fine=fine, more=more)

    def revision(self, name: str) -> str | None:
        """Return the commit that a name refers to, or None."""
        return self("rev-parse", "--quiet", "--verify", f"{name}^{{commit}}", fine=(0, 1)) or None

    def remote(self, branch: str) -> str | None:
        """Return the remote of a branch, or `origin`, or the first one; None if there is none."""
        remotes = self("remote").split()
        chosen = self("config", "--get", f"branch.{branch}.remote", fine=(0, 1))
        if chosen in remotes:
            return chosen
        return "origin" if "origin" in remotes else next(iter(remotes), None)


def newest(git: Git, branch: str) -> str:
    """Return the newest revision of a branch: the Git remote's if there is one, or else this repository's.

    Raises:
        BadInput: There is no such branch.
        CommandFailed: The remote cannot be reached.
    """
    remote = git.remote(branch)
    found = git.revision(f"refs/heads/{branch}") if remote is None else fetched(git, remote, f"refs/heads/{branch}")
    if found is None:
        where = "this repository" if remote is None else f"the Git remote {remote}"
        remedy = "name another branch, or push it" if remote else "name another branch, or create it"
        raise BadInput("params.yaml: nightly.branch", expected=f"a branch of {where}", came=branch, remedy=remedy)
    return found


def fetched(git: Git, remote: str, ref: str) -> str | None:
    """Fetch one ref of a remote into a separate ref, and return its commit; None if the remote does not have it."""
    if git.run("ls-remote", "--exit-code", remote, ref, fine=(0, 2)).status == 2:
        return None
    own = f"{FETCHED}/{ref.removeprefix('refs/')}"
    git("fetch", "--quiet", "--no-tags", "--refmap=", "--no-write-fetch-head", remote, f"+{ref}:{own}")
    return git.revision(own)


def holder(git: Git, branch: str) -> str | None:
    """Return the folder of the working tree that has a branch checked out, or None."""
    for block in git("worktree", "list", "--porcelain").split("\n\n"):
        lines = block.splitlines()
        if f"branch refs/heads/{branch}" in lines:
            return lines[0].removeprefix("worktree ")
    return None
