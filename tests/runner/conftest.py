"""Small DVC repositories."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
FLOW = """
from prefect import flow
from confoundry.runner.ask import Ask
from confoundry.runner.flow import Run

@flow(name="audit")
def audit(jobs: int = 2, ask: Ask | None = None) -> None:
    with Run(jobs=jobs, ask=ask) as run:
        {lines}
"""


class Repository:
    """A DVC repository of files that a test writes, and commands run there."""

    def __init__(self, folder, files, server):
        self.folder = folder
        self.env = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(SOURCE),
            "PREFECT_API_URL": server,
            "PREFECT_HOME": str(folder.parent / "prefect"),
            "COLUMNS": "80",
            "PYTHONHASHSEED": "0",  # the order of a serial `dvc repro` of some of the stages depends on it
        }
        for name, text in files.items():
            self.write(name, text)
        for command in (["git", "init", "-q"], ["dvc", "init", "-q"]):
            self.run(*command)
        self.write(".dvcignore", "/.runs/\n/.prefect/\n")
        if "flows/audit.py" not in files:
            self.flow("run.all()")
        self.run("git", "add", "--all")
        self.run("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "start")

    def flow(self, *lines):
        self.write("flows/audit.py", FLOW.format(lines="\n        ".join(lines)))

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def read(self, name):
        return (self.folder / name).read_text()

    def start(self, *command, **options):
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen(command, cwd=self.folder, env=self.env, text=True, **piped | options)

    def run(self, *command, status=0):
        done = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path, server):
    """Make repositories from their files, by name."""

    def make(files, name="repository"):
        folder = tmp_path / name
        folder.mkdir()
        return Repository(folder, files, server)

    return make
