"""Prints the lines of a run: always to Prefect's log, and to the screen if the command line asks for it."""

import shutil
import sys
import textwrap
from typing import Any

from confoundry.runner.limits import Every

_ON_SCREEN = [False]


def show_on_screen() -> None:
    """Also print the lines of this process's runs on standard output."""
    _ON_SCREEN[0] = True


def say(*lines: str) -> None:
    """Write lines to the log of the current run."""
    from prefect.logging import get_run_logger

    for line in lines:
        get_run_logger().info(line)
        if _ON_SCREEN[0]:
            print(_wrapped(line) if sys.stdout.isatty() else line, flush=True)


def _wrapped(line: str) -> str:
    """Break a line that is wider than the terminal; what follows is indented."""
    width = shutil.get_terminal_size().columns
    return textwrap.fill(line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)


class ProgressBar:
    """The run's progress in Prefect's pages, sent to its server at most once a second."""

    def __init__(self) -> None:
        from prefect.artifacts import create_progress_artifact

        self._every = Every(1)
        self._id: Any = create_progress_artifact(0.0, key="progress", description="Share of stages that have ended")

    def show(self, share: float) -> None:
        """Show the share that is done, from 0 to 1."""
        from prefect.artifacts import update_progress_artifact

        if self._every.due() or share == 1:
            update_progress_artifact(self._id, 100 * share)
