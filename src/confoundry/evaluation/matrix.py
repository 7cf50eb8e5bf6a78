"""The counterfactual matrix of a set of images: each untouched and under every value, for one model after another."""

from abc import ABC, abstractmethod
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from confoundry.confounds.base import Confound, Images, Pictures
from confoundry.confounds.rendering import Painter, painter
from confoundry.evaluation.answers import Shown
from confoundry.evaluation.batches import batch_size, filled
from confoundry.evaluation.cached import Cached
from confoundry.evaluation.predictor import Predictor

ROOM = 1 << 24  # numbers cached of images or renderings for the next model, and of a model's answers: 64 MB each
Fused = Callable[[tf.Tensor], tuple[tf.Tensor, tf.Tensor]]


class Matrix(ABC):
    """Base. Memory grows neither with the number of values nor of models: what does not fit is computed again.

    Args:
        images: float32 (n, h, w, c), in [0, 1].
        size: Images in a batch; the last one is padded, so that a network is compiled once.
        answers: Output numbers for an image.
    """

    def __init__(self, images: Pictures, size: int, answers: int) -> None:
        self._images, self._size, self._answers = images, size, answers

    def shown(self) -> Cached[Shown]:
        """Return the class probabilities of all batches, from the model whose weights were read last."""
        return Cached(self._show, self._count(), ROOM // (self._size * self._answers))

    @abstractmethod
    def _show(self, place: int) -> Shown:
        """Return the batch at a place."""

    def _count(self) -> int:
        return -(-len(self._images) // self._size)

    def _room(self) -> int:
        """Return how many batches of images may be cached."""
        return ROOM // (self._size * int(np.prod(self._images.shape[1:])))

    def _part(self, place: int) -> Images:
        return self._images[place * self._size : (place + 1) * self._size]


class OnDevice(Matrix):
    """Copies a batch to the device once, and renders and predicts it there in one call.

    Args:
        images: float32 (n, h, w, c), in [0, 1].
        size: Images in a batch.
        answers: Numbers that are answered about an image.
        fused: What `fused` returned.
    """

    def __init__(self, images: Pictures, size: int, answers: int, fused: Fused) -> None:
        super().__init__(images, size, answers)
        self._fused = fused
        self._held = Cached(lambda place: tf.constant(filled(self._part(place), size)), self._count(), self._room())

    def _show(self, place: int) -> Shown:
        plain, rendered = (tensor.numpy() for tensor in self._fused(self._held[place]))
        real = len(self._part(place))
        return Shown(plain[:real], rendered[:, :real].transpose(1, 0, 2))


class OnHost(Matrix):
    """For a confound without a formula: NumPy renders a batch under one value at a time, once for all models.

    Args:
        images: float32 (n, h, w, c), in [0, 1].
        size: Images in a batch.
        answers: Numbers that are answered about an image.
        predictor: The model.
        confound: What is rendered.
    """

    def __init__(self, images: Pictures, size: int, answers: int, predictor: Predictor, confound: Confound) -> None:
        super().__init__(images, size, answers)
        self._predictor, self._confound = predictor, confound
        self._rendered = Cached(self._render, self._count() * confound.levels, self._room())

    def _render(self, place: int) -> tf.Tensor:
        batch, value = divmod(place, self._confound.levels)
        part = self._part(batch)
        return tf.constant(filled(self._confound.apply(part, np.full(len(part), value)), self._size))

    def _show(self, place: int) -> Shown:
        part, levels = self._part(place), self._confound.levels
        views = [self._predictor(self._rendered[place * levels + value])[: len(part)] for value in range(levels)]
        return Shown(self._predictor(filled(part, self._size))[: len(part)], np.stack(views, axis=1))


def matrices(predictor: Predictor, confound: Confound, *sets: Pictures) -> list[Matrix]:
    """Return the matrix of each set of images; however many there are, the network is compiled once."""
    height, width, channels = sets[0].shape[1:]
    answers = (confound.levels + 1) * predictor.model.output_shape[-1]
    size = batch_size([len(images) for images in sets], height * width * channels, answers, dense=predictor.xla)
    paint = painter(confound, height, width)
    if paint is None:
        return [OnHost(images, size, answers, predictor, confound) for images in sets]
    compiled = fused(predictor, paint, confound.levels)
    return [OnDevice(images, size, answers, compiled) for images in sets]


def fused(predictor: Predictor, paint: Painter, levels: int) -> Fused:
    """Return a compiled function of a batch: probabilities (b, C) as it is, and (K, b, C) under every value."""

    def under_each(images: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        plain = predictor.probabilities(images)
        return plain, tf.map_fn(
            lambda value: predictor.probabilities(paint(images, value[None])),
            tf.range(levels),
            fn_output_signature=plain.dtype,
            parallel_iterations=1,  # one rendering of the batch in memory
        )

    return tf.function(under_each, jit_compile=predictor.xla, autograph=False)
