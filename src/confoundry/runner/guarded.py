"""Run a command that is killed when the process that started it dies. A script that needs only the standard library.

It leads its own session: killing its process group also kills everything that the command started.
"""

import os
import signal
import subprocess
import sys
import threading
import time


def main(parent: int, words: list[str]) -> None:
    """Run a command and end as it ends: with its exit status, or by the signal that killed it."""
    command = subprocess.Popen(words)
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    status = command.wait()
    if status < 0:
        signal.signal(-status, signal.SIG_DFL) if -status not in (signal.SIGKILL, signal.SIGSTOP) else None
        os.kill(os.getpid(), -status)
    sys.exit(status)


def end_with(parent: int) -> None:
    """Kill the whole process group of this process once `parent` is no longer its parent."""
    while os.getppid() == parent:
        time.sleep(0.1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
