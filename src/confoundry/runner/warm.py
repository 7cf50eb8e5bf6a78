"""Warm workers: processes that run commands without importing everything again. One per job, replaced if it dies."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import LifoQueue
from typing import Any

from confoundry.runner.children import Children, time_limit

PLAIN = re.compile(r"[\w@%+=:,./ -]*")  # characters that a shell leaves unchanged


@dataclass(frozen=True)
class Warm:
    """The commands that a warm worker runs, and the function that it calls instead.

    Attributes:
        prefix: The start of such a command: `python -m package.stages.` The rest of that word fills in `{}`.
        function: `module:function`, called with the words that follow: `package.stages.{}:main`
    """

    prefix: str
    function: str

    def taken(self, command: str) -> tuple[str, list[str]] | None:
        """Return the function and arguments for a command; None if it needs its own process."""
        if not command.startswith(self.prefix) or not PLAIN.fullmatch(command):
            return None
        words = shlex.split(command.removeprefix(self.prefix))
        return (self.function.format(words[0]), words[1:]) if words else None


class Worker:
    """A process that calls functions. It starts at the first call."""

    def __init__(self, children: Children) -> None:
        self._children = children
        self._process: subprocess.Popen[str] | None = None

    def call(self, request: dict[str, Any], limit: float | None) -> tuple[int, bool]:
        """Call a function; return its status (negative: the signal that killed the worker) and whether time was up."""
        process = self._process or self._start(request["env"])
        line = json.dumps(request) + "\n"
        with time_limit(process, limit) as up:
            answer = _ask(process, line)
        if answer:
            return int(json.loads(answer)["status"]), False
        self.end()
        return process.returncode or 70, up.is_set()

    def _start(self, env: dict[str, str]) -> subprocess.Popen[str]:
        words = [sys.executable, "-m", "confoundry.runner.worker", str(os.getpid())]
        folder = str(Path(__file__).parents[2])  # so that -m finds this package
        options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = self._children.start(words, env=env, cwd=folder, bufsize=1, **options)
        return self._process

    def end(self) -> None:
        """End the process, and wait for it."""
        if process := self._process:
            self._process = None
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    _close(pipe)
            process.wait()
            self._children.ended(process)


def _ask(process: subprocess.Popen[str], line: str) -> str:
    """Send a request and wait for the answer; empty if the worker died."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("a worker without pipes")
    try:
        process.stdin.write(line)
        process.stdin.flush()
        return process.stdout.readline()
    except (OSError, ValueError):  # it died or was killed
        return ""


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # the buffered request was for a worker that has ended
        return


class Workers:
    """A pool of workers. The one used last is taken first, so that no more workers start than needed."""

    def __init__(self, jobs: int, children: Children) -> None:
        self._all = [Worker(children) for _ in range(jobs)]
        self._free: LifoQueue[Worker] = LifoQueue()
        for worker in self._all:
            self._free.put(worker)

    @contextmanager
    def one(self) -> Iterator[Worker]:
        """Wait until a worker is free, and lend it."""
        worker = self._free.get()
        try:
            yield worker
        finally:
            self._free.put(worker)

    def end(self) -> None:
        """End all workers."""
        for worker in self._all:
            worker.end()
