"""The loss on held-out samples during training, after only some of the epochs to save time."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from confoundry.diagnosis.measured.samples import LabelledSamples
from confoundry.diagnosis.measured.scoring import Scoring

TIMES, SAMPLES = 25, 500


class Validating(keras.callbacks.Callback):
    """Scores held-out samples after at most 25 evenly spaced epochs, including the last one.

    Attributes:
        losses: Loss by epoch, from 1.

    Args:
        scoring: Scores the samples.
        held: Held-out samples, of which at most 500 are scored; None if there are none.
        epochs: Number of epochs of the training.
    """

    def __init__(self, scoring: Scoring, held: LabelledSamples | None, epochs: int) -> None:
        super().__init__()
        self._scoring, self._held = scoring, None if held is None else held.some(SAMPLES)
        self._at = set(np.linspace(1, epochs, min(epochs, TIMES)).astype(int).tolist())
        self.losses: dict[int, float] = {}

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        del logs
        if self._held is not None and epoch + 1 in self._at:
            self.losses[epoch + 1] = self._scoring(self._held).loss

    def over(self, epochs: int) -> NDArray[np.float64]:
        """Return the losses of all epochs, interpolated linearly between those that were scored."""
        return np.interp(np.arange(1, epochs + 1), list(self.losses), list(self.losses.values()))
