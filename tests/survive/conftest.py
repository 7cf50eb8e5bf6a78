"""A small DVC repository, and disks that are small, full or read-only."""

import os
import shlex
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.repositories import Repository

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
FILES = {
    "dvc.yaml": DVC_YAML,
    "first.txt": "[1,\n",
    "second.txt": "2]\n",
}


class Small(Repository):
    """A repository of two stages, and command lines run there."""

    def run(self, *command: str, status: int | tuple[int, ...] = 0) -> str:
        """Run a command line, as a user copies it from the screen, and check its exit status (one of several)."""
        if len(command) > 1:
            return super().run(*command)
        *first, last = command[0].split(" && ")
        printed = [super(Small, self).run(*shlex.split(one)) for one in first]
        done = self.commands.run(shlex.split(last), self.folder, self.env)
        expected = status if isinstance(status, tuple) else (status,)
        assert done.returncode in expected, f"{last}: {done.returncode}\n{done.stdout}{done.stderr}"
        return "".join([*printed, done.stdout, done.stderr])

    def in_cache(self, content: str) -> Path:
        """Return where DVC's cache keeps a content."""
        files = self.folder.glob(".dvc/cache/files/md5/*/*")
        return next(path for path in files if path.read_text() == content)


@pytest.fixture(scope="module")
def done(tmp_path_factory, commands):
    """The small repository after `dvc repro`; not to be changed."""
    small = Small(tmp_path_factory.mktemp("small") / "repository", FILES, commands)
    small.run("dvc repro --quiet && git add --all && git -c user.name=t -c user.email=t@example.org commit -qm ran")
    return small


@pytest.fixture
def small(done, tmp_path):
    """A copy of it, to be changed."""
    shutil.copytree(done.folder, tmp_path / "repository", symlinks=True)
    return done.at(tmp_path / "repository")


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
