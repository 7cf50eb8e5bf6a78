"""Run a command that is killed when the process that started it dies. A script that needs only the standard library.

It leads its own session: killing its process group also kills everything that the command started.
"""

import os
import sys
import time

# Numbers of signals: importing `signal` or `subprocess` would take longer than many stages.
KILL, PIPE, XFSZ = 9, 13, 25


def main(parent: int, words: list[str]) -> None:
    """Run a command and end as it ends: with its exit status, or by the signal that killed it."""
    command = os.posix_spawnp(words[0], words, os.environ, setsigdef=(PIPE, XFSZ))  # Python ignores these two
    status, pause = None, 0.001
    while status is None:
        ended, how = os.waitpid(command, os.WNOHANG)
        if ended:
            status = os.waitstatus_to_exitcode(how)
        elif os.getppid() != parent:
            os.killpg(0, KILL)
        else:
            time.sleep(pause)
            pause = min(1.1 * pause, 0.1)
    if status < 0:
        _end_by(-status)
    sys.exit(status)


def _end_by(number: int) -> None:
    import signal

    if number not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def end_with(parent: int) -> None:
    """Kill the whole process group of this process once `parent` is no longer its parent."""
    while os.getppid() == parent:
        time.sleep(0.1)
    os.killpg(0, KILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
