"""A side as a process that is asked through a pipe."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class SideFailed(RuntimeError):
    """A side ended, with the last lines that it wrote."""


class SideProcess:
    """A process that answers one line of JSON with another, and waits without using the processor meanwhile.

    Args:
        command: What to start.
        log: The file that takes what it writes beside its answers.
        env: Variables beside those of this process.
    """

    def __init__(self, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None) -> None:
        self.log = log
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=os.environ | dict(env or {}),
                text=True,
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """Return the answer to a request.

        Raises:
            SideFailed: The process ended.
        """
        assert self._process.stdin and self._process.stdout  # noqa: S101
        try:
            self._process.stdin.write(json.dumps({"do": do} | request) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass
        if line := self._process.stdout.readline():
            return json.loads(line)
        self._process.wait()
        raise SideFailed("\n".join(self.log.read_text(errors="replace").splitlines()[-8:]))

    def end(self) -> None:
        """End it, and wait for that."""
        assert self._process.stdin and self._process.stdout  # noqa: S101
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
