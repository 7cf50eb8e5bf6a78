"""`confoundry verify`: what it says of damage, and that what it says to do helps."""

import json
import os
import shutil
from pathlib import Path

import pytest

from confoundry.runner.integrity import folder_digest


def overwrite(path: Path, content: str) -> None:
    """Change a file as a failing disk does: its time and its rights stay."""
    before = path.stat()
    path.chmod(0o644)
    path.write_text(content)
    path.chmod(before.st_mode)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def an_output_rots(small):
    overwrite(small.folder / "out/first", "[9,\n")


def an_output_is_edited(small):
    (small.folder / "out/second").write_text("7]\n")


def a_file_is_added_to_an_output(small):
    (small.folder / "out/third").write_text("3\n")


def an_output_is_gone(small):
    shutil.rmtree(small.folder / "out")


def a_metric_is_edited(small):
    (small.folder / "total.json").write_text("[1, 3]\n")


def a_copy_rots(small):
    overwrite(small.in_cache("[1,\n"), "[9,\n")


def a_copy_is_gone(small):
    small.in_cache("2]\n").unlink()


def the_list_of_a_folder_rots(small):
    listed = next(small.folder.glob(".dvc/cache/files/md5/*/*.dir"))
    overwrite(listed, listed.read_text().replace("first", "worst"))


def all_of_an_output_is_gone(small):
    an_output_is_gone(small)
    shutil.rmtree(small.folder / ".dvc/cache")


def an_output_and_its_copy_rot(small):
    an_output_rots(small)
    a_copy_rots(small)


def data_are_edited(small):
    (small.folder / "first.txt").write_text("[5,\n")


COPY = "out: is as recorded, but its copy in DVC's cache is"


@pytest.mark.parametrize(
    ("damage", "says", "remedy"),
    [
        (an_output_rots, "out: has changed (first)", "rm -f out/first && dvc checkout out"),
        (an_output_is_edited, "out: has changed (second)", "rm -f out/second && dvc checkout out"),
        (a_file_is_added_to_an_output, "out: has changed (third)", "rm -f out/third && dvc checkout out"),
        (an_output_is_gone, "out: is missing", "dvc checkout out"),
        (a_metric_is_edited, "total.json: has changed", "rm -f total.json && confoundry run"),
        (a_copy_rots, f"{COPY} damaged", "rm -f {copy} && dvc commit --force make"),
        (a_copy_is_gone, f"{COPY} missing", "dvc commit --force make"),
        (the_list_of_a_folder_rots, f"{COPY} damaged", "rm -f {list} && dvc commit --force make"),
        (all_of_an_output_is_gone, "out: is missing, and so is its copy in DVC's cache", "confoundry run"),
        (
            an_output_and_its_copy_rot,
            "out: has changed (first), and its copy in DVC's cache is damaged",
            "rm -f {copy} && rm -f out/first && confoundry run",
        ),
        (data_are_edited, "first.txt: has changed since make read it", "git checkout first.txt"),
    ],
)
def test_what_is_wrong_and_what_to_do(small, damage, says, remedy):
    copy = small.in_cache("[1,\n").relative_to(small.folder)
    listed = next(small.folder.glob(".dvc/cache/files/md5/*/*.dir")).relative_to(small.folder)
    damage(small)
    before = state(small.folder)
    found = json.loads(small.run("confoundry verify --json", status=1).partition("error: ")[0])["findings"]
    assert state(small.folder) == before
    assert [f"{one['path']}: {one['says']}" for one in found] == [says]
    command = remedy.format(copy=copy, list=listed)
    assert command in found[0]["remedy"]
    small.run(command)
    assert small.run("confoundry verify").startswith("Everything is as recorded: 4 paths")
    assert (small.folder / "total.json").read_text() == "[1,\n2]\n"


def state(folder: Path) -> dict[str, tuple[int, bytes]]:
    """All files of a repository, with their times and bytes."""
    return {
        str(path): (path.stat().st_mtime_ns, path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def test_the_screen_at_80_columns(small):
    an_output_is_gone(small)
    a_metric_is_edited(small)
    assert small.run("confoundry verify", status=1) == (
        "out: is missing\n"
        "    dvc checkout out\n"
        "total.json: has changed\n"
        "    rm -f total.json && confoundry run\n"
        "error: 2 of 4 paths in dvc.lock are not as recorded\n"
    )


def test_what_the_graph_names_no_more_is_ignored(small):
    small.run("sed -i.old '/^  count:/,$d' dvc.yaml")
    (small.folder / "total.json").unlink()
    assert small.run("confoundry verify").startswith("Everything is as recorded: 3 paths")


def test_with_a_remote_what_is_lost_is_pulled(small):
    small.run("dvc remote add --quiet --default there ../there && dvc push --quiet")
    all_of_an_output_is_gone(small)
    assert "    dvc pull out\n" in small.run("confoundry verify", status=1)
    small.run("dvc pull out && confoundry verify")


def test_without_a_record_it_is_wrong_use(small):
    (small.folder / "dvc.lock").unlink()
    assert small.run("confoundry verify", status=2).startswith("error: dvc.lock: expected the files of a run, got")


def test_a_record_that_is_cut_short_is_one_line(small):
    text = (small.folder / "dvc.lock").read_text()
    (small.folder / "dvc.lock").write_text(text[: len(text) // 2 - 3])
    printed = small.run("confoundry verify", status=2)
    assert printed.startswith("error: ")
    assert len(printed.splitlines()) == 1
    assert "dvc.lock" in printed


def test_the_hash_of_a_folder_is_dvcs(small):
    files = {"first": "f5d5f1a3a1f4d8e5f0c5a1c4c5b8a5f0", "second": "0" * 32}
    assert folder_digest(files) == folder_digest(dict(reversed(files.items())))
    listed = next(small.folder.glob(".dvc/cache/files/md5/*/*.dir"))
    recorded = {one["relpath"]: one["md5"] for one in json.loads(listed.read_text())}
    assert folder_digest(recorded) == f"{listed.parent.name}{listed.name}"
