"""One nightly audit at a time: a lock on the checkout, which the audit's processes inherit."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from confoundry.errors import Refusal

PAUSE = 0.5  # seconds between two tries


class AtWork(Refusal):
    """Another nightly audit is using the checkout."""

    status = 75


@contextmanager
def locked(path: Path, *, wait: float) -> Iterator[int]:
    """Hold the lock, and yield its file descriptor.

    Processes that inherit the descriptor hold the lock too: if a run is killed but its audit is not, the next run
    waits for that audit instead of working in the same folder.

    Raises:
        AtWork: Another process held the lock for all of `wait` seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(descriptor, wait)
        os.truncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, wait: float) -> None:
    until = time.monotonic() + wait
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                holder = os.pread(descriptor, 20, 0).decode().strip() or "unknown"
                raise AtWork(f"another nightly audit is running in the checkout (process {holder})") from None
            time.sleep(PAUSE)
        else:
            return
