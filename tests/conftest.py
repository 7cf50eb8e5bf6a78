"""What is made once for all tests: a Prefect server, the tiny study, and that study with stages that train nothing.

Tests that need one of these come first, so that few of pytest's processes wait for it.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest
from hypothesis import HealthCheck, settings

from tests import costs, keras_state
from tests.commands import QUIET, Commands
from tests.made_once import made_once, shared_folder
from tests.repositories import Repository
from tests.waiting import wait_for

ROOT = Path(__file__).parents[1]
STUBS = Path(__file__).with_name("stubs")
RESULTS = ("dvc.lock", "metrics/", "plots/")
IDLE = ("CANCELLATION_CLEANUP", "FOREMAN", "LATE_RUNS", "PAUSE_EXPIRATIONS", "REPOSSESSOR", "SCHEDULER", "TRIGGERS")
# A process that outlives the one that started it, and ends with another, however that ends.
WATCHED = """
import subprocess, sys, psutil
tests = psutil.Process(int(sys.argv[1]))
process = subprocess.Popen(sys.argv[2:])
tests.wait()
process.terminate()
process.wait()
"""
# Fixtures: what takes longest comes first, and stays together in one of pytest's processes.
FIRST = ("served", "said", "printed", "finished", "stubbed", "server")

os.environ.update(QUIET)
settings.register_profile("no clock", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("no clock")


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # in the background: all that tests start would ignore Ctrl-C
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.pluginmanager.register(costs, "costs")
    config.pluginmanager.register(keras_state, "keras_state")


class Study:
    """A checkout of the project with a study in it, and commands run there as a user runs them."""

    def __init__(self, folder: Path, commands: Commands) -> None:
        self.folder, self.commands = folder, commands
        path = f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        hidden = {"DVC_ROOT", "DVC_STAGE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        self.env = kept | commands.env | {"PATH": path, "PYTHONPATH": str(folder / "src"), "COLUMNS": "80"}

    def run(self, *command: str, status: int = 0) -> str:
        """Run a command, check its exit status, and return what it printed."""
        done = self.commands.run([*command], self.folder, self.env)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr

    def repro(self, *arguments: str) -> list[str]:
        """Run `dvc repro` and return the stages that ran."""
        return ran(self.run("dvc", "repro", *arguments))

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        """Edit a file of the study."""
        text = self.read(path)
        assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
        (self.folder / path).write_text(text.replace(old, new), encoding="utf-8")


def ran(output: str) -> list[str]:
    """Return the stages that DVC says it ran."""
    return [line.split("'")[1] for line in output.splitlines() if line.startswith("Running stage ")]


def checkout(folder: Path, commands: Commands) -> Study:
    """Make a checkout of the project as it lies in the working tree, without results, in a repository of its own."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file() and not name.startswith(RESULTS):
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    study = Study(folder, commands)
    study.run("git", "init", "--quiet", "--initial-branch=main")
    commit(study, "as it came")
    return study


def commit(study: Study, message: str) -> None:
    study.run("git", "add", "--all")
    study.run(
        "git", "-c", "user.name=tester", "-c", "user.email=tester@example.org", "commit", "--quiet", "-m", message
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--costs", action="store_true", help="print the processor time of each folder of tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the files of tests that need what is made once come first."""

    def rank(item: pytest.Item) -> int:
        needs = [FIRST.index(name) for name in getattr(item, "fixturenames", ()) if name in FIRST]
        return min(needs, default=len(FIRST))

    ranks: dict[Path, int] = {}
    for item in items:
        ranks[item.path] = min(rank(item), ranks.get(item.path, len(FIRST)))
    items.sort(key=lambda item: ranks[item.path])


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all of pytest's processes share."""
    return shared_folder(tmp_path_factory)


@pytest.fixture(scope="session")
def server(shared: Path) -> str:
    """The address of a Prefect server of the tests' own, on loopback, which ends when they do."""
    _, found = made_once(shared / "server", _started)
    return found["url"]


def _started(home: Path) -> dict[str, object]:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    tests = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    words = [sys.executable, "-c", WATCHED, str(tests), sys.executable, "-m", "prefect", "server", "start"]
    idle = {f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in IDLE}  # else it is never quiet
    with (home / "log").open("w") as log:
        process = subprocess.Popen(
            [*words, "--host", "127.0.0.1", "--port", str(port)],
            env=os.environ | {"PREFECT_HOME": str(home)} | idle,
            stdout=log,
            stderr=log,
        )
    (home / "pid").write_text(str(process.pid))
    url = f"http://127.0.0.1:{port}/api"
    wait_for(lambda: _answers(f"{url}/health") or process.poll() is not None)
    assert process.poll() is None, (home / "log").read_text()
    process.returncode = 0  # it outlives this process: Python need not warn of it
    return {"url": url}


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Note what the server has cost."""
    pid = session.config._tmp_path_factory.getbasetemp() / "server/pid"
    if pid.exists() and not hasattr(session.config, "workerinput"):
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(int(pid.read_text()))
            times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
            costs.note("Prefect's server", sum(one.user + one.system for one in times))


@pytest.fixture(scope="session")
def commands(server: str, shared: Path) -> Commands:
    """Runs commands that know the server."""
    return Commands(server, shared / "prefect")


@pytest.fixture(scope="session")
def finished(shared: Path, commands: Commands) -> Study:
    """The tiny study as `make study STUDY=tiny` leaves it; not to be changed."""

    def make(folder: Path) -> None:
        study = checkout(folder / "study", commands)
        printed = study.run("make", "--old-file=.venv/study", "study", "STUDY=tiny")
        (study.folder / "printed.txt").write_text(printed, encoding="utf-8")
        commit(study, "the tiny study")

    return Study(made_once(shared / "finished", make)[0] / "study", commands)


@pytest.fixture(scope="session")
def stubbed(shared: Path, commands: Commands) -> Study:
    """The tiny study after a run in which nothing was trained; not to be changed.

    Its graph, its settings and most stages are real; `preflight`, `train`, `evaluate` and `diagnose` are stubs.
    """

    def make(folder: Path) -> None:
        study = checkout(folder / "study", commands)
        shutil.copy(study.folder / "studies/tiny.yaml", study.folder / "params.yaml")
        for stub in STUBS.glob("*.py"):
            shutil.copy(stub, study.folder / "src/confoundry/stages" / stub.name)
        commit(study, "stubs")
        study.run("confoundry", "run", "--jobs", "1")
        commit(study, "the tiny study")

    return Study(made_once(shared / "stubbed", make)[0] / "study", commands)


def copy(study: Study, folder: Path) -> Study:
    """Copy a study."""
    shutil.copytree(study.folder, folder, symlinks=True)
    return Study(folder, study.commands)


@pytest.fixture
def real(finished: Study, tmp_path: Path) -> Study:
    """A copy of the finished tiny study, to be changed."""
    return copy(finished, tmp_path / "study")


@pytest.fixture
def study(stubbed: Study, tmp_path: Path) -> Study:
    """A copy of the tiny study with stubs, to be changed."""
    return copy(stubbed, tmp_path / "study")


@pytest.fixture
def repository(tmp_path: Path, commands: Commands) -> Callable[..., Repository]:
    """Make repositories from their files, by name."""

    def make(files: dict[str, str], name: str = "repository") -> Repository:
        (tmp_path / name).mkdir()
        return Repository(tmp_path / name, files, commands)

    return make
