"""Class probabilities from a Keras model, in one compiled call a batch; another model's weights can be put in."""

from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from confoundry.confounds.base import Images
from confoundry.files.keras_file import gives_logits, load_model, load_weights


class Predictor:
    """A model's probabilities.

    Args:
        path: A `.keras` file; all that are read later have the same network.
    """

    def __init__(self, path: Path) -> None:
        self.model = load_model(path)
        logits = gives_logits(path)

        @tf.function(reduce_retracing=True)
        def probabilities(images: tf.Tensor) -> tf.Tensor:
            scores = self.model(images, training=False)
            return tf.nn.softmax(scores) if logits else scores

        self._probabilities = probabilities

    def read(self, path: Path) -> None:
        """Take the weights of another file.

        Raises:
            BadInput: It cannot be read, or holds another network's weights.
        """
        load_weights(self.model, path)

    def __call__(self, images: Images) -> NDArray[np.float32]:
        """Return probabilities (n, C) of images (n, h, w, c)."""
        return self._probabilities(tf.constant(images)).numpy()
