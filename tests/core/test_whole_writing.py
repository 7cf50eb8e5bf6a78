"""Whole-or-nothing writing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from confoundry.files.whole import prune, whole, write_text


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def leftovers():
    return list(Path(".tmp").iterdir())


def test_a_file_and_a_folder_come_to_their_place():
    write_text(Path("a/b/file.txt"), "é\n")
    with whole(Path("a/folder")) as scratch:
        scratch.mkdir()
        (scratch / "one").write_text("1")
        assert not Path("a/folder").exists()
    assert Path("a/b/file.txt").read_bytes() == b"\xc3\xa9\n"
    assert Path("a/folder/one").read_text() == "1"
    assert leftovers() == []


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_what_was_there(error):
    with whole(Path("folder")) as scratch:
        scratch.mkdir()
        (scratch / "old").write_text("old")

    def fail():
        with whole(Path("folder")) as scratch:
            scratch.mkdir()
            (scratch / "new").write_text("new")
            raise error

    with pytest.raises(error):
        fail()
    assert [path.name for path in Path("folder").iterdir()] == ["old"]
    assert leftovers() == []


def test_a_folder_is_replaced_whole():
    for name in ("old", "new"):
        with whole(Path("folder")) as scratch:
            scratch.mkdir()
            (scratch / name).write_text(name)
    assert [path.name for path in Path("folder").iterdir()] == ["new"]


def test_a_folder_may_take_a_files_place_and_back():
    write_text(Path("out"), "file")
    with whole(Path("out")) as scratch:
        scratch.mkdir()
    assert Path("out").is_dir()
    write_text(Path("out"), "file")
    assert Path("out").read_text() == "file"


def test_what_a_killed_writer_left_is_swept_and_what_a_living_one_writes_stays():
    code = """
import os, signal
from pathlib import Path
from confoundry.files.whole import whole
with whole(Path("models/none/l2")) as scratch:
    scratch.mkdir()
    (scratch / "half").write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", code])
    assert killed.returncode == -9
    assert len(leftovers()) == 1
    assert not Path("models").exists()
    living = Path(f".tmp/other.{os.getppid()}")
    living.mkdir()
    Path(".tmp/notes").write_text("not a writer's")
    write_text(Path("out"), "x")
    assert sorted(leftovers()) == [Path(".tmp/notes"), living]


def test_two_outputs_of_one_process_do_not_meet():
    with whole(Path("a/l2")) as first, whole(Path("b/l2")) as second:
        first.write_text("a")
        second.write_text("b")
    assert (Path("a/l2").read_text(), Path("b/l2").read_text()) == ("a", "b")


def test_prune():
    for name in ("keep", "drop"):
        Path("folder", name, "inside").mkdir(parents=True)
    Path("folder/file").write_text("x")
    prune(Path("folder"), {"keep", "absent"})
    assert [path.name for path in Path("folder").iterdir()] == ["keep"]
    assert Path("folder/keep/inside").is_dir()
    prune(Path("nowhere"), {"keep"})
