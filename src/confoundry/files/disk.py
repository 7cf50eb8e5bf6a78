"""Reports disk errors in one line: the disk is full, not writable, or fails."""

import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from confoundry.errors import BadInput, Refusal

ROOM = ("free space", "none: it is full", "free some space there and run again", 75)
RIGHTS = "make it writable for the user who runs this, and run again"
REFUSED = {  # expected, came, remedy, exit status: 75 if trying again may help
    errno.ENOSPC: ROOM,
    errno.EDQUOT: ("free space", "none: the quota is used up", *ROOM[2:]),
    errno.EFBIG: ("no limit on file sizes", "a limit", "raise it (`ulimit -f`) and run again", 2),
    errno.EROFS: ("a writable disk", "a read-only one", RIGHTS, 2),
    errno.EACCES: ("permission to use it", "none", "grant it to the user who runs this", 2),
    errno.EPERM: ("permission to use it", "none", "grant it to the user who runs this", 2),
    errno.EIO: ("a working disk", "an input/output error", "check the disk and run again", 75),
}
LEAST = 2**20  # bytes: a disk with less free space counts as full
OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT)  # these errors name the disk, not the file


class DiskRefuses(BadInput):
    """The disk refuses to read or write a file (status 75 if trying again may help, else 2)."""

    def __init__(self, what: object, expected: str, came: str, remedy: str, status: int) -> None:
        super().__init__(what, expected=expected, came=came, remedy=remedy)
        self.status = status


def refusal(error: BaseException, path: Path | None = None) -> Refusal | None:
    """Return a one-line error if an error was caused by the disk; else None.

    Args:
        error: The system's error, or a library's error that it caused.
        path: The path that was being written, in case the error does not name one.
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
    """Return a one-line error if the disk of a path is full; else None."""
    if shutil.disk_usage(path).free >= LEAST:
        return None
    return refusal(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)))


def _causes(error: BaseException | None) -> Iterator[OSError]:
    """Yield the system errors that caused an error, itself first, as a traceback would show them."""
    while error is not None:
        if isinstance(error, OSError):
            yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _disk(path: Path) -> Path:
    """Return the mount point of a path's disk."""
    return next((folder for folder in (path.absolute(), *path.absolute().parents) if folder.is_mount()), Path("/"))
