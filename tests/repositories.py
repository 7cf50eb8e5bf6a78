"""Small DVC repositories that a test writes, and commands run there."""

import os
import subprocess
import sys
from copy import copy
from pathlib import Path
from typing import Self

from tests.commands import Commands

SOURCE = Path(__file__).parents[1] / "src"
FLOW = """
from prefect import flow
from confoundry.runner.ask import Ask
from confoundry.runner.flow import Run

@flow(name="{name}")
def audit(jobs: int = 2, ask: Ask | None = None) -> None:
    with Run(jobs=jobs, ask=ask) as run:
        {lines}
"""


# What `dvc init` writes, and what a run of ours is to be left out of.
AS_DVC_INIT = {
    ".dvc/.gitignore": "/config.local\n/tmp\n/cache\n",
    ".dvc/config": "",
    ".dvcignore": "/.runs/\n/.prefect/\n",
}


class Repository:
    """A DVC repository of files that a test writes, and commands run there."""

    def __init__(self, folder: Path, files: dict[str, str], commands: Commands) -> None:
        self.folder, self.commands = folder, commands
        self.env = (
            os.environ
            | commands.env
            | {
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(SOURCE),
                "COLUMNS": "80",
                "PYTHONHASHSEED": "0",  # the order of a serial `dvc repro` of some of the stages depends on it
            }
        )
        for name, text in files.items():
            self.write(name, text)
        for name, text in AS_DVC_INIT.items():
            self.write(name, text)
        self.run("git", "init", "-q")
        if "flows/audit.py" not in files:
            self.flow("run.all()")
        self.run("git", "add", "--all")
        self.run("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "start")

    def at(self, folder: Path) -> Self:
        """Return this repository after it was copied to another folder."""
        other = copy(self)
        other.folder = folder
        return other

    @property
    def flow_name(self) -> str:
        """What Prefect calls the runs of this repository, and of no other."""
        return f"audit of {' '.join(self.folder.parts[1:])}"

    def flow(self, *lines: str) -> None:
        self.write("flows/audit.py", FLOW.format(name=self.flow_name, lines="\n        ".join(lines)))

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text()

    def start(self, *command: str, **options: object) -> subprocess.Popen[str]:
        """Start a command in a process of its own."""
        piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        return subprocess.Popen(command, cwd=self.folder, env=self.env, text=True, **piped | options)

    def run(self, *command: str, status: int = 0) -> str:
        """Run a command, check its exit status, and return what it printed."""
        done = self.commands.run([*command], self.folder, self.env)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr
