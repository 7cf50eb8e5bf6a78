"""The processes of a run: each leads a session of its own, and is ended with all that it started."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

GUARDED = Path(__file__).with_name("guarded.py")


class Children:
    """The running processes, so that all can be ended at once."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._running: set[int] = set()
        self.ending = False

    def start(self, words: Sequence[str], **options: Any) -> subprocess.Popen[str]:
        """Start a process in a session of its own; `options` are Popen's."""
        with self._mutex:
            if self.ending:
                raise Ending
            process = subprocess.Popen(words, start_new_session=True, text=True, **options)
            self._running.add(process.pid)
        return process

    def guarded(self, words: Sequence[str], folder: str, env: dict[str, str], log: IO[str]) -> subprocess.Popen[str]:
        """Start a command that ends when this process dies."""
        words = [sys.executable, "-I", "-S", str(GUARDED), str(os.getpid()), *words]
        return self.start(words, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def ended(self, process: subprocess.Popen[str]) -> None:
        """Forget a process that has ended."""
        with self._mutex:
            self._running.discard(process.pid)

    def end_all(self) -> None:
        """End all processes, and let no other start."""
        with self._mutex:
            self.ending = True
            for pid in self._running:
                end_group(pid)


class Ending(Exception):
    """The run is being ended: no process is started any more."""


def end_group(pid: int) -> None:
    """End a session's process group; fine where it has ended."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


@contextmanager
def time_limit(process: subprocess.Popen[str], seconds: float | None) -> Iterator[threading.Event]:
    """End a process's group when time is up; the event says whether it was."""
    up = threading.Event()
    if seconds is None:
        yield up
        return

    def end() -> None:
        up.set()
        end_group(process.pid)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield up
    finally:
        timer.cancel()
