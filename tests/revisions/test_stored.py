"""A revision's files from DVC's cache and remote, in a small repository of one stage."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from confoundry.revisions.git import commit
from confoundry.revisions.stored import RevisionFiles, Unavailable

ANSWERS = Path("results/answers.txt")
STAGE = "stages:\n  answer:\n    cmd: mkdir -p results && cp given.txt results/answers.txt\n"
STAGE += "    deps: [given.txt]\n    outs: [results]\n"


def run(folder, *command):
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def save(folder, text):
    """Run the stage on a text, and commit."""
    (folder / "given.txt").write_text(text)
    run(folder, sys.executable, "-m", "dvc", "repro", "--quiet")
    run(folder, "git", "add", "--all")
    run(folder, "git", "-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", text)


@pytest.fixture(scope="module", params=[".", "study"])
def made(request, tmp_path_factory):
    """A study with two revisions, at Git's root or below it: the root, and where the study is; not to be changed."""
    top = tmp_path_factory.mktemp("made") / "top"
    folder = top / request.param
    folder.mkdir(parents=True)
    run(top, "git", "init", "--quiet")
    run(folder, sys.executable, "-m", "dvc", "init", "--quiet", *(["--subdir"] if request.param != "." else []))
    (folder / "dvc.yaml").write_text(STAGE)
    for text in ("first", "second"):
        save(folder, text)
    return top, request.param


@pytest.fixture
def study(made, tmp_path, monkeypatch):
    """A copy of it, to be changed; the current directory."""
    top, below = made
    shutil.copytree(top, tmp_path / "top", symlinks=True)
    monkeypatch.chdir(tmp_path / "top" / below)
    return tmp_path / "top" / below


def fetched(tmp_path, name):
    return RevisionFiles(commit(name) if name else None, tmp_path / f"scratch-{name}").fetched(ANSWERS).read_text()


def test_an_older_revision_comes_from_the_cache_or_is_missed(study, tmp_path):
    assert fetched(tmp_path, "HEAD~1") == "first"
    assert fetched(tmp_path, "HEAD") == "second"
    assert fetched(tmp_path, None) == "second"
    shutil.rmtree(study / ".dvc/cache")
    with pytest.raises(Unavailable, match=r"results/answers.txt: "):
        RevisionFiles(commit("HEAD~1"), tmp_path / "again").fetched(ANSWERS)


def test_where_the_working_tree_lacks_a_file_it_comes_from_a_remote(study, tmp_path):
    run(study, sys.executable, "-m", "dvc", "remote", "add", "--quiet", "--default", "store", str(tmp_path / "remote"))
    save(study, "third")
    run(study, sys.executable, "-m", "dvc", "push", "--quiet")
    for path in ("results", ".dvc/cache"):
        shutil.rmtree(study / path)
    assert fetched(tmp_path, None) == "third"
    assert fetched(tmp_path, "HEAD") == "third"


def test_what_git_keeps(study, tmp_path):
    older = RevisionFiles(commit("HEAD~1"), tmp_path)
    assert older.committed(Path("given.txt")) == b"first"
    assert older.committed(Path("nothing")) is None
    assert RevisionFiles(None, tmp_path).committed(Path("given.txt")) == b"second"
    assert (older.name, RevisionFiles(None, tmp_path).name) == (str(older.sha)[:7], "the working tree")
