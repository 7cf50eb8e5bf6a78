"""The processes that serve: started without a shell, ended with all that they started."""

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import psutil

GRACE = 20  # seconds that a process gets to end what it began


@dataclass
class Served:
    """Processes of one `confoundry serve`, in the order of their start.

    Attributes:
        folder: Where they run.
        env: Their environment.
        running: By name.
    """

    folder: Path
    env: Mapping[str, str]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self, name: str, command: Sequence[str], output: IO[bytes] | None = None) -> None:
        """Start a process in a session of its own, so that a terminal's Ctrl-C reaches this program alone."""
        self.running[name] = subprocess.Popen(
            command,
            cwd=self.folder,
            env=dict(self.env),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
        )

    def ended(self) -> str | None:
        """Return the name of a process that has ended, or None."""
        return next((name for name, process in self.running.items() if process.poll() is not None), None)

    def end(self) -> None:
        """End them all, the last started first, each with all that it started."""
        for name in reversed(list(self.running)):
            end_tree(self.running.pop(name))


def end_tree(process: "subprocess.Popen[bytes]") -> None:
    """Ask a process to end, and then what it leaves behind; what does not end is killed."""
    family = _family(process.pid)
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        family += _family(process.pid)
        process.kill()
        process.wait()
    left = [one for one in set(family) if one.pid != process.pid and one.is_running()]
    for one in left:
        _ask(one.terminate)
    for one in psutil.wait_procs(left, GRACE)[1]:
        _ask(one.kill)


def _family(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def _ask(signal: object) -> None:
    try:
        signal()  # pyright: ignore
    except psutil.NoSuchProcess:
        return
