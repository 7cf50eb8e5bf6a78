"""Starts TensorFlow in a stage, with a fixed number of threads and without its notes about the processor."""

import gc
import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


def start_tensorflow(threads: int) -> None:
    """Import TensorFlow and Keras, and fix TensorFlow's threads: a different number gives slightly different weights.

    A process that has already started TensorFlow keeps its number.
    """
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "1")  # warnings and errors
    logging.getLogger("tensorflow").addFilter(_is_no_note_on_tracing)
    with _quiet():
        import keras  # noqa: F401
        import tensorflow as tf

        try:
            tf.config.threading.set_intra_op_parallelism_threads(threads)
            tf.config.threading.set_inter_op_parallelism_threads(threads)
        except RuntimeError:  # it has started
            return
        for device in tf.config.list_physical_devices("GPU"):
            tf.config.experimental.set_memory_growth(device, True)
        tf.config.list_logical_devices()
        gc.freeze()  # Keras collects garbage before it builds a network, and would go through all of TensorFlow


def _is_no_note_on_tracing(record: logging.LogRecord) -> bool:
    """Leave out that much is traced: every recipe renders and trains in compiled functions of its own."""
    return "retracing" not in record.getMessage()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep from the screen what TensorFlow's C++ parts write while they start; show it where the start fails."""
    sys.stderr.flush()
    screen = os.dup(2)
    with tempfile.TemporaryFile() as kept:
        os.dup2(kept.fileno(), 2)
        try:
            yield
        except BaseException:
            kept.seek(0)
            os.write(screen, kept.read())
            raise
        finally:
            os.dup2(screen, 2)
            os.close(screen)
