"""What a stage's process ends with: its status, and one line for an error that is not a bug."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from confoundry.errors import BadInput, NotFit
from confoundry.stages.entry import run

BAD = BadInput("data.path", expected="a folder", came="a file", remedy="name its folder")
WITHIN = 60  # seconds, against hanging


def raising(error):
    def work(*_):
        raise error

    return work


def test_fine(capsys):
    seen = []
    assert run(lambda *words: seen.append(words), ["lighting", "l2"]) == 0
    assert seen == [("lighting", "l2")]
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (NotFit("labels are missing"), 1, "error: labels are missing\n"),
        (BAD, 2, "error: data.path: expected a folder, got a file; name its folder\n"),
        (ConnectionResetError("reset by peer"), 75, "error: reset by peer; this may be transient, try again\n"),
        (TimeoutError("timed out"), 75, "error: timed out; this may be transient, try again\n"),
        (BlockingIOError("busy"), 75, "error: busy; this may be transient, try again\n"),
    ],
)
def test_an_error_that_is_told_in_one_line(error, status, line, capsys):
    assert run(raising(error), []) == status
    assert capsys.readouterr() == ("", line)


@pytest.mark.parametrize("error", [ValueError("bug"), FileNotFoundError("gone"), KeyError("bug")])
def test_an_unexpected_error_shows_where_it_came_from(error, capsys):
    assert run(raising(error), []) == 70
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("stage", ["train", "evaluate"])
def test_too_few_arguments_are_wrong_use(stage):
    command = [sys.executable, "-m", f"confoundry.stages.{stage}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=WITHIN)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert re.match(r"error: arguments: expected \w*name.*, got none; ", done.stderr)


def test_a_process_ends_with_its_stages_status():
    code = "import sys; from confoundry.stages.entry import run, run_as_process as go; go(lambda argv: int(argv[0]))"
    done = subprocess.run([sys.executable, "-c", code, "75"], timeout=WITHIN)
    assert done.returncode == 75


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("exec {stage}", id="the shell becomes the stage"),
        pytest.param("{stage}; exit $?", id="the shell waits for the stage"),
    ],
)
def test_a_stage_ends_when_dvc_is_killed(command):
    with under_dvc(command) as started:
        assert started.stdout.readline() == "working\n"
        started.kill()
        # the stage holds its end of the pipe until it ends; its input stays open
        assert started.stdout.read() == ""


def test_a_stage_that_begins_after_dvc_was_killed_does_not_work():
    with under_dvc("echo soon; sleep 1; {stage}; exit $?") as started:
        assert started.stdout.readline() == "soon\n"
        started.kill()
        assert started.stdout.read() == ""


def under_dvc(command):
    """Start a stage that works until its input ends, as DVC does: through a shell."""
    stage = """
import sys
from confoundry.stages.entry import run_as_process

def main(argv):
    print("working", flush=True)
    sys.stdin.read()
    return 0

run_as_process(main)
"""
    words = ["/bin/sh", "-c", command.format(stage=shlex.join([sys.executable, "-c", stage]))]
    parent = "import subprocess, sys; subprocess.Popen(sys.argv[1:]).wait()"
    return subprocess.Popen(
        [sys.executable, "-c", parent, *words],
        env=os.environ | {"SHELL": "/bin/sh"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
