"""A revision's files: those in Git, and those that DVC keeps in its cache or remote."""

import shutil
from functools import cached_property
from pathlib import Path
from typing import Any

from confoundry.revisions.git import git, show


class Unavailable(Exception):
    """DVC keeps a file that is neither in the cache here nor in a remote that answers."""


class Stored:
    """The files of the working tree, or of a commit.

    Args:
        sha: The commit; None for the working tree.
        scratch: A folder to put files in that are not in the working tree.
    """

    def __init__(self, sha: str | None, scratch: Path) -> None:
        self.sha = sha
        self._scratch = scratch
        self._silent = ""  # what a remote that does not answer says: it is asked once, since each try takes seconds

    @property
    def name(self) -> str:
        """What it is called in a message."""
        return self.sha[:7] if self.sha else "the working tree"

    def committed(self, path: Path) -> bytes | None:
        """Return a file that Git keeps; None where there is none."""
        if self.sha:
            return show(self.sha, path)
        return path.read_bytes() if path.is_file() else None

    def local(self, path: Path, content: bytes) -> Path:
        """Return where a file can be read that has this content."""
        if self.sha is None:
            return path
        target = self._scratch / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return target

    def fetched(self, path: Path) -> Path:
        """Return where a file that DVC keeps can be read.

        Raises:
            Unavailable: It cannot be had.
        """
        if self.sha is None and path.is_file():
            return path
        target = self._scratch / path
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            if self._silent:
                raise Unavailable(self._silent)
            self._fetch(path, target)
        return target

    def _fetch(self, path: Path, target: Path) -> None:
        try:
            with self._dvc.open(f"{self._above}{path.as_posix()}", cache=True) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except Exception as error:  # DVC's own errors, and whatever the client of a remote raises
            target.unlink(missing_ok=True)
            said = " ".join(str(error).split()) or type(error).__name__
            self._silent = "" if _is_missing(error) else said
            raise Unavailable(f"{path}: {said}") from None

    @cached_property
    def _dvc(self) -> Any:
        """DVC's file system at the revision, with the remote that is set up today."""
        from dvc.api import DVCFileSystem

        here = DVCFileSystem()
        if self.sha is None:
            return here
        remote = here.repo.config["core"].get("remote")
        return DVCFileSystem(rev=self.sha, remote=remote, subrepos=bool(self._above))

    @cached_property
    def _above(self) -> str:
        """Where the study lies below Git's root, at which DVC begins in a commit: `study/`, or nothing."""
        return (git("rev-parse", "--show-prefix") or "") if self.sha else ""


def _is_missing(error: BaseException | None) -> bool:
    """Return whether a file is not there, which says nothing of others."""
    while error is not None:
        if isinstance(error, FileNotFoundError):
            return True
        error = error.__cause__ or error.__context__
    return False
