"""Class probabilities from a compiled Keras model; the weights of further models can be loaded into it."""

from pathlib import Path

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from confoundry.confounds.base import Images
from confoundry.files.keras_file import gives_logits, load_model, load_weights
from confoundry.networks.xla import faster_with_xla


class Predictor:
    """A model's probabilities.

    Args:
        path: A `.keras` file; files that are read later must have the same network.
    """

    def __init__(self, path: Path) -> None:
        self.model = load_model(path)
        self.xla = faster_with_xla(self.model)
        self._logits = gives_logits(path)
        self._compiled = tf.function(self.probabilities, jit_compile=self.xla, autograph=False)

    def read(self, path: Path) -> None:
        """Load the weights of another file.

        Raises:
            BadInput: The file cannot be read, or has another network's weights.
        """
        load_weights(self.model, path)

    def probabilities(self, images: tf.Tensor) -> tf.Tensor:
        """Return probabilities (n, C) of images (n, h, w, c) within a graph."""
        scores = self.model(images, training=False)
        return tf.nn.softmax(scores) if self._logits else scores

    def __call__(self, images: Images | tf.Tensor) -> NDArray[np.float32]:
        """Return probabilities (n, C) of images (n, h, w, c); each new n compiles again."""
        return self._compiled(tf.convert_to_tensor(images)).numpy()
