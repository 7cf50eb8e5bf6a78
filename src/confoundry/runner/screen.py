"""The lines of a run: to Prefect's log always, and to the screen where the command line asks for it."""

from typing import Any

_ON_SCREEN = [False]


def show_on_screen() -> None:
    """Show the lines of this process's runs on standard output too."""
    _ON_SCREEN[0] = True


def say(*lines: str) -> None:
    """Say lines in the log of the run that this is called from."""
    from prefect.logging import get_run_logger

    for line in lines:
        get_run_logger().info(line)
        if _ON_SCREEN[0]:
            print(line, flush=True)


class ProgressBar:
    """The run's progress in Prefect's pages."""

    def __init__(self) -> None:
        from prefect.artifacts import create_progress_artifact

        self._id: Any = create_progress_artifact(0.0, key="progress", description="How many of the stages have ended")

    def show(self, share: float) -> None:
        """Show which share is done, 0 to 1."""
        from prefect.artifacts import update_progress_artifact

        update_progress_artifact(self._id, 100 * share)
