"""Errors, by the exit status of the command line."""


class Refusal(Exception):
    """Base of errors that are reported in one line, without a traceback.

    Attributes:
        status: The exit status of a command that fails with it.
    """

    status = 2


class BadInput(Refusal):
    """Wrong use or invalid input: what was expected, what came instead, and how to fix it (status 2).

    Args:
        what: The invalid key, file or argument.
        expected: What was expected.
        came: What came instead.
        remedy: How to fix it.
    """

    def __init__(self, what: object, *, expected: str, came: str, remedy: str) -> None:
        super().__init__(f"{what}: expected {expected}, got {came}; {remedy}")


class NotFit(Refusal):
    """The answer is "no": the data are not fit for an audit, or a gate failed (status 1)."""

    status = 1


# What to do where a file that a stage wrote is damaged, missing or changed.
VERIFY_HINT = "`confoundry verify` says how to restore it"

# Transient system errors; trying again may help (status 75).
PASSING = (BlockingIOError, ConnectionError, InterruptedError, TimeoutError)
