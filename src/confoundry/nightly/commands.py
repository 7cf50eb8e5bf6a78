"""Runs commands in a folder, as lists of arguments and never through a shell; a failure is reported in one line."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from confoundry.errors import Refusal

# Set by a surrounding Git hook, DVC stage or Prefect run; they would be wrong in the checkout.
FOREIGN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "DVC_ROOT", "DVC_STAGE", "PREFECT__")
NO_HOOKS = ("-c", "core.hooksPath=/dev/null")  # for Git: the user's hooks are not meant for automatic commits
TAIL = 20  # lines of a command's output that are kept for its error
NOTHING: Mapping[str, str] = MappingProxyType({})
GRACE = 30  # seconds that a command has to stop


class CommandFailed(Refusal):
    """A command failed: the command, and the last line of its output.

    Attributes:
        exit: The command's own exit status.
    """

    def __init__(self, command: Sequence[str], exit: int, said: str) -> None:  # noqa: A002
        words = " ".join(word for word in command if word not in NO_HOOKS)
        super().__init__(f"`{words}` failed with status {exit}: {_last(said)}")
        self.exit = exit


@dataclass(frozen=True)
class Done:
    """A finished command: its exit status and its output."""

    status: int
    out: str
    err: str = ""


def environment(folder: Path) -> dict[str, str]:
    """Return the environment for commands in a checkout: with its own code and the running interpreter's programs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    paths = [str(Path(sys.executable).parent), kept.get("PATH", os.defpath)]
    kept |= {"PATH": os.pathsep.join(paths), "GIT_TERMINAL_PROMPT": "0", "COLUMNS": "80"}
    if (folder / "src").is_dir():
        kept["PYTHONPATH"] = os.pathsep.join(filter(None, [str(folder / "src"), kept.get("PYTHONPATH")]))
    return kept


def run(command: Sequence[str], folder: Path, *, fine: Sequence[int] = (0,), more: Mapping[str, str] = NOTHING) -> Done:
    """Run a command in a folder and return its output; `more` is added to its environment.

    Raises:
        CommandFailed: Its exit status is not one of `fine`.
    """
    done = subprocess.run(
        command,
        cwd=folder,
        env={**environment(folder), **more},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in fine:
        raise CommandFailed(command, done.returncode, done.stderr or done.stdout)
    return Done(done.returncode, done.stdout, done.stderr)


def stream(command: Sequence[str], folder: Path, *, keep_open: int, more: Mapping[str, str] = NOTHING) -> Done:
    """Run a long command, print its output line by line, and stop it when this process is stopped.

    Args:
        command: The command.
        folder: Where it runs.
        more: Is added to its environment.
        keep_open: A file descriptor that the command inherits, so that it keeps holding a lock if this process dies.
    """
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**environment(folder), **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=(keep_open,),
    ) as process:
        try:
            for line in process.stdout or ():
                print(line.rstrip())
                lines = [*lines[1 - TAIL :], line]
        except BaseException:
            _end(process)
            raise
    return Done(process.returncode, "".join(lines))


def _end(process: "subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()


def _last(said: str) -> str:
    """Return the most useful line: the last that begins with `error` or `fatal`, or else the last one."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "fatal"))]
    return (errors or lines or ["no output"])[-1]
