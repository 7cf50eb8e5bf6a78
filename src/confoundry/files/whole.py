"""Whole-or-nothing writing: a killed or failed command leaves a whole output or none."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

SCRATCH = Path(".tmp")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a scratch path to write a file or a folder to, and move it to `path` once that ended well.

    Raises:
        OSError: Where the disk refuses; nothing is left at `path` then.
    """
    SCRATCH.mkdir(exist_ok=True)
    _sweep()
    scratch = SCRATCH / f"{'-'.join(path.parts).strip('/')}.{os.getpid()}"
    remove(scratch)
    try:
        yield scratch
        remove(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch.replace(path)
    finally:
        remove(scratch)


def _sweep() -> None:
    """Remove what killed commands left in the scratch folder."""
    for left in SCRATCH.iterdir():
        pid = left.suffix.removeprefix(".")
        if pid.isdigit() and not _alive(int(pid)):
            with suppress(FileNotFoundError):  # another stage, started at the same moment, removes it too
                remove(left)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def remove(path: Path) -> None:
    """Remove a file or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    with whole(path) as scratch:
        scratch.write_text(text, encoding="utf-8", newline="\n")


def prune(folder: Path, keep: set[str]) -> None:
    """Remove from a folder what `keep` does not name, such as results of a variant that the study dropped."""
    if folder.is_dir():
        for path in folder.iterdir():
            if path.name not in keep:
                remove(path)
