"""A revision's files: those in Git, and those that DVC keeps in its cache or remote."""

import shutil
from functools import cached_property
from pathlib import Path
from typing import Any

from confoundry.revisions.git import git, show


class Unavailable(Exception):
    """A file that DVC keeps is neither in the local cache nor in a reachable remote."""


class RevisionFiles:
    """The files of the working tree, or of a commit.

    Args:
        sha: The commit; None for the working tree.
        scratch: A folder for files that are not in the working tree.
    """

    def __init__(self, sha: str | None, scratch: Path) -> None:
        self.sha = sha
        self._scratch = scratch
        self._silent = ""  # the error of an unreachable remote: it is tried only once, since each try takes seconds

    @property
    def name(self) -> str:
        """The revision's name in messages."""
        return self.sha[:7] if self.sha else "the working tree"

    def committed(self, path: Path) -> bytes | None:
        """Return the bytes of a file that Git keeps; None if there is none."""
        if self.sha:
            return show(self.sha, path)
        return path.read_bytes() if path.is_file() else None

    def local(self, path: Path, content: bytes) -> Path:
        """Return a path from which this content can be read."""
        if self.sha is None:
            return path
        target = self._scratch / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        return target

    def fetched(self, path: Path, /, *, optional: bool = False) -> Path:
        """Return a path from which a file that DVC keeps can be read; an optional one may be missing there.

        Raises:
            Unavailable: It is neither in the cache nor in a reachable remote.
        """
        if self.sha is None and path.is_file():
            return path
        target = self._scratch / path
        if not target.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            if self._silent:
                raise Unavailable(self._silent)
            self._fetch(path, target, optional=optional)
        return target

    def _fetch(self, path: Path, target: Path, *, optional: bool) -> None:
        try:
            with self._dvc.open(f"{self._above}{path.as_posix()}", cache=True) as source, target.open("wb") as copy:
                shutil.copyfileobj(source, copy)
        except Exception as error:  # DVC's own errors, and anything that a remote's client raises
            target.unlink(missing_ok=True)
            if optional and _is_missing(error):
                return
            said = " ".join(str(error).split()) or type(error).__name__
            self._silent = "" if _is_missing(error) else said
            raise Unavailable(f"{path}: {said}") from None

    @cached_property
    def _dvc(self) -> Any:
        """DVC's file system at the revision, with today's remote."""
        from dvc.api import DVCFileSystem

        here = DVCFileSystem()
        if self.sha is None:
            return here
        remote = here.repo.config["core"].get("remote")
        return DVCFileSystem(rev=self.sha, remote=remote, subrepos=bool(self._above))

    @cached_property
    def _above(self) -> str:
        """The study's folder below Git's root, where DVC starts in a commit: `study/`, or nothing."""
        return (git("rev-parse", "--show-prefix") or "") if self.sha else ""


def _is_missing(error: BaseException | None) -> bool:
    """Return whether only this file is missing, so that others may still be available."""
    while error is not None:
        if isinstance(error, FileNotFoundError):
            return True
        error = error.__cause__ or error.__context__
    return False
