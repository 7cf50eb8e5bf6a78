"""What a stage's process ends with: its status, and one line for an error that is not a bug."""

import re
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


def test_a_stage_ends_when_its_parent_is_killed():
    stage = """
import sys
from confoundry.stages.entry import run_as_process

def main(argv):
    print("working", flush=True)
    sys.stdin.read()
    return 0

run_as_process(main)
"""
    parent = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]]).wait()"
    command = [sys.executable, "-c", parent, stage]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout.readline() == "working\n"
        started.kill()
        # the stage holds its end of the pipe until it ends; its input stays open
        assert started.stdout.read() == ""
