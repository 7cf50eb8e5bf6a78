"""Which of Prefect's runs are known to have lost their process."""

import os
import subprocess
import sys

from confoundry.crashed import gone, process_tag


def tag_of_another():
    """Return the tag of a process that has ended, and of one that is running."""
    program = "from confoundry.crashed import process_tag; print(process_tag(), flush=True); input()"
    return subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_a_run_is_gone_once_its_process_is():
    with tag_of_another() as process:
        tag = process.stdout.readline().strip()
        assert not gone(["night:1", tag])
        process.communicate("\n")
    assert gone(["night:1", tag])


def test_an_id_that_another_process_uses_now_is_not_taken_for_the_run():
    kind, host, pid, start = process_tag().split(":")
    with tag_of_another() as process:
        _, _, other, _ = process.stdout.readline().strip().split(":")
        assert gone([":".join([kind, host, other, str(int(start) - 1000)])])
        process.communicate("\n")
    assert int(pid) == os.getpid()


def test_what_is_not_known_is_left_alone():
    _, _, pid, start = process_tag().split(":")
    assert not gone([])
    assert not gone([process_tag()]), "this process"
    assert not gone([f"process:another-machine:{pid}:{start}"])
