"""Rendering on TensorFlow's device, inside a graph or all images in one call."""

from collections.abc import Callable
from typing import Any

import keras
import tensorflow as tf

from confoundry.confounds.base import Confound, Images, Values
from confoundry.confounds.painted import Painted

Painter = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


def painter(confound: Confound, height: int, width: int) -> Painter | None:
    """Return a function of images (n, h, w, c) and values (n,) or (1,) for use in a graph.

    Returns:
        None for a confound without a formula, which is rendered on the host.
    """
    if not isinstance(confound, Painted):
        return None
    parameters = [tf.constant(parameter) for parameter in confound.parameters(height, width)]

    def paint(images: tf.Tensor, values: tf.Tensor) -> tf.Tensor:
        return confound.paint(keras.ops, images, *(tf.gather(parameter, values) for parameter in parameters))

    return paint


class Renderer:
    """Images on the device that are rendered there with any values, all in one call.

    Args:
        confound: The confound that is added.
        images: float32 (n, h, w, c), in [0, 1].
    """

    def __init__(self, confound: Confound, images: Images) -> None:
        paint = painter(confound, *images.shape[1:3])
        if paint:
            held = tf.constant(images)
            self._render: Any = tf.function(lambda values: paint(held, values), jit_compile=True, autograph=False)
        else:
            self._render = lambda values: tf.constant(confound.apply(images, values.numpy()))

    def __call__(self, values: Values) -> tf.Tensor:
        """Return the images, each with its value (n,), on the device."""
        return self._render(tf.constant(values))
