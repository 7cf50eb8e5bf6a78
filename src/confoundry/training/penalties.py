"""Keras' L1 and L2 penalties in a form that XLA turns into fast code, while a step is compiled.

XLA adds the elements of an array one after the other on a CPU. A product with ones adds them in parallel; the gradient
is written out, so that it costs nothing. The sums agree to rounding.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import keras
import tensorflow as tf

ROWS = 8  # of ones: fewer are slower, since the product is then compiled as a sum


@contextmanager
def fast_penalties(model: keras.Model) -> Iterator[None]:
    """Let a model's weights have penalties of the fast form meanwhile: those that are Keras' own."""
    own = {id(variable): variable.regularizer for variable in model.trainable_variables}
    try:
        for variable in model.trainable_variables:
            variable.regularizer = _fast(own[id(variable)])
        yield
    finally:
        for variable in model.trainable_variables:
            variable.regularizer = own[id(variable)]


def _fast(penalty: Any) -> Any:
    kinds = (keras.regularizers.L1, keras.regularizers.L2, keras.regularizers.L1L2)
    return FastPenalty(penalty) if type(penalty) in kinds else penalty


class FastPenalty(keras.regularizers.Regularizer):
    """l1·Σ|w| + l2·Σw².

    Args:
        penalty: An L1, an L2 or an L1L2 of Keras.
    """

    def __init__(self, penalty: Any) -> None:
        self.l1, self.l2 = getattr(penalty, "l1", 0), getattr(penalty, "l2", 0)

    def __call__(self, x: Any) -> Any:
        """Return the penalty, a scalar."""

        @tf.custom_gradient
        def penalty(weights: tf.Tensor) -> tuple[tf.Tensor, Any]:
            each = self._each(weights)
            flat = tf.reshape(each, [-1, each.shape[-1] if each.shape.rank else 1])
            total = tf.reduce_sum(tf.matmul(tf.ones([ROWS, flat.shape[0]], flat.dtype), flat)[0])
            return total, lambda upstream: upstream * self._slope(weights)

        return penalty(tf.convert_to_tensor(x))

    def _each(self, weights: tf.Tensor) -> tf.Tensor:
        parts = [self.l1 * tf.abs(weights)] if self.l1 else []
        parts += [self.l2 * tf.square(weights)] if self.l2 else []
        return tf.add_n(parts) if parts else tf.zeros_like(weights)

    def _slope(self, weights: tf.Tensor) -> tf.Tensor:
        parts = [self.l1 * tf.sign(weights)] if self.l1 else []
        parts += [2 * self.l2 * weights] if self.l2 else []
        return tf.add_n(parts) if parts else tf.zeros_like(weights)
