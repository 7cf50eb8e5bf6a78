"""Variables that are made while a step is traced."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import tensorflow as tf


def zeros(shape: Sequence[int] | tf.TensorShape) -> tf.Variable:
    """Return a variable of zeros, float32.

    It is made in a thread that knows nothing of what is traced in this one: TensorFlow traces a function twice that
    makes variables, even in an `init_scope`.
    """
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(lambda: tf.Variable(tf.zeros(shape), trainable=False)).result()
