"""What every stage does around its work: one-line errors, the exit status, and ending when its parent dies."""

import inspect
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

import confoundry
from confoundry.errors import PASSING, BadInput, Refusal
from confoundry.files.disk import refusal


def run(work: Callable[..., None], argv: Sequence[str]) -> int:
    """Run a stage's work with its arguments and return the exit status.

    0: success; 1: a problem was found, such as data that are not fit; 2: wrong use or invalid input; 70: an unexpected
    error; 75: a transient failure.
    """
    try:
        _check_checkout()
        _check_use(work, argv)
        work(*argv)
    except Refusal as error:
        return _reported(error, error.status)
    except PASSING as error:
        return _reported(f"{error}; this may be transient, try again", 75)
    except Exception as error:
        if said := refusal(error):
            return _reported(said, said.status)
        with suppress(OSError):
            traceback.print_exc()
        return 70
    return 0


def _reported(error: object, status: int) -> int:
    """Print an error in one line, if standard error can be written, and return the status."""
    with suppress(OSError):
        print(f"error: {error}", file=sys.stderr)
    return status


def _check_checkout() -> None:
    """Refuse to run if the code is from another checkout than the one that DVC hashes."""
    root = Path(os.environ.get("DVC_ROOT", ".")).resolve()
    here = Path(confoundry.__file__).resolve().parents[1]
    if (root / "src" / "confoundry").is_dir() and here != root / "src":
        raise BadInput(
            "the running code",
            expected=f"the code of this checkout, {root / 'src'}",
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
    """Run a stage in the process that DVC started, and end when DVC ends."""
    chain = _chain()
    if _orphaned(chain):
        os._exit(75)
    threading.Thread(target=_end_with, args=(chain,), daemon=True).start()
    sys.exit(main(sys.argv[1:]))


def _chain() -> list[int]:
    """Return the parent and, if that is the shell of DVC's command, the shell's parent.

    DVC starts a stage through a shell. Some shells replace themselves with the stage, others wait for it; these outlive
    DVC, and would keep the stage alive.
    """
    parent = os.getppid()
    with suppress(psutil.Error):
        words = psutil.Process(parent).cmdline()
        if words[:1] == [os.environ.get("SHELL") or "/bin/sh"] and "-c" in words:
            return [parent, psutil.Process(parent).ppid()]
    return [parent]


def _orphaned(chain: list[int]) -> bool:
    """Return whether DVC died during the imports: the new parent then belongs to another session."""
    own = os.getsid(0)
    try:
        return own not in (os.getpid(), *chain[:-1]) and own != os.getsid(chain[-1])
    except OSError:
        return False


def _end_with(chain: list[int]) -> None:
    while _intact(chain):
        time.sleep(0.1)
    os._exit(75)


def _intact(chain: list[int]) -> bool:
    """Return whether nobody in the chain died; true if the system does not say."""
    if os.getppid() != chain[0]:
        return False
    with suppress(psutil.Error):
        return psutil.Process(chain[0]).ppid() == chain[-1] if len(chain) > 1 else True
    return True
