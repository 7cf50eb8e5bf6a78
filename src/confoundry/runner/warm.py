"""Which commands a warm worker takes, and the workers: one per job, replaced when they die."""

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

PLAIN = re.compile(r"[\w@%+=:,./ -]*")  # words that a shell would not change


@dataclass(frozen=True)
class Warm:
    """Commands that a warm worker takes, and the function that they stand for.

    Attributes:
        prefix: How such a command begins, the rest of that word being `{}`: `python -m package.stages.`
        function: `module:function`, called with the words that follow: `package.stages.{}:main`
    """

    prefix: str
    function: str

    def taken(self, command: str) -> tuple[str, list[str]] | None:
        """Return the function and the arguments that a command stands for; None where a process is to run it."""
        if not command.startswith(self.prefix) or not PLAIN.fullmatch(command):
            return None
        words = shlex.split(command.removeprefix(self.prefix))
        return (self.function.format(words[0]), words[1:]) if words else None


class Worker:
    """A process that calls functions; it starts with its first call."""

    def __init__(self, children: Children) -> None:
        self._children = children
        self._process: subprocess.Popen[str] | None = None

    def call(self, request: dict[str, Any], limit: float | None) -> tuple[int, bool]:
        """Call a function; return its status (negative: the signal that the worker died of) and whether time was up."""
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
        folder = str(Path(__file__).parents[2])  # so that -m finds this very package
        options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        self._process = self._children.start(words, env=env, cwd=folder, bufsize=1, **options)
        return self._process

    def end(self) -> None:
        """Let the process end, and wait for it."""
        if process := self._process:
            self._process = None
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    _close(pipe)
            process.wait()
            self._children.ended(process)


def _ask(process: subprocess.Popen[str], line: str) -> str:
    """Send a request and wait for the answer; empty where the worker died."""
    if process.stdin is None or process.stdout is None:
        raise ValueError("a worker without pipes")
    try:
        process.stdin.write(line)
        process.stdin.flush()
        return process.stdout.readline()
    except (OSError, ValueError):  # it died, or was ended
        return ""


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:  # what it held was for a worker that is gone
        return


class Workers:
    """A pool of workers; the one used last is taken first, so that few grow warm where few are needed."""

    def __init__(self, jobs: int, children: Children) -> None:
        self._all = [Worker(children) for _ in range(jobs)]
        self._free: LifoQueue[Worker] = LifoQueue()
        for worker in self._all:
            self._free.put(worker)

    @contextmanager
    def one(self) -> Iterator[Worker]:
        """Lend a worker; waits until one is free."""
        worker = self._free.get()
        try:
            yield worker
        finally:
            self._free.put(worker)

    def end(self) -> None:
        """End all workers."""
        for worker in self._all:
            worker.end()
