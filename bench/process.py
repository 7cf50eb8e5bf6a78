"""A side as a process that is asked through a pipe."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, cast


class SideFailed(RuntimeError):
    """A side ended, with the last lines that it wrote."""


class SideProcess:
    """A process that answers one line of JSON with another, and waits without using the processor meanwhile.

    Args:
        command: What to start.
        log: The file that takes what it writes beside its answers.
        env: Variables beside those of this process.
        folder: Where it runs; here, where nothing is said.
    """

    def __init__(
        self, command: Sequence[str], log: Path, env: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> None:
        self.log = log
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=os.environ | dict(env or {}),
                cwd=folder,
                text=True,
            )
        self._questions = cast("IO[str]", self._process.stdin)
        self._answers = cast("IO[str]", self._process.stdout)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """Return the answer to a request.

        Raises:
            SideFailed: The process ended.
        """
        with suppress(BrokenPipeError):
            self._questions.write(json.dumps({"do": do} | request) + "\n")
            self._questions.flush()
        if line := self._answers.readline():
            return json.loads(line)
        self._process.wait()
        raise SideFailed("\n".join(self.log.read_text(errors="replace").splitlines()[-8:]))

    def end(self) -> None:
        """End it, and wait for that."""
        with suppress(BrokenPipeError):
            self._questions.close()
        self._answers.close()
        self._process.wait()
