"""What can go wrong, sorted by the exit status that the command line gives it."""


class Refusal(Exception):
    """Base of the errors that are shown in one line, without a traceback.

    Attributes:
        status: The exit status of a command that ends with it.
    """

    status = 2


class BadInput(Refusal):
    """Wrong use or bad input: what was expected, what came, and what to do about it (status 2).

    Args:
        what: The key, file or argument that is wrong.
        expected: What it should have been.
        came: What it was.
        remedy: What to do.
    """

    def __init__(self, what: object, *, expected: str, came: str, remedy: str) -> None:
        super().__init__(f"{what}: expected {expected}, got {came}; {remedy}")


class NotFit(Refusal):
    """A verdict is "no": data that are not fit, or a broken gate (status 1)."""

    status = 1


# What to do where a file that a stage wrote is damaged, missing or changed.
VERIFY_HINT = "`confoundry verify` says how to restore it"

# Errors of the system that may be gone at the next try (status 75).
PASSING = (BlockingIOError, ConnectionError, InterruptedError, TimeoutError)
