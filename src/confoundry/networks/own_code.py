"""Running the user's own code. An error in it becomes one line, with the file and line where it happened."""

from __future__ import annotations

import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import confoundry
from confoundry.errors import BadInput, Refusal

LIMIT = 20.0  # seconds
GRACE = 5.0  # more seconds: if the code still has not returned to Python, its process is killed
PACKAGE = Path(confoundry.__file__).resolve().parent


class _TimeUp(BaseException):
    """The time is up. No `except Exception` in the user's code catches this."""


class NoReturn(BadInput):
    """The code did not return in time (status 2)."""


@contextmanager
def own_code(what: object, *, expected: str, remedy: str) -> Iterator[None]:
    """Run code that may raise, call `sys.exit` or never return.

    The time limit, LIMIT, only works in the main thread, in which all stages and commands run.

    Args:
        what: The builder, such as `own.my_model:build`.
        expected: What the code should have done.
        remedy: What to do.

    Raises:
        BadInput: The code failed. The message says in one line how, and where.
    """
    try:
        with _time_limit(what, expected, remedy):
            yield
    except Refusal:
        raise
    except (Exception, SystemExit, _TimeUp) as error:
        kind = NoReturn if isinstance(error, _TimeUp) else BadInput
        raise kind(what, expected=expected, came=_came(error), remedy=remedy) from None


def reason(error: BaseException) -> str:
    """Return an error's type and message in one line, and where in the user's own files it happened."""
    words = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}{': ' if words else ''}{words}{_where(error)}"


def _came(error: BaseException) -> str:
    if isinstance(error, _TimeUp):
        return f"no return within {LIMIT:g} s{_where(error)}"
    if isinstance(error, SystemExit):
        return f"a call to sys.exit{_where(error)}"
    return reason(error)


def place(filename: str, line: int | None) -> str:
    """Return ` (own/my_model.py, line 7)`; empty for a file that is not the user's own."""
    return f" ({Path(filename).resolve().relative_to(Path.cwd())}, line {line})" if _own(filename) else ""


def _where(error: BaseException) -> str:
    """Return the innermost line of the traceback in the user's own files; empty if there is none."""
    frames = [one for one in traceback.extract_tb(error.__traceback__) if _own(one.filename)]
    return place(frames[-1].filename, frames[-1].lineno) if frames else ""


def _own(filename: str) -> bool:
    path = Path(filename)
    if not path.is_file() or "site-packages" in path.parts:
        return False
    path = path.resolve()
    return path.is_relative_to(Path.cwd()) and not path.is_relative_to(PACKAGE)


@contextmanager
def _time_limit(what: object, expected: str, remedy: str) -> Iterator[None]:
    """Raise _TimeUp in the main thread when the time is up, and again every second in case the code catches it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: Any) -> None:  # noqa: ARG001
        raise _TimeUp

    def give_up() -> None:
        with suppress(OSError):
            came = f"no return within {LIMIT + GRACE:g} s"
            print(f"error: {BadInput(what, expected=expected, came=came, remedy=remedy)}", file=sys.stderr, flush=True)
        os._exit(BadInput.status)

    watchdog = threading.Timer(LIMIT + GRACE, give_up)
    watchdog.daemon = True
    handler = signal.signal(signal.SIGALRM, stop)
    timer = signal.setitimer(signal.ITIMER_REAL, LIMIT, 1)
    watchdog.start()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        watchdog.cancel()
        signal.signal(signal.SIGALRM, handler)
