"""The processes of `confoundry serve`: started without a shell, and stopped with all their child processes."""

import os
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

MARK = "CONFOUNDRY_SERVED"  # an environment variable of all processes that serve a study, an audit's stages included
GRACE = 20  # seconds that a process has to stop


@dataclass
class Served:
    """Processes of one `confoundry serve`.

    Attributes:
        folder: The study's root, their working directory.
        env: Their environment.
        running: The processes by name, in the order in which they were started.
    """

    folder: Path
    env: Mapping[str, str]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], output: IO[bytes] | None = None) -> None:
        """Start a process in its own session, so that Ctrl-C in the terminal reaches only this program."""
        self.running[name] = subprocess.Popen(
            command,
            cwd=self.folder,
            env={**self.env, MARK: str(self.folder)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
        )

    def ended(self) -> str | None:
        """Return the name of a process that has stopped, or None."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def kill(self, names: Sequence[str]) -> None:
        """Kill these processes and their children, but not the others; an interrupted run can be resumed later."""
        killed = [self.running.pop(name) for name in names]
        for process in killed:
            process.kill()
        for process in killed:
            process.wait()
        kill_left(self.folder, keep={other.pid for other in self.running.values()})

    def end(self) -> None:
        """Stop all processes; the first one (the server) is stopped last, with time to close its files."""
        first, later = list(self.running)[:1], list(self.running)[1:]
        self.kill(later)
        for name in first:
            self.running[name].terminate()
            with suppress(subprocess.TimeoutExpired):
                self.running[name].wait(GRACE)
        self.kill(first)


def kill_left(study: Path, keep: Iterable[int] = ()) -> int:
    """Kill every process that serves a study, except this one and those to keep, and wait until they are gone.

    Returns:
        The number of killed processes.
    """
    left = [one for one in _marked(study) if one.pid not in {*keep, os.getpid()}]
    for one in left:
        with suppress(psutil.Error):
            one.kill()
    until = time.monotonic() + GRACE
    while any(alive(one.pid) for one in left) and time.monotonic() < until:
        time.sleep(0.02)
    return len(left)


def alive(pid: int, running: str = "") -> bool:
    """Return whether a process is running; a zombie is not.

    Args:
        pid: Its id.
        running: A part of its command line; ids are reused after the machine restarts.
    """
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and running in " ".join(process.cmdline())
    return False


def _marked(study: Path) -> list[psutil.Process]:
    found = []
    for one in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if one.environ().get(MARK) == str(study):
                found.append(one)
    return found
