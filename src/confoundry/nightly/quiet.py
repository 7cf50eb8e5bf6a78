"""Prefect's logs without tracebacks of what is no fault of the program: a refusal is its message."""

import logging

from confoundry.errors import Refusal

LOGGERS = ("prefect", "prefect.flow_runs", "prefect.task_runs", "prefect.extra")


class RefusalsInWords(logging.Filter):
    """Puts a refusal's message in the place of its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if isinstance(error, Refusal) or type(error).__name__ == "FailedRun":
            record.msg, record.args, record.exc_info, record.exc_text = str(error), (), None, None
        return True


def refusals_in_words() -> None:
    """Have all handlers of Prefect's loggers show refusals so."""
    for name in LOGGERS:
        for handler in logging.getLogger(name).handlers:
            if not any(isinstance(one, RefusalsInWords) for one in handler.filters):
                handler.addFilter(RefusalsInWords())
