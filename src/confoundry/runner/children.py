"""The child processes of a run. Each leads its own session, so that it is killed together with its own children."""

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
    """The running processes. All can be killed at once."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._running: set[int] = set()
        self.ending = False

    def start(self, words: Sequence[str], **options: Any) -> subprocess.Popen[str]:
        """Start a process in its own session. `options` are passed to Popen."""
        with self._mutex:
            if self.ending:
                raise Ending
            process = subprocess.Popen(words, start_new_session=True, text=True, **options)
            self._running.add(process.pid)
        return process

    def guarded(self, words: Sequence[str], folder: str, env: dict[str, str], log: IO[str]) -> subprocess.Popen[str]:
        """Start a command that is killed when this process dies."""
        words = [sys.executable, "-I", "-S", str(GUARDED), str(os.getpid()), *words]
        return self.start(words, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def ended(self, process: subprocess.Popen[str]) -> None:
        """Forget a process that has ended."""
        with self._mutex:
            self._running.discard(process.pid)

    def end_all(self) -> None:
        """Kill all processes, and do not start any more."""
        with self._mutex:
            self.ending = True
            for pid in self._running:
                end_group(pid)


class Ending(Exception):
    """The run is stopping: no more processes are started."""


def end_group(pid: int) -> None:
    """Kill a process group. Does nothing if it has already ended."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


@contextmanager
def time_limit(process: subprocess.Popen[str], seconds: float | None) -> Iterator[threading.Event]:
    """Kill a process group when its time is up. The event is set if that happened."""
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
