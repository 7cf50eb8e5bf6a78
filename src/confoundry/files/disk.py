"""What a disk refuses, in one line: it is full, cannot be written to, or fails."""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from confoundry.errors import BadInput, Refusal

ROOM = ("room for what is written", "none: it is full", "make room there and run again", 75)
RIGHTS = "make it writable for the user who runs this, and run again"
REFUSED = {  # expected, came, what to do, exit status: 75 where the next try may go well
    errno.ENOSPC: ROOM,
    errno.EDQUOT: ("room for what is written", "none: the quota is used up", *ROOM[2:]),
    errno.EFBIG: ("a file of any size", "a limit on the size of files", "raise it (`ulimit -f`) and run again", 2),
    errno.EROFS: ("a disk to write to", "one that is read-only", RIGHTS, 2),
    errno.EACCES: ("permission to use it", "none", "give it to the user who runs this", 2),
    errno.EPERM: ("permission to use it", "none", "give it to the user who runs this", 2),
    errno.EIO: ("a disk that works", "an input/output error", "look after the disk, then run again", 75),
}
LEAST = 2**20  # bytes: a disk with less is full, whatever came of that
OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT)  # whichever file came last


class DiskRefuses(BadInput):
    """The disk does not take or give a file (status 75 where that may pass, else 2)."""

    def __init__(self, what: object, expected: str, came: str, remedy: str, status: int) -> None:
        super().__init__(what, expected=expected, came=came, remedy=remedy)
        self.status = status


def refusal(error: BaseException, path: Path | None = None) -> Refusal | None:
    """Return an error as one line where it came from a disk that refuses; else None.

    Args:
        error: What the system said, or a library's error that came of it.
        path: What was being written, where the error itself names no file.
    """
    said = next((one for one in _causes(error) if one.errno in REFUSED), None)
    if said is None or (code := said.errno) is None:
        return None
    named = Path(os.fsdecode(said.filename)) if said.filename else None
    if path and not (named and named.exists()):  # a scratch file that is gone, or a name within some folder
        named = path
    what = f"the disk at {_disk(named or Path())}" if code in OF_THE_DISK else named or "a file"
    return DiskRefuses(what, *REFUSED[code])


def full(path: Path) -> Refusal | None:
    """Return that the disk of a path is full as one line; None where it is not."""
    if shutil.disk_usage(path).free >= LEAST:
        return None
    return refusal(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)))


def _causes(error: BaseException | None) -> Iterator[OSError]:
    """Return the errors of the system that an error came from, itself first, as a traceback would show them."""
    while error is not None:
        if isinstance(error, OSError):
            yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _disk(path: Path) -> Path:
    """Return the place where the disk of a path is mounted."""
    return next((folder for folder in (path.absolute(), *path.absolute().parents) if folder.is_mount()), Path("/"))
