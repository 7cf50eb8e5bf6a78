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
LATEST = 50  # seconds; the tiny study takes about 60 on two cores
WRITTEN = ("data/resolved", "data/raw", "data/fit.json", "data/confounded", "models", "health", "results", "reports")


def ended(study):
    """Return the stages whose end dvc.lock records."""
    path = study.folder / "dvc.lock"
    return set(yaml.safe_load(path.read_text())["stages"]) if path.exists() else set()


def start_over(study):
    """Remove all that the study has written, DVC's memory of it included."""
    for name in (*WRITTEN, "dvc.lock", ".dvc/cache", ".dvc/tmp", "metrics", "plots"):
        path = study.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def kill_after(study, seconds, group):
    """Start `dvc repro`, and kill it and all that it started, or only itself."""
    process = subprocess.Popen(
        ["dvc", "repro"],
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


@pytest.mark.parametrize("group", [True, False], ids=["group", "only-dvc"])
@pytest.mark.parametrize("attempt", range(KILLS))
def test_a_killed_run_goes_on(study, attempt, group):
    expected = study.read("dvc.lock")
    metrics = study.read("metrics/summary.csv")
    start_over(study)
    moment = random.Random(f"{SEED} {attempt} {group}").uniform(0.5, LATEST)
    kill_after(study, moment, group)
    had_ended = ended(study)
    ran = study.repro()
    print(f"killed after {moment:.1f} s: {len(had_ended)} stages had ended, {len(ran)} ran after")
    assert not had_ended & set(ran)
    assert study.read("dvc.lock") == expected
    assert study.read("metrics/summary.csv") == metrics
    assert study.run("git", "status", "--porcelain") == ""
