"""A command that ends when the process that asked for it dies; run as a script, with the standard library alone.

It leads a session of its own, so that killing its process group ends all that the command started.
"""

import os
import signal
import subprocess
import sys
import threading
import time


def main(parent: int, words: list[str]) -> None:
    """Run the words as a command and end as it ends: with its exit status, or by the signal that it died of."""
    command = subprocess.Popen(words)
    threading.Thread(target=end_with, args=(parent,), daemon=True).start()
    status = command.wait()
    if status < 0:
        signal.signal(-status, signal.SIG_DFL) if -status not in (signal.SIGKILL, signal.SIGSTOP) else None
        os.kill(os.getpid(), -status)
    sys.exit(status)


def end_with(parent: int) -> None:
    """End this process's whole group once `parent` is no longer its parent."""
    while os.getppid() == parent:
        time.sleep(0.1)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
