"""Commands in checkouts, as a user types them; `confoundry` and `dvc` start with their libraries already imported.

Importing Prefect and DVC costs a command more than all it does in a small repository. A server of processes
(`multiprocessing`'s) imports them once and forks for each command. The command's process has the folder, environment
and arguments that were given, and imports Confoundry from the checkout that PYTHONPATH names, as any other does.
"""

import atexit
import faulthandler
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
from multiprocessing.forkserver import _forkserver
from pathlib import Path

import psutil

LIBRARIES = (
    "dvc.cli",
    "dvc.commands.repro",
    "dvc.commands.status",
    "dvc.repo.reproduce",
    "dvc.repo.status",
    "dvc.stage.run",
    "pandas",
    "prefect.artifacts",
    "prefect.client.orchestration",
    "prefect.flows",
    "prefect.flow_engine",
    "prefect.task_engine",
    "prefect.task_runners",
    "pyarrow.parquet",
    "rich.progress",
    "scipy.stats",
)
FORKED = ("confoundry", "dvc")
LIMIT = 600  # seconds; the longest, a study of real trainings, takes one of ten
QUIET = {
    "DO_NOT_TRACK": "1",
    "DVC_NO_ANALYTICS": "1",  # else each `dvc` leaves a process behind that reports
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
}


class Commands:
    """Runs commands; those that ask the tests' Prefect server start fast.

    Args:
        server: The address of the tests' Prefect server.
        home: The folder of Prefect's clients.
    """

    def __init__(self, server: str, home: Path) -> None:
        self.server, self.home = server, home
        self.env = QUIET | {"PREFECT_API_URL": server, "PREFECT_HOME": str(home)}
        self._processes = None

    def run(self, words: list[str], folder: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Run a command to its end, or until it takes too long."""
        if words[0] not in FORKED or any(env.get(name) != value for name, value in self.env.items()):
            return subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, timeout=LIMIT)
        with tempfile.TemporaryDirectory() as kept:
            outputs = Path(kept, "out"), Path(kept, "err")
            arguments = (words, str(folder), env, *map(str, outputs))
            process = self._started().Process(target=_command, args=arguments)
            process.start()
            process.join(LIMIT)
            if process.is_alive():
                os.kill(process.pid, signal.SIGABRT)  # it says what each of its threads is at
                process.join()
            said = [path.read_text(encoding="utf-8") if path.exists() else "" for path in outputs]
        return subprocess.CompletedProcess(words, process.exitcode, *said)

    def _started(self):
        """Start the server of processes, in an environment as that of the commands: what is imported reads it."""
        if self._processes is None:
            self._processes = multiprocessing.get_context("forkserver")
            self._processes.set_forkserver_preload(list(LIBRARIES))
            quiet = {
                "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
                "PYTHONHASHSEED": "0",
                "JE_ARROW_MALLOC_CONF": "background_thread:false",  # a process with threads is not safe to fork
            }
            before = dict(os.environ)
            os.environ.update(self.env | quiet)
            try:
                _forkserver.ensure_running()
            finally:
                os.environ.clear()
                os.environ.update(before)
        return self._processes


def _command(words: list[str], folder: str, env: dict[str, str], *outputs: str) -> None:
    """Be a command, in a process that was forked for it."""
    for number, path in enumerate(outputs, start=1):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(descriptor, number)
        os.close(descriptor)
    faulthandler.enable()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    sys.path[:0] = [path for path in env.get("PYTHONPATH", "").split(os.pathsep) if path]
    sys.argv = words
    try:
        if words[0] == "dvc":
            from dvc.cli import main

            sys.exit(main(words[1:]))
        from confoundry.cli.app import main

        main()
    finally:
        sys.stdout.flush()
        atexit._run_exitfuncs()  # a process that was forked leaves them out


def forked_seconds() -> float:
    """Return the processor time of all commands that were forked, in seconds."""
    pid = _forkserver._forkserver_pid
    if pid is None:
        return 0.0
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system + times.children_user + times.children_system
