"""How long a command takes, and how much memory it and all that it starts hold at most."""

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 0.05  # seconds


@dataclass(frozen=True)
class Watched:
    """A command that ended well: what it printed, seconds, and the peak of the resident memory of its processes."""

    printed: str
    seconds: float
    peak_mib: int


def watched(command: Sequence[str], folder: Path, env: Mapping[str, str] | None = None) -> Watched:
    """Run a command; pages that processes share count in each of them.

    Raises:
        RuntimeError: It failed; its last lines.
    """
    with tempfile.TemporaryFile("w+") as output:
        begun, peak = time.perf_counter(), 0
        everything = os.environ | dict(env or {})
        process = subprocess.Popen(command, cwd=folder, env=everything, stdout=output, stderr=subprocess.STDOUT)
        while process.poll() is None:
            peak = max(peak, _resident(process.pid))
            time.sleep(EVERY)
        seconds = time.perf_counter() - begun
        output.seek(0)
        printed = output.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n" + "\n".join(printed.splitlines()[-8:]))
    return Watched(printed, seconds, round(peak / 2**20))


def _resident(pid: int) -> int:
    """Return the resident bytes of a process and of all below it."""
    total = 0
    try:
        parent = psutil.Process(pid)
        for process in [parent, *parent.children(recursive=True)]:
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
    except psutil.Error:
        return total
    return total
