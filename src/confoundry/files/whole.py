"""Writes outputs completely or not at all, even if a command is killed or fails."""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from confoundry.files.disk import refusal

SCRATCH = Path(".tmp")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a scratch path for a file or a folder, and move it to `path` if the block succeeds.

    Raises:
        DiskRefuses: The disk is full, read-only, not permitted, or fails; `path` then holds nothing new.
    """
    scratch = SCRATCH / f"{'-'.join(path.parts).strip('/')}.{os.getpid()}"
    try:
        SCRATCH.mkdir(exist_ok=True)
        _sweep(SCRATCH.iterdir())
        remove(scratch)
        try:
            yield scratch
            _move(scratch, path)
        finally:
            remove(scratch)
    except OSError as error:
        if said := refusal(error, path):
            raise said from error
        raise


def _move(scratch: Path, path: Path) -> None:
    """Move the scratch file into place; if that is on another disk, through a copy beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _replace(scratch, path)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _sweep(path.parent.glob(f".{path.name}.*"))
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            _copy(scratch, beside)
            _replace(beside, path)
        finally:
            remove(beside)


def _replace(new: Path, path: Path) -> None:
    """Move a file or a folder into place on the same disk; an existing file is replaced without a gap."""
    if new.stat().st_dev == path.parent.stat().st_dev and (path.is_dir() or new.is_dir()):
        remove(path)
    new.replace(path)


def _copy(source: Path, target: Path) -> None:
    """Copy a file or a folder; unlike `shutil.copytree`, it raises the disk's first error."""
    if not source.is_dir():
        shutil.copyfile(source, target)
        return
    target.mkdir()
    for one in source.iterdir():
        _copy(one, target / one.name)


def _sweep(scratch: Iterable[Path]) -> None:
    """Remove the unfinished files of killed commands."""
    for left in scratch:
        pid = left.suffix.removeprefix(".")
        if pid.isdigit() and not _alive(int(pid)):
            with suppress(FileNotFoundError):  # another stage, started at the same moment, removes it too
                remove(left)


def _alive(pid: int) -> bool:
    """Return whether a process runs; one that has ended stays in the list until its parent asks for its status."""
    with suppress(psutil.NoSuchProcess):
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    return False


def remove(path: Path) -> None:
    """Remove a file or a folder if it exists."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file, completely or not at all."""
    with whole(path) as scratch:
        scratch.write_text(text, encoding="utf-8", newline="\n")


def prune(folder: Path, keep: set[str]) -> None:
    """Remove everything from a folder that `keep` does not name, such as results of a removed variant."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name not in keep:
                remove(path)
