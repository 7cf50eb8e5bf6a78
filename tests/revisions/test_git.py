"""Which revision is compared with, in repositories of Git's own making."""

import subprocess
from pathlib import Path

import pytest

from confoundry.errors import BadInput
from confoundry.revisions.git import is_shallow, revision, show

WHO = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]


class Repository:
    """A repository, and Git in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def git(self, *arguments: str) -> str:
        done = subprocess.run(["git", *WHO, *arguments], cwd=self.folder, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, text: str) -> str:
        (self.folder / "file.txt").write_text(text)
        self.git("add", "file.txt")
        self.git("commit", "--quiet", "-m", text)
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path, monkeypatch) -> Repository:
    """Two commits on main, and the current directory in it."""
    made = Repository(tmp_path / "origin")
    made.git("init", "--quiet", "--initial-branch=main")
    made.commit("first")
    made.commit("second")
    monkeypatch.chdir(made.folder)
    return made


def test_on_a_branch_it_is_the_merge_base_with_the_default_branch(repository):
    base = repository.git("rev-parse", "HEAD")
    repository.git("checkout", "--quiet", "-b", "work")
    repository.commit("third")
    repository.git("checkout", "--quiet", "main")
    repository.commit("main went on")
    repository.git("checkout", "--quiet", "work")
    found = revision(None)
    assert (found.sha, found.words) == (base, "the merge base with main")


def test_on_the_default_branch_it_is_head(repository):
    assert (revision(None).sha, revision(None).words) == (repository.git("rev-parse", "HEAD"), "HEAD")


def test_without_a_default_branch_it_is_head(repository):
    repository.git("branch", "--move", "main", "trunk")
    assert revision(None).words == "HEAD"


def test_in_a_clone_the_remote_says_which_branch_is_the_default(repository, tmp_path, monkeypatch):
    repository.git("branch", "--move", "main", "trunk")
    clone = Repository(tmp_path / "clone")
    repository.git("clone", "--quiet", str(repository.folder), str(clone.folder))
    monkeypatch.chdir(clone.folder)
    clone.git("checkout", "--quiet", "-b", "work")
    clone.commit("third")
    assert revision(None).words == "the merge base with origin/trunk"


def test_on_the_default_branch_of_a_clone_it_is_head_though_nothing_was_pushed(repository, tmp_path, monkeypatch):
    clone = Repository(tmp_path / "clone")
    repository.git("clone", "--quiet", str(repository.folder), str(clone.folder))
    monkeypatch.chdir(clone.folder)
    clone.commit("not pushed yet")
    assert (revision(None).sha, revision(None).words) == (clone.git("rev-parse", "HEAD"), "HEAD")


@pytest.mark.parametrize("name", ["HEAD~1", "main~1"])
def test_a_named_revision(repository, name):
    assert revision(name).sha == repository.git("rev-parse", "HEAD~1")


@pytest.mark.parametrize("name", ["nonsense", "--help", "", "HEAD:file.txt"])
def test_an_unknown_revision_is_one_line(repository, name):
    with pytest.raises(BadInput, match="--against: expected an existing revision") as refused:
        revision(name)
    assert "\n" not in str(refused.value)


def test_a_shallow_clone_says_so(repository, tmp_path, monkeypatch):
    shallow = tmp_path / "shallow"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.folder}", str(shallow))
    monkeypatch.chdir(shallow)
    assert is_shallow()
    for name in (None, "HEAD~1"):
        with pytest.raises(BadInput, match=r"shallow.*fetch --unshallow"):
            revision(name)
    assert revision("HEAD").sha == repository.git("rev-parse", "main")


def test_without_a_commit_it_is_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInput, match="expected a Git repository with a commit"):
        revision(None)


def test_files_of_a_revision_are_found_from_below_the_root(repository, monkeypatch):
    below = repository.folder / "study"
    below.mkdir()
    (below / "params.yaml").write_text("a: 1\n")
    repository.git("add", ".")
    repository.git("commit", "--quiet", "-m", "below")
    monkeypatch.chdir(below)
    assert show("HEAD", Path("params.yaml")) == b"a: 1\n"
    assert show("HEAD", Path("nothing")) is None
    assert show("HEAD~1", Path("params.yaml")) is None
