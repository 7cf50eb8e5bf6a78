"""What every stage does around its work: one line for an error, the exit status, an end when its parent dies."""

import inspect
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import confoundry
from confoundry.errors import PASSING, BadInput, Refusal
from confoundry.files.disk import refusal


def run(work: Callable[..., None], argv: Sequence[str]) -> int:
    """Do a stage's work with its arguments and return its exit status.

    0 fine; 1 a verdict is "no"; 2 wrong use or bad input; 70 an unexpected error; 75 something passing.
    """
    try:
        _check_checkout()
        _check_use(work, argv)
        work(*argv)
    except Refusal as error:
        return _told(error, error.status)
    except PASSING as error:
        return _told(f"{error}; this may pass, try again", 75)
    except Exception as error:
        if said := refusal(error):
            return _told(said, said.status)
        with suppress(OSError):
            traceback.print_exc()
        return 70
    return 0


def _told(error: object, status: int) -> int:
    """Tell of an error in one line, as far as there is anything that takes it, and return the status."""
    with suppress(OSError):
        print(f"error: {error}", file=sys.stderr)
    return status


def _check_checkout() -> None:
    """Refuse to run the code of another checkout than the one whose code DVC hashes."""
    root = Path(os.environ.get("DVC_ROOT", ".")).resolve()
    here = Path(confoundry.__file__).resolve().parents[1]
    if (root / "src" / "confoundry").is_dir() and here != root / "src":
        raise BadInput(
            "the code that runs",
            expected=f"this checkout's, {root / 'src'}",
            came=str(here),
            remedy=f"set PYTHONPATH={root / 'src'}",
        )


def _check_use(work: Callable[..., None], argv: Sequence[str]) -> None:
    try:
        inspect.signature(work).bind(*argv)
    except TypeError:
        expected, came = (" ".join(words) or "none" for words in (inspect.signature(work).parameters, argv))
        raise BadInput("arguments", expected=expected, came=came, remedy="see the stage in dvc.yaml") from None


def run_as_process(main: Callable[[Sequence[str]], int]) -> None:
    """Run a stage as the process that DVC started, and end when DVC does."""
    if _orphaned():
        os._exit(75)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    sys.exit(main(sys.argv[1:]))


def _orphaned() -> bool:
    """Return whether the parent died while this process was importing: then another took it in, of another session."""
    own = os.getsid(0)
    try:
        return own != os.getpid() and own != os.getsid(os.getppid())
    except OSError:
        return False


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.1)
    os._exit(75)
