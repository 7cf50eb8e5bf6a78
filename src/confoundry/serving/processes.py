"""The processes that serve: started without a shell, ended with all that they started."""

import os
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

MARK = "CONFOUNDRY_SERVED"  # in the environment of all that serves a study, down to an audit's stages
GRACE = 20  # seconds that a process gets to end in


@dataclass
class Served:
    """Processes of one `confoundry serve`.

    Attributes:
        folder: The study's root, in which they run.
        env: Their environment.
        running: By name, in the order of their start.
    """

    folder: Path
    env: Mapping[str, str]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], output: IO[bytes] | None = None) -> None:
        """Start a process in a session of its own, so that a terminal's Ctrl-C reaches this program alone."""
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
        """Return the name of a process that has ended, or None."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def kill(self, names: Sequence[str]) -> None:
        """Kill processes and all but the others that run: a run in the middle stays one that goes on later."""
        killed = [self.running.pop(name) for name in names]
        for process in killed:
            process.kill()
        for process in killed:
            process.wait()
        kill_left(self.folder, keep={other.pid for other in self.running.values()})

    def end(self) -> None:
        """End them all; the first started comes last, and gets the time to close its files."""
        first, later = list(self.running)[:1], list(self.running)[1:]
        self.kill(later)
        for name in first:
            self.running[name].terminate()
            with suppress(subprocess.TimeoutExpired):
                self.running[name].wait(GRACE)
        self.kill(first)


def kill_left(study: Path, keep: Iterable[int] = ()) -> int:
    """Kill every process that serves a study, but for those to keep and this one, and wait until they are gone.

    Returns:
        How many there were.
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
    """Return whether a process is at work: one that ended and that nobody has taken note of is not.

    Args:
        pid: Its number.
        running: What its command line holds; numbers are given again after a restart of the machine.
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
