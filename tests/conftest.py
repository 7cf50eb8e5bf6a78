"""The tiny study, run once for all tests that look at a finished one, and a Prefect server for what runs."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests import keras_state

ROOT = Path(__file__).parents[1]
RESULTS = ("dvc.lock", "metrics/", "plots/")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(keras_state, "keras_state")


class Study:
    """A checkout of the project with a study in it, and commands run there as a user runs them."""

    def __init__(self, folder: Path, server: str = "") -> None:
        self.folder, self.server = folder, server
        path = f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        hidden = {"DVC_ROOT", "DVC_STAGE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
        kept = {name: value for name, value in os.environ.items() if name not in hidden}
        self.env = kept | {"PATH": path, "PYTHONPATH": str(folder / "src"), "COLUMNS": "80"}
        if server:
            self.env |= {"PREFECT_API_URL": server, "PREFECT_HOME": str(folder.parent / "prefect")}

    def run(self, *command: str, status: int = 0) -> str:
        """Run a command, check its exit status, and return what it printed."""
        done = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True)
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


def checkout(folder: Path, server: str) -> Study:
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
    study = Study(folder, server)
    study.run("git", "init", "--quiet", "--initial-branch=main")
    commit(study, "as it came")
    return study


def commit(study: Study, message: str) -> None:
    study.run("git", "add", "--all")
    study.run(
        "git", "-c", "user.name=tester", "-c", "user.email=tester@example.org", "commit", "--quiet", "-m", message
    )


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The address of a Prefect server of the tests' own, on loopback."""
    home = tmp_path_factory.mktemp("prefect")
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    env = os.environ | {"PREFECT_HOME": str(home), "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    words = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(words, env=env, stdout=log, stderr=log)
    url, end = f"http://127.0.0.1:{port}/api", time.monotonic() + 240
    while not _answers(f"{url}/health"):
        assert process.poll() is None, (home / "log").read_text()
        assert time.monotonic() < end
    yield url
    process.terminate()
    process.wait()


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory, server: str) -> Study:
    """The tiny study as `make study STUDY=tiny` leaves it; not to be changed."""
    study = checkout(tmp_path_factory.mktemp("finished") / "study", server)
    printed = study.run("make", "--old-file=.venv/study", "study", "STUDY=tiny")
    (study.folder / "printed.txt").write_text(printed, encoding="utf-8")
    commit(study, "the tiny study")
    return study


@pytest.fixture
def study(finished: Study, tmp_path: Path) -> Study:
    """A copy of the finished tiny study, to be changed."""
    shutil.copytree(finished.folder, tmp_path / "study", symlinks=True)
    return Study(tmp_path / "study", finished.server)
