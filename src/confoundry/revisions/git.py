"""Asks Git for a revision and its files."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from confoundry.errors import BadInput

SECONDS = 60  # each command takes less than a second, except on a slow network drive
DEEPER = "fetch the history with `git fetch --unshallow` (in CI: check out with `fetch-depth: 0`)"


@dataclass(frozen=True)
class Against:
    """A revision to compare with: its full hash, and how it was chosen."""

    sha: str
    words: str


def git(*arguments: str) -> str | None:
    """Return what Git prints; None if it fails."""
    done = _git(*arguments)
    return done.decode(errors="replace").strip() if done is not None else None


def show(sha: str, path: Path) -> bytes | None:
    """Return a committed file's bytes; None if the revision does not have it. The study may lie below Git's root."""
    return _git("show", f"{sha}:./{path.as_posix()}")


def revision(against: str | None) -> Against:
    """Return the revision to compare with: the given one, or the default.

    The default is the merge base with the default branch; on the default branch, or if there is none, it is HEAD.

    Raises:
        BadInput: There is no such revision, no Git, or too little of its history.
    """
    head = commit("HEAD")
    if head is None:
        raise BadInput(Path.cwd(), expected="a Git repository with a commit", came="none", remedy="commit the study")
    if against is not None:
        return Against(_named(against), against)
    default = default_branch()
    here = git("symbolic-ref", "--quiet", "--short", "HEAD")
    base = git("merge-base", "HEAD", default) if default and here != default.removeprefix("origin/") else None
    if base and base != head:
        return Against(base, f"the merge base with {default}")
    if is_shallow():
        raise BadInput(
            "--against", expected="a revision (this clone is shallow)", came="none", remedy=f"name one, or {DEEPER}"
        )
    return Against(head, "HEAD")


def commit(name: str) -> str | None:
    """Return the full hash of the commit that a revision names; None if there is none."""
    return git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")


def default_branch() -> str | None:
    """Return the remote's default branch, or a branch with one of its usual names."""
    remote = git("rev-parse", "--abbrev-ref", "--verify", "--quiet", "origin/HEAD")
    names = [remote, "origin/main", "origin/master", "main", "master"]
    return next((name for name in names if name and name != "origin/HEAD" and commit(name)), None)


def is_shallow() -> bool:
    """Return whether this clone has only the newest commits."""
    return git("rev-parse", "--is-shallow-repository") == "true"


def _named(name: str) -> str:
    found = commit(name)
    if found is None:
        remedy = f"this clone is shallow: {DEEPER}" if is_shallow() else "name one that `git log` shows"
        raise BadInput("--against", expected="an existing revision", came=name, remedy=remedy)
    return found


def _git(*arguments: str) -> bytes | None:
    plain = os.environ | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(
            ["git", *arguments], capture_output=True, timeout=SECONDS, check=True, stdin=subprocess.DEVNULL, env=plain
        )
    except FileNotFoundError:
        raise BadInput("git", expected="an installed Git", came="none", remedy="install Git") from None
    except subprocess.CalledProcessError:
        return None
    return done.stdout
