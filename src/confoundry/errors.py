"""What can go wrong, sorted by the exit status that the command line gives it."""

from collections.abc import Sequence


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


class Several(Refusal):
    """Several things are wrong, each with a line of its own.

    Args:
        errors: At least one; the highest of their statuses counts.
    """

    def __init__(self, errors: Sequence[Refusal]) -> None:
        super().__init__("\nerror: ".join(map(str, errors)))
        self.status = max(error.status for error in errors)


# What to do where a file that a stage wrote is not what it was.
MEND = "`confoundry verify` says how to bring it back"

# Errors of the system that may be gone at the next try (status 75).
PASSING = (BlockingIOError, ConnectionError, InterruptedError, TimeoutError)
