"""A small study with three stages, and a command `confoundry` that records how it was called."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DVC = """\
stages:
  first: {cmd: cp numbers.txt first.txt, deps: [numbers.txt], outs: [first.txt]}
  second:
    cmd: python second.py
    deps: [first.txt, second.py]
    metrics: [metrics/headline.json: {cache: false}]
"""
SECOND = """\
import json, pathlib
pathlib.Path("metrics").mkdir(exist_ok=True)
pathlib.Path("metrics/headline.json").write_text(json.dumps({"value": pathlib.Path("first.txt").read_text().strip()}))
"""
APP = """\
import json, pathlib, subprocess, sys


def main():
    with open(pathlib.Path(__file__).parents[3] / "calls.txt", "a") as calls:
        calls.write(" ".join(sys.argv[1:]) + "\\n")
    if sys.argv[1] == "run":
        sys.exit(subprocess.run(["dvc", "repro"]).returncode and 1)
    answer = json.loads(pathlib.Path("answer.json").read_text())
    answer["against"] = sys.argv[sys.argv.index("--against") + 1]
    print("# The comparison" if sys.argv[-1] == "md" else json.dumps(answer))
    sys.exit(2 if answer.get("status") else 0)
"""
ANSWER = {"verdict": "Nothing changed.", "changes": [], "inputs": [], "gates": []}
FILES = {
    "dvc.yaml": DVC,
    "params.yaml": "nightly: {branch: main, timezone: Europe/Berlin}\n",
    "numbers.txt": "1\n",
    "second.py": SECOND,
    "answer.json": json.dumps(ANSWER),
    "src/confoundry/__init__.py": "",
    "src/confoundry/cli/__init__.py": "",
    "src/confoundry/cli/app.py": APP,
    ".gitignore": "calls.txt\n__pycache__/\n",
}


class Small:
    """The small study's repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *command: str) -> str:
        """Run Git here and return what it printed."""
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        done = subprocess.run(["git", *who, *command], cwd=self.folder, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def dvc(self, *command: str) -> None:
        program = str(Path(sys.executable).parent / "dvc")
        subprocess.run([program, *command], cwd=self.folder, check=True, capture_output=True)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    second = SECOND

    def write(self, files: dict[str, str]) -> None:
        """Write files."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def commit(self, message: str = "change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    @property
    def checkout(self) -> Path:
        return self.folder / ".prefect/nightly/checkout"

    @property
    def calls(self) -> list[str]:
        """How `confoundry` was called in the checkout."""
        path = self.checkout / "calls.txt"
        return path.read_text().splitlines() if path.exists() else []

    def state(self) -> tuple[str, str, str, str]:
        """Return all that a night must leave alone: HEAD, the index and working tree, the branch, other refs."""
        refs = self.git(
            "for-each-ref", "--format=%(refname) %(objectname)", "refs/heads/main", "refs/remotes", "refs/tags"
        )
        return (
            self.git("rev-parse", "HEAD"),
            self.git("status", "--porcelain"),
            self.git("branch", "--show-current"),
            refs,
        )


@pytest.fixture(scope="session")
def as_it_came(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small study, committed and never run."""
    study = Small(tmp_path_factory.mktemp("small") / "study")
    study.folder.mkdir()
    study.git("init", "--quiet", "--initial-branch=main")
    study.dvc("init", "--quiet")
    study.write(FILES)
    study.commit("as it came")
    return study.folder


@pytest.fixture
def small(as_it_came: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Small:
    """A copy of the small study, to be changed; the current directory."""
    shutil.copytree(as_it_came, tmp_path / "study")
    monkeypatch.chdir(tmp_path / "study")
    return Small(tmp_path / "study")
