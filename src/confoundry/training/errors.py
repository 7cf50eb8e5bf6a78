"""Errors that come from a network's training: its own layers, its loss, its callbacks."""

from collections.abc import Iterator
from contextlib import contextmanager

import tensorflow as tf

from confoundry.errors import Refusal
from confoundry.networks.own_code import reason


class TrainingFailed(Exception):
    """Training ended with an error that another try would end with too; the message is one line."""


@contextmanager
def training_errors() -> Iterator[None]:
    """Turn what a network's training raises into TrainingFailed; a want of memory or a disk's refusal stays as it is.

    Raises:
        TrainingFailed: The error, with the file and line of the engineer's own code.
    """
    try:
        yield
    except (Refusal, OSError, MemoryError, tf.errors.ResourceExhaustedError):
        raise
    except (Exception, SystemExit) as error:
        raise TrainingFailed(reason(error)) from error
