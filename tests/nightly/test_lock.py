"""Two nights at once: the second waits, and says who is at work."""

import os
import subprocess
import sys

import pytest

from confoundry.nightly.lock import AtWork, locked


def test_the_second_is_told_who_is_at_work(tmp_path):
    path = tmp_path / "folder/lock"
    told = rf"^another nightly audit is running .* \(process {os.getpid()}\)"
    with locked(path, wait=0), pytest.raises(AtWork, match=told), locked(path, wait=0):
        pass


def test_it_is_free_again_after_an_error(tmp_path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path / "lock", wait=0):
        raise ZeroDivisionError
    with locked(tmp_path / "lock", wait=0):
        pass


def test_a_process_that_inherits_it_holds_it(tmp_path):
    with locked(tmp_path / "lock", wait=0) as descriptor:
        program = [sys.executable, "-c", "input()"]
        child = subprocess.Popen(program, pass_fds=[descriptor], stdin=subprocess.PIPE)
    with child:
        with pytest.raises(AtWork), locked(tmp_path / "lock", wait=0):
            pass
        child.communicate(b"\n")
    with locked(tmp_path / "lock", wait=0):
        pass
