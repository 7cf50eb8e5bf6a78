"""Prefect's logs as a reader wants them: refusals in words, and by hand nothing but what the steps print."""

import logging
import sys

from confoundry.errors import Refusal

LOGGERS = ("prefect", "prefect.flow_runs", "prefect.task_runs", "prefect.extra")
STEPS = "prefect.task_runs"
_ON_SCREEN = [False]


class RefusalsInWords(logging.Filter):
    """Puts a refusal's message in the place of its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if isinstance(error, Refusal) or type(error).__name__ in ("FailedRun", "CancelledRun"):
            record.msg, record.args, record.exc_info, record.exc_text = str(error), (), None, None
        return True


class Screen(logging.StreamHandler):
    """Shows what a night's steps print, and nothing that Prefect adds."""

    def __init__(self) -> None:
        super().__init__(sys.stdout)
        self.addFilter(lambda record: record.levelno == logging.INFO and not record.msg.startswith("Finished in state"))


def show_on_screen() -> None:
    """Show what the steps of this process's nights print; Prefect's own screen is off."""
    _ON_SCREEN[0] = True


def tidy_logs() -> None:
    """Have Prefect's logs be so; to be called in a run, since Prefect sets its logs up at each start of one."""
    for name in LOGGERS:
        for handler in logging.getLogger(name).handlers:
            if not any(isinstance(one, RefusalsInWords) for one in handler.filters):
                handler.addFilter(RefusalsInWords())
    steps = logging.getLogger(STEPS)
    if _ON_SCREEN[0] and not any(isinstance(one, Screen) for one in steps.handlers):
        steps.addHandler(Screen())
