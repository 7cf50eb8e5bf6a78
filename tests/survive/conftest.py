"""A small DVC repository, and disks that are small, full or read-only."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src"
DVC_YAML = """
stages:
  make:
    cmd: mkdir out && cp first.txt out/first && cp second.txt out/second
    deps: [first.txt, second.txt]
    outs: [out]
  count:
    cmd: cat out/first out/second > total.json
    deps: [out]
    metrics: [total.json: {cache: false}]
"""
FLOW = """
from prefect import flow
from confoundry.runner.flow import Run

@flow(name="audit")
def audit(jobs=2, ask=None):
    with Run(jobs=jobs, ask=ask) as run:
        run.all()
"""
FILES = {
    "dvc.yaml": DVC_YAML,
    "flows/audit.py": FLOW,
    "first.txt": "[1,\n",
    "second.txt": "2]\n",
    ".dvcignore": "/.runs/\n/.prefect/\n",
}


class Small:
    """A repository of two stages, and commands run there."""

    def __init__(self, folder: Path, server: str) -> None:
        self.folder = folder
        self.env = os.environ | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(SOURCE),
            "PREFECT_API_URL": server,
            "PREFECT_HOME": str(folder.parent / "prefect"),
            "COLUMNS": "80",
        }

    def made(self) -> "Small":
        for name, text in FILES.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(text)
        self.run("git init --quiet --initial-branch=main && dvc init --quiet")
        self.run("git add --all && git -c user.name=t -c user.email=t@example.org commit --quiet -m start")
        return self

    def run(self, command: str, status: int = 0) -> str:
        """Run a command line, as a user copies it from the screen."""
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, env=self.env, capture_output=True, text=True)
        assert done.returncode == status, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout + done.stderr

    def in_cache(self, content: str) -> Path:
        """Return where DVC's cache keeps a content."""
        files = self.folder.glob(".dvc/cache/files/md5/*/*")
        return next(path for path in files if path.read_text() == content)


@pytest.fixture(scope="module")
def done(tmp_path_factory, server):
    """The small repository after `dvc repro`; not to be changed."""
    small = Small(tmp_path_factory.mktemp("small") / "repository", server).made()
    small.run("dvc repro --quiet && git add --all && git -c user.name=t -c user.email=t@example.org commit -qm ran")
    return small


@pytest.fixture
def small(done, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(done.folder, tmp_path / "repository", symlinks=True)
    return Small(tmp_path / "repository", done.env["PREFECT_API_URL"])


@contextmanager
def mounted(folder: Path, *options: str):
    """Mount something on a folder for as long as the block takes."""
    folder.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *options, str(folder)], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


class Disk:
    """A small disk, and how it is filled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, left: int) -> None:
        """Leave that many bytes, in whole pages."""
        (self.folder / "filler").write_bytes(bytes(shutil.disk_usage(self.folder).free - left))

    def empty(self) -> None:
        (self.folder / "filler").unlink()


@pytest.fixture
def disk(tmp_path):
    """A disk of 120 MB."""
    if shutil.which("mount") is None or os.geteuid():
        pytest.skip("only root can mount a small disk")
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=120m", "tmpfs") as folder:
        yield Disk(folder)


@pytest.fixture
def unwritable():
    """A context in which nothing can be written to a folder; root needs no right, so for it the folder is mounted."""

    @contextmanager
    def without_rights(folder: Path):
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)

    @contextmanager
    def read_only(folder: Path):
        with mounted(folder, "--bind", str(folder)):
            subprocess.run(["mount", "-o", "remount,ro,bind", str(folder)], check=True)
            yield

    return without_rights if os.geteuid() else read_only
