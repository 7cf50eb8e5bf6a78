"""Makes Prefect's logs readable: errors without tracebacks and, on the terminal, only the output of the steps."""

import logging
import sys

from confoundry.errors import Refusal

LOGGERS = ("prefect", "prefect.flow_runs", "prefect.task_runs", "prefect.extra")
STEPS = "prefect.task_runs"
_ON_SCREEN = [False]


class RefusalsInWords(logging.Filter):
    """Replaces a refusal's traceback with its message."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if isinstance(error, Refusal) or type(error).__name__ in ("FailedRun", "CancelledRun"):
            record.msg, record.args, record.exc_info, record.exc_text = str(error), (), None, None
        return True


class Screen(logging.StreamHandler):
    """Shows the output of the audit's steps, and nothing that Prefect adds."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)
        self.addFilter(lambda record: record.levelno == logging.INFO and not record.msg.startswith("Finished in state"))


def show_on_screen() -> None:
    """Show the output of the steps in this process; Prefect's own console output is off."""
    _ON_SCREEN[0] = True


def tidy_logs() -> None:
    """Set this up for Prefect's logs. Call it within a run, since Prefect resets its logs at the start of each run."""
    for name in LOGGERS:
        for handler in logging.getLogger(name).handlers:
            if not any(isinstance(one, RefusalsInWords) for one in handler.filters):
                handler.addFilter(RefusalsInWords())
    steps = logging.getLogger(STEPS)
    if _ON_SCREEN[0] and not any(isinstance(one, Screen) for one in steps.handlers):
        steps.addHandler(Screen())
