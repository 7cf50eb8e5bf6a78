"""Keras' own training loop on the same batches, for models whose epochs cannot be compiled as a whole."""

from collections.abc import Callable, Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from confoundry.training.arrays import rows_of, samples_in
from confoundry.training.orders import order_of


class Batches(keras.utils.PyDataset):
    """The batches of one epoch after the other.

    Args:
        data: The samples.
        batch_size: Samples a batch; the last one takes what is left.
        order: Gives the order (n,) of an epoch, counted from 0.
    """

    def __init__(self, data: Any, batch_size: int, order: Callable[[int], NDArray[np.int32]]) -> None:
        super().__init__()
        self._data, self._batch_size, self._order = data, batch_size, order
        self._rows = order(0)

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return -(-len(self._rows) // self._batch_size)

    def __getitem__(self, index: int) -> Any:
        """Return a batch of this epoch."""
        start = index * self._batch_size
        return rows_of(self._data, self._rows[start : start + self._batch_size])

    def begin(self, epoch: int) -> None:
        """Go on to an epoch."""
        self._rows = self._order(epoch)


def fit_with_keras(
    model: keras.Model,
    data: Any,
    validation: Any,
    *,
    epochs: int,
    batch_size: int,
    seed: int,
    callbacks: Sequence[keras.callbacks.Callback],
) -> None:
    """Train a model by `model.fit`, with the batches that a seed decides."""
    samples = samples_in(data)
    batches = Batches(data, batch_size, lambda epoch: order_of(samples, epoch, seed))
    begin = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, _: batches.begin(epoch))
    model.fit(
        batches,
        epochs=epochs,
        validation_data=None if validation is None else _in_order(validation, batch_size),
        callbacks=[begin, *callbacks],
        shuffle=False,
        verbose=0,  # pyright: ignore[reportArgumentType]
    )


def _in_order(data: Any, batch_size: int) -> Batches:
    order = np.arange(samples_in(data), dtype=np.int32)
    return Batches(data, batch_size, lambda _: order)
