"""Stages in warm workers do what their commands do, and a worker that dies takes no other stage with it."""

import re

import pytest

MODULE = """
import os, pathlib, signal, sys, time


def main(argv):
    name = argv[0]
    print(f"{os.getpid()} {os.getcwd()} {os.environ['DVC_STAGE']}")
    if name == "dies" and not pathlib.Path("died").exists():
        pathlib.Path("died").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if name == "slow":
        time.sleep(300)
    if name == "exits":
        sys.exit(3)
    if name == "breaks":
        raise ValueError("broken")
    pathlib.Path(f"{name}.txt").write_text(name)
    return int(argv[1]) if len(argv) > 1 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""
FLOW = """
from prefect import flow
from confoundry.runner.ask import Ask
from confoundry.runner.flow import Run
from confoundry.runner.warm import Warm

@flow(name="audit")
def audit(jobs: int = 2, ask: Ask | None = None) -> None:
    with Run(jobs=jobs, ask=ask, warm=Warm("python -m work.", "work.{}:main")) as run:
        run.all()
"""


@pytest.fixture
def warm(repository):
    """Make a repository whose stages are `do NAME [STATUS]`, by name."""

    def make(**stages):
        lines = ["stages:"]
        for name, words in stages.items():
            limit = ", meta: {limit: 2 s}" if name == "slow" else ""
            lines.append(f"  {name}: {{cmd: python -m work.do {name} {words}, outs: [{name}.txt]{limit}}}")
        files = {"dvc.yaml": "\n".join(lines), "work/do.py": MODULE, "flows/audit.py": FLOW}
        return repository(files | {".gitignore": "__pycache__/\n"})

    return make


def logs(found):
    """Return what each stage printed in the newest run."""
    newest = max((found.folder / ".runs").glob("*-*"))
    return {path.stem: path.read_text() for path in newest.glob("*.log")}


def test_one_worker_takes_stage_after_stage_as_their_commands_would(warm):
    found = warm(a="", b="")
    found.run("confoundry", "run", "--jobs", "1")
    (pid_a, folder, stage_a), (pid_b, _, stage_b) = (logs(found)[name].split() for name in "ab")
    assert pid_a == pid_b
    assert (folder, stage_a, stage_b) == (str(found.folder), "a", "b")
    before = found.read("dvc.lock")
    found.run("dvc", "repro", "--force")
    assert found.read("dvc.lock") == before


def test_a_worker_that_dies_is_replaced_and_its_stage_tried_again(warm):
    found = warm(a="", dies="", z="")
    found.run("confoundry", "run", "--jobs", "1")
    assert {name: found.read(f"{name}.txt") for name in ("a", "dies", "z")} == {"a": "a", "dies": "dies", "z": "z"}
    assert len(logs(found)["dies"].splitlines()) == 2


def test_a_status_that_says_no_is_a_failure_and_the_worker_goes_on(warm):
    found = warm(no="1", z="")
    said = found.run("confoundry", "run", "--jobs", "1", status=1)
    assert "no ended with status 1" in said
    assert found.read("z.txt") == "z"


def test_an_exit_is_its_status(warm):
    assert "exits ended with status 3" in warm(exits="").run("confoundry", "run", status=1)


def test_an_error_is_status_70_and_its_traceback_is_in_the_log(warm):
    found = warm(breaks="")
    said = found.run("confoundry", "run", status=70)
    assert "  | ValueError: broken" in said
    assert "Traceback" in logs(found)["breaks"]


def test_time_ends_a_warm_stage_and_nothing_else(warm):
    found = warm(slow="", z="")
    said = found.run("confoundry", "run", "--jobs", "1", status=1)
    assert re.search(r"slow took longer than its limit of 2 s", said)
    assert found.read("z.txt") == "z"
