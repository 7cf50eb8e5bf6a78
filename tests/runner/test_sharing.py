"""Two clones of a study and one DVC remote: what one ran, the other need not run."""

import hashlib
import json
import shutil
import subprocess

import pytest

GRAPH = """
stages:
  source: {cmd: "echo ran >> ran; mkdir d; cat seed > d/a; cat seed > d/b", deps: [seed], outs: [d]}
  train:
    matrix: {x: [1, 2]}
    cmd: "echo ran >> ran; cat d/a > t${item.x}; echo ${n} >> t${item.x}"
    deps: [d/a]
    params: [n]
    outs: ["t${item.x}"]
  sum: {cmd: "echo ran >> ran; cat t1 t2 > sum.json", deps: [t1, t2], metrics: [sum.json: {cache: false}]}
"""


@pytest.fixture
def first(repository):
    """A repository that has run its graph, pushed the results to a remote, and committed them."""
    found = repository({"dvc.yaml": GRAPH, "seed": "1\n", "params.yaml": "n: 1\n", ".gitignore": "/ran\n"})
    found.run("dvc", "remote", "add", "--default", "shared", str(found.folder.parent / f"{found.folder.name}-remote"))
    said = found.run("confoundry", "run", "--push")
    assert said.splitlines()[-1] == "The results are on the DVC remote shared."
    commit(found)
    return found


def commit(repository):
    repository.run("git", "add", "--all")
    repository.run("git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "results")


@pytest.fixture
def clone(first):
    """A fresh clone of it, by name."""

    def make(name):
        folder = first.folder.parent / f"{first.folder.name}-{name}"
        first.run("git", "clone", "-q", ".", str(folder))
        return first.at(folder)

    return make


def ran(repository):
    """Return how many commands a repository has run since it was cloned."""
    path = repository.folder / "ran"
    return len(path.read_text().splitlines()) if path.exists() else 0


def test_what_one_clone_ran_another_restores(first, clone):
    ours = clone("ours")
    assert ours.run("confoundry", "plan").splitlines()[-1] == (
        "4 of these 4 stages are on the DVC remote shared. They are restored from there with --pull."
    )
    assert json.loads(ours.run("confoundry", "plan", "--pull", "--json"))["on_remote"] == [
        "source", "sum", "train@1", "train@2",
    ]  # fmt: skip
    said = ours.run("confoundry", "run", "--pull").splitlines()[-1]
    assert said.startswith(("4 restored, in", "1 unchanged, 3 restored, in"))  # sum.json is in Git
    dvcs = clone("dvcs")
    dvcs.run("dvc", "repro", "--pull")
    assert (ran(ours), ran(dvcs)) == (0, 0)
    assert ours.read("dvc.lock") == dvcs.read("dvc.lock") == first.read("dvc.lock")
    assert (ours.read("d/b"), ours.read("t2"), ours.read("sum.json")) == ("1\n", "1\n1\n", "1\n1\n1\n1\n")
    assert "up to date" in ours.run("dvc", "status")


def test_a_state_that_was_never_committed_is_restored_too(first, clone):
    ours = clone("ours")
    first.write("params.yaml", "n: 2\n")
    first.run("confoundry", "run", "--push")
    ours.write("params.yaml", "n: 2\n")
    assert " restored, in " in ours.run("confoundry", "run", "--pull")
    assert (ran(ours), ours.read("dvc.lock")) == (0, first.read("dvc.lock"))


def test_after_fetching_the_run_cache_a_run_restores_what_it_holds(first, clone):
    first.write("params.yaml", "n: 2\n")
    first.run("confoundry", "run", "--push")
    commit(first)
    ours = clone("ours")
    ours.run("dvc", "fetch", "--run-cache", "--all-commits")
    ours.write("params.yaml", "n: 1\n")
    ours.run("confoundry", "run")
    assert ran(ours) == 1  # `sum`, whose output is not in DVC's cache


@pytest.fixture
def read_only(tmp_path):
    """Returns a folder through which another can only be read."""
    mounted = []

    def make(folder):
        place = tmp_path / "read-only"
        place.mkdir()
        done = [
            subprocess.run(["mount", *words], capture_output=True, check=False).returncode
            for words in (["--bind", folder, place], ["-o", "remount,ro,bind", place])
        ]
        if done[0] == 0:
            mounted.append(place)
        if any(done):
            pytest.skip("folders cannot be mounted here")
        return place

    yield make
    for place in mounted:
        subprocess.run(["umount", place], check=True)


def test_a_shared_cache_that_can_only_be_read_is_restored_from(first, clone, read_only):
    ours = clone("ours")
    ours.run("dvc", "cache", "dir", "--local", str(read_only(first.folder / ".dvc/cache")))
    ours.run("confoundry", "run")
    assert (ran(ours), ours.read("dvc.lock")) == (0, first.read("dvc.lock"))
    ours.write("params.yaml", "n: 2\n")
    said = ours.run("confoundry", "run", status=1)
    assert "is read-only, so new results cannot be kept; set one that you can write" in said
    assert ran(ours) == 0, "nothing is computed that cannot be kept"


def test_the_study_can_ask_for_it(first, clone):
    """The setting is read by the study's own flow; here a flow passes it."""
    ours = clone("ours")
    flow = ours.read("flows/audit.py").replace("Run(", "Run(pull=True, ")
    ours.write("flows/audit.py", flow)
    ours.run("confoundry", "run")
    assert ran(ours) == 0
    other = clone("other")
    other.write("flows/audit.py", flow)
    other.run("confoundry", "run", "--no-pull")
    assert ran(other) == 3


def test_a_remote_that_is_gone_is_said_and_the_run_goes_on(first, clone):
    ours = clone("ours")
    shutil.rmtree(first.folder.parent / f"{first.folder.name}-remote")
    said = ours.run("confoundry", "run", "--pull")
    assert ran(ours) == 3
    assert "Traceback" not in said


def test_what_the_remote_lacks_is_run(first, clone):
    """A file within a folder is missing there, as after a push that was interrupted by hand."""
    digest = hashlib.md5(b"1\n", usedforsecurity=False).hexdigest()
    (first.folder.parent / f"{first.folder.name}-remote/files/md5" / digest[:2] / digest[2:]).unlink()
    ours = clone("ours")
    said = ours.run("confoundry", "run", "--pull")
    assert "1 of 4 · source\n" in said
    assert ran(ours) == 1
    assert ours.read("dvc.lock") == first.read("dvc.lock")


def test_an_unreachable_remote_is_one_line(first, clone):
    ours = clone("ours")
    ours.run("dvc", "remote", "add", "--default", "--force", "shared", "s3://bucket/path")
    ours.run("dvc", "remote", "modify", "shared", "endpointurl", "http://127.0.0.1:9")
    ours.env = ours.env | {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_MAX_ATTEMPTS": "1"}
    said = ours.run("confoundry", "run", "--pull", "--push", status=75)
    assert said.count("the DVC remote shared: ") == 2
    assert "; the run goes on without it" in said
    assert said.splitlines()[-1].endswith("the results are complete here, try again with: dvc push --run-cache")
    assert ran(ours) == 3


def test_without_a_remote_pull_and_push_are_refused(repository):
    found = repository({"dvc.yaml": GRAPH, "seed": "1\n", "params.yaml": "n: 1\n"})
    for option in ("--pull", "--push"):
        said = found.run("confoundry", "run", option, status=2)
        assert said.startswith(f"error: {option}: expected a DVC remote, got none")
    assert ran(found) == 0
