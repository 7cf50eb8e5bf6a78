"""A run that is killed loses nothing: the next one goes on, and writes the bytes of an undisturbed run.

CONFOUNDRY_KILLS says how often each way is tried (1 unless set); CONFOUNDRY_KILL_SEED decides the moments.
"""

import os
import random
import shutil
import signal
import subprocess

import pytest
import yaml

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
    process.wait()


def run_again(study, command):
    """Run what was killed to its end, and return the stages that ran."""
    if command[0] == "dvc":
        return set(study.repro())
    study.run(*command)
    newest = max((study.folder / ".runs").glob("*-*"))
    return {path.stem for path in newest.glob("*.log")}


@pytest.mark.parametrize("group", [True, False], ids=["group", "only-the-parent"])
@pytest.mark.parametrize("command", [("dvc", "repro"), ("confoundry", "run")], ids=["dvc", "run"])
@pytest.mark.parametrize("attempt", range(KILLS))
def test_a_killed_run_goes_on(study, attempt, command, group):
    expected = study.read("dvc.lock")
    metrics = study.read("metrics/summary.csv")
    start_over(study)
    moment = random.Random(f"{SEED} {attempt} {command} {group}").uniform(0.5, LATEST[command[0]])
    kill_after(study, command, moment, group)
    had_ended = ended(study)
    ran = run_again(study, command)
    print(f"killed after {moment:.1f} s: {len(had_ended)} stages had ended, {len(ran)} ran after")
    assert not had_ended & ran
    assert study.read("dvc.lock") == expected
    assert study.read("metrics/summary.csv") == metrics
    assert study.run("git", "status", "--porcelain") == ""
