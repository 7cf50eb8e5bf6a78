"""What every stage does around its work: one line for an error, the exit status, an end when its parent dies."""

import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence

from confoundry.errors import PASSING, Refusal


def run(work: Callable[..., None], argv: Sequence[str]) -> int:
    """Do a stage's work with its arguments and return its exit status.

    0 fine; 1 a verdict is "no"; 2 wrong use or bad input; 70 an unexpected error; 75 something passing.
    """
    try:
        work(*argv)
    except Refusal as error:
        print(f"error: {error}", file=sys.stderr)
        return error.status
    except PASSING as error:
        print(f"error: {error}; this may pass, try again", file=sys.stderr)
        return 75
    except Exception:
        traceback.print_exc()
        return 70
    return 0


def run_as_process(main: Callable[[Sequence[str]], int]) -> None:
    """Run a stage as the process that DVC started, and end when DVC does."""
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    sys.exit(main(sys.argv[1:]))


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.1)
    os._exit(75)
