"""Errors, by the exit status of the command line."""

from collections.abc import Iterable, Sequence


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


def did_you_mean(name: str, names: Iterable[str], otherwise: str, *, most: int = 1, alike: float = 0.6) -> str:
    """Return a remedy for a name that does not exist: the one that is most like it, as `did you mean l2?`.

    Args:
        name: The name that was given.
        names: Those that exist.
        otherwise: The remedy where none of them is like it.
        most: How many names are suggested.
        alike: How alike they must be, from 0 to 1.
    """
    from difflib import get_close_matches

    close = get_close_matches(name.lower(), list(names), n=most, cutoff=alike)
    return f"did you mean {' or '.join(close)}?" if close else otherwise


class Several(Refusal):
    """Several things are wrong, each with a line of its own.

    Args:
        errors: At least one; the highest of their statuses counts.
    """

    def __init__(self, errors: Sequence[Refusal]) -> None:
        super().__init__("\nerror: ".join(map(str, errors)))
        self.status = max(error.status for error in errors)


# What to do where a file that a stage wrote is damaged, missing or changed.
VERIFY_HINT = "`confoundry verify` says how to restore it"

# Transient system errors; trying again may help (status 75).
PASSING = (BlockingIOError, ConnectionError, InterruptedError, TimeoutError)
