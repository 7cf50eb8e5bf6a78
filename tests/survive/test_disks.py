"""A full or read-only disk: one line that says so, nothing half-written, and the next run goes on."""

import errno
import os
import shutil
import subprocess
import sys

import pytest

from confoundry.errors import BadInput
from confoundry.files.disk import DiskRefuses, refusal
from confoundry.files.whole import whole, write_text
from confoundry.stages.entry import run

FULL = "expected free space, got none: it is full; free some space there and run again"
READ_ONLY = "expected a writable disk, got a read-only one"
NOT_OURS = "expected permission to use it, got none"


@pytest.mark.parametrize(
    ("code", "status", "says"),
    [
        (errno.ENOSPC, 75, f"error: the disk at /: {FULL}\n"),
        (errno.EROFS, 2, f"error: /x/out: {READ_ONLY}; make it writable for the user who runs this, and run again\n"),
        (errno.EACCES, 2, f"error: /x/out: {NOT_OURS}; grant it to the user who runs this\n"),
        (errno.EIO, 75, "error: /x/out: expected a working disk, got an input/output error; "),
    ],
)
def test_what_a_disk_refuses_is_one_line(code, status, says, capsys):
    def stage():
        try:
            raise OSError(code, os.strerror(code), "/x/out")
        except OSError as error:
            raise RuntimeError("a library's own words") from error

    assert run(stage, []) == status
    assert capsys.readouterr().err.startswith(says)


def test_other_errors_of_the_system_are_not_the_disks():
    assert refusal(FileNotFoundError(errno.ENOENT, "gone", "x")) is None
    assert refusal(ValueError("a bug")) is None
    assert issubclass(DiskRefuses, BadInput)


def test_a_limit_on_the_size_of_files(tmp_path):
    code = """
import resource, sys
import numpy as np
from pathlib import Path
from confoundry.files.npy import write_array
from confoundry.files.whole import whole
from confoundry.stages.entry import run

def stage():
    with whole(Path("data/raw")) as folder:
        folder.mkdir()
        write_array(np.zeros((100, 28, 28, 1), np.uint8), folder / "images.npy")

resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
sys.exit(run(stage, []))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    assert done.stderr == (
        "error: data/raw: expected no limit on file sizes, got a limit; raise it (`ulimit -f`) and run again\n"
    )
    assert list((tmp_path / ".tmp").iterdir()) == []
    assert not (tmp_path / "data/raw").exists()


def test_an_output_on_another_disk_than_the_scratch_folder(disk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for content in ("old", "new"):
        with whole(disk.folder / "out") as scratch:
            scratch.mkdir()
            (scratch / "file").write_text(content)
    assert (disk.folder / "out/file").read_text() == "new"
    disk.fill(left=8192)
    with pytest.raises(DiskRefuses, match=f"the disk at {disk.folder}: {FULL}"):
        write_text(disk.folder / "out", "x" * 100_000)
    assert {path.name for path in disk.folder.iterdir()} <= {"filler", "out"}
    assert list((tmp_path / ".tmp").iterdir()) == []


@pytest.fixture
def on_disk(small, disk):
    """The small repository on the small disk, with another first number."""
    shutil.copytree(small.folder, disk.folder / "repository", symlinks=True)
    small = small.at(disk.folder / "repository")
    (small.folder / "first.txt").write_text(f"[{'1' * 300_000},\n")
    return small


@pytest.mark.parametrize("left", [0, 800_000], ids=["none", "little"])
def test_the_runners_books_on_a_full_disk(on_disk, disk, left):
    lock = (on_disk.folder / "dvc.lock").read_text()
    disk.fill(left)
    said = on_disk.run("confoundry run", status=(1, 75))  # 1 where it was a command of the graph that found no room
    assert FULL in said
    assert "Traceback" not in said
    disk.empty()
    if not left:  # else the first of the two stages may have ended well
        assert (on_disk.folder / "dvc.lock").read_text() == lock
    on_disk.run("confoundry run")
    assert on_disk.run("dvc status").startswith("Data and pipelines are up to date.")
    on_disk.run("confoundry verify")


def test_dvc_repro_on_a_full_disk(on_disk, disk):
    disk.fill(400_000)
    on_disk.run("dvc repro", status=255)
    disk.empty()
    on_disk.run("dvc repro && confoundry verify")


@pytest.mark.parametrize("stage", ["ingest", "train lighting l2"])
def test_a_stage_on_a_full_disk(finished, disk, stage):
    others = shutil.ignore_patterns(".dvc", ".git")
    shutil.copytree(finished.folder, disk.folder / "study", symlinks=True, ignore=others)
    before = outputs(disk.folder / "study")
    disk.fill(8192)
    done = as_process(finished, disk.folder / "study", stage)
    assert done.returncode == 75, done.stderr
    assert done.stderr.splitlines()[-1] == f"error: the disk at {disk.folder}: {FULL}"
    assert "Traceback" not in done.stderr
    assert outputs(disk.folder / "study") == before


@pytest.mark.parametrize(("stage", "output"), [("inject none", "data/confounded"), ("summarize", "metrics")])
def test_a_stage_whose_outputs_folder_is_read_only(real, unwritable, stage, output):
    before = outputs(real.folder)
    with unwritable(real.folder / output):
        done = as_process(real, real.folder, stage)
    assert done.returncode == 2, done.stderr
    assert done.stderr.splitlines()[-1].startswith("error: ")
    assert (READ_ONLY if os.geteuid() == 0 else NOT_OURS) in done.stderr
    assert "Traceback" not in done.stderr
    assert outputs(real.folder) == before


def outputs(folder):
    """The bytes of what stages write."""
    names = ("data", "models", "health", "results", "reports", "metrics", "plots", ".tmp")
    files = [path for name in names for path in (folder / name).rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def as_process(study, folder, stage):
    env = study.env | {"PYTHONPATH": str(folder / "src")}
    words = [sys.executable, "-m", *f"confoundry.stages.{stage}".split()]
    return subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True)
