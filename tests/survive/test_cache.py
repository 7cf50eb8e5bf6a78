"""A damaged file in DVC's cache: a run that comes upon it does not take it, and puts a sound one in its place."""

import shutil

import pytest

NOTE = "note: removed a damaged file of make from DVC's cache"


def damage(small, content):
    copy = small.in_cache(content)
    copy.chmod(0o644)
    copy.write_text("[6,\n")
    copy.chmod(0o444)


@pytest.mark.parametrize("kept", ["dvc.lock", "the run cache"])
def test_what_is_damaged_is_not_restored(small, kept):
    if kept == "the run cache":
        (small.folder / "dvc.lock").unlink()
    damage(small, "[1,\n")
    shutil.rmtree(small.folder / "out")
    assert NOTE in small.run("confoundry run")
    small.run("confoundry verify")
    assert (small.folder / "total.json").read_text() == "[1,\n2]\n"
    assert small.run("git status --porcelain dvc.lock total.json") == ""


def test_what_is_saved_again_takes_the_damaged_ones_place(small):
    damage(small, "2]\n")
    assert NOTE in small.run("confoundry run --force make")
    small.run("confoundry verify")


def test_what_dvc_restores_unseen_is_seen_by_verify(small):
    damage(small, "[1,\n")
    shutil.rmtree(small.folder / "out")
    small.run("dvc repro")
    said = small.run("confoundry verify", status=1)
    assert "out: has changed (first), and its copy in DVC's cache is damaged" in said
    small.run(said.splitlines()[1])
    small.run("confoundry verify")


def test_a_list_of_locked_paths_that_a_full_disk_cut_short_stops_no_run(small):
    (small.folder / ".dvc/tmp/rwlock").write_text('{"write": {"/a')
    (small.folder / "first.txt").write_text("[3,\n")
    small.run("confoundry run")
    small.run("dvc repro")
    assert (small.folder / "total.json").read_text() == "[3,\n2]\n"
