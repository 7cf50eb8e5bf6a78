"""A run that is killed loses nothing: the next one goes on, and writes the bytes of an undisturbed run.

On a small graph the kill comes while its second stage is at work; on the tiny study at moments that chance decides:
CONFOUNDRY_KILLS says how often each way is tried there (1 unless set), CONFOUNDRY_KILL_SEED decides the moments.
"""

import os
import random
import shutil
import signal
import subprocess

import pytest
import yaml

from tests.waiting import alive, wait_for

WAYS = [
    pytest.param(command, group, id=f"{command[0]}-{'group' if group else 'only-the-parent'}")
    for command in (("dvc", "repro"), ("confoundry", "run"))
    for group in (True, False)
]
IN_CI = ("confoundry-group",)
SLOW_WAYS = [pytest.param(*way.values, id=way.id, marks=pytest.mark.ci if way.id in IN_CI else ()) for way in WAYS]
STAGES = """
stages:
  first: {cmd: python stage.py first, deps: [stage.py], outs: [first.txt]}
  second: {cmd: python stage.py second, deps: [stage.py, first.txt], outs: [second]}
  third: {cmd: python stage.py third, deps: [stage.py, second], metrics: [third.json: {cache: false}]}
"""
STAGE = """
import os, sys, time
from pathlib import Path
from confoundry.files.whole import whole
from confoundry.stages.entry import run, run_as_process


def work(name):
    with open("begun.txt", "a") as begun:
        begun.write(f"{name} {os.getpid()}\\n")
    if name == "first":
        with whole(Path("first.txt")) as scratch:
            scratch.write_text("1")
    if name == "second":
        with whole(Path("second")) as scratch:
            scratch.mkdir()
            (scratch / "one").write_text("1")
            while not Path("go").exists():
                time.sleep(0.05)
            (scratch / "two").write_text("2")
    if name == "third":
        Path("third.json").write_text(str(sorted(os.listdir("second"))).replace("'", '"'))


if __name__ == "__main__":
    run_as_process(lambda words: run(work, words))
"""
KILLS = int(os.environ.get("CONFOUNDRY_KILLS", "1"))
SEED = os.environ.get("CONFOUNDRY_KILL_SEED", "0")
LATEST = {"dvc": 50, "confoundry": 35}  # seconds; the tiny study takes about 60 and 40 on two cores
WRITTEN = ("data/resolved", "data/raw", "data/fit.json", "data/confounded", "models", "health", "results", "reports")
FILES = ("headline.json", "validation.json", "summary.csv", "comparisons.csv", "diagnosis.json")
NUMBERS = tuple(f"metrics/{name}" for name in FILES)


def ended(study):
    """Return the stages whose end dvc.lock records."""
    path = study.folder / "dvc.lock"
    return set(yaml.safe_load(path.read_text())["stages"]) if path.exists() else set()


def start_over(study):
    """Remove all that the study has written, DVC's memory of it included."""
    for name in (*WRITTEN, "dvc.lock", ".dvc/cache", ".dvc/tmp", ".runs", *NUMBERS, "plots"):
        path = study.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def kill_after(study, command, seconds, group):
    """Start a run, and kill it and all of its group, or only itself."""
    process = subprocess.Popen(
        command,
        cwd=study.folder,
        env=study.env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
    process.wait(timeout=60)


def run_again(study, command):
    """Run what was killed to its end, and return the stages that ran."""
    if command[0] == "dvc":
        return set(study.repro())
    study.run(*command)
    newest = max((study.folder / ".runs").glob("*-*"))
    return {path.stem for path in newest.glob("*.log")}


def begun(repository):
    """Return the stages that have begun to work, in order, and the process of the last."""
    path = repository.folder / "begun.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line.split()[0] for line in lines], int(lines[-1].split()[1]) if lines else 0


@pytest.mark.parametrize(("command", "group"), WAYS)
def test_a_run_that_is_killed_in_mid_stage_goes_on(repository, command, group):
    files = {"dvc.yaml": STAGES, "stage.py": STAGE, ".gitignore": "begun.txt\ngo\n.tmp/\n__pycache__/\n"}
    killed, undisturbed = (repository(files, name) for name in ("killed", "undisturbed"))
    process = killed.start(*command, start_new_session=True)
    wait_for(lambda: "second" in begun(killed)[0])
    (os.killpg if group else os.kill)(process.pid, signal.SIGKILL)
    process.communicate(timeout=60)
    wait_for(lambda: not alive(begun(killed)[1]))
    killed.write("go", "")
    killed.run(*command)
    assert begun(killed)[0] == ["first", "second", "second", "third"]
    undisturbed.write("go", "")
    undisturbed.run("dvc", "repro")
    for name in ("dvc.lock", "first.txt", "second/one", "second/two", "third.json"):
        assert killed.read(name) == undisturbed.read(name)
    assert killed.read("third.json") == '["one", "two"]'
    assert list((killed.folder / ".tmp").iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize(("command", "group"), SLOW_WAYS)
@pytest.mark.parametrize("attempt", range(KILLS))
def test_a_killed_study_goes_on(real, attempt, command, group):
    expected = real.read("dvc.lock")
    metrics = real.read("metrics/summary.csv")
    start_over(real)
    moment = random.Random(f"{SEED} {attempt} {command} {group}").uniform(0.5, LATEST[command[0]])
    kill_after(real, command, moment, group)
    had_ended = ended(real)
    ran = run_again(real, command)
    print(f"killed after {moment:.1f} s: {len(had_ended)} stages had ended, {len(ran)} ran after")
    assert not had_ended & ran
    assert real.read("dvc.lock") == expected
    assert real.read("metrics/summary.csv") == metrics
    assert real.run("git", "status", "--porcelain") == ""
