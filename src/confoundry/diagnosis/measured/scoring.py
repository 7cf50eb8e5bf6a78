"""A model's score and its loss without penalties, in inference mode, with the weights that it has at the time."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from confoundry.diagnosis.measured.answering import Answering
from confoundry.diagnosis.measured.compiled import first
from confoundry.diagnosis.measured.samples import Samples
from confoundry.diagnosis.measured.scores import score
from confoundry.diagnosis.measured.task import Target, counted, known_of


class Scored(NamedTuple):
    """Score and loss; NaN where they are not finite, or cannot be had.

    Attributes:
        comparable: False where answers are finite, and there is no score: they do not go with the labels.
    """

    score: float = float("nan")
    loss: float = float("nan")
    comparable: bool = True


class Scoring:
    """Scores one model.

    Args:
        model: A compiled, built model.
        x: Inputs, by which their shapes and types are known.
        target: What the labels ask for.
        threshold: Above which answer a label is 1.
    """

    def __init__(self, model: keras.Model, x: Any, target: Target, threshold: float) -> None:
        self._model, self._answers = model, Answering(model, x)
        self._target, self._threshold = target, threshold

    def __call__(self, samples: Samples) -> Scored:
        """Return a model's score and loss on samples."""
        try:
            answers, mask = self._answers(samples.x)
        except Exception:  # from layers of the user's own, too; training says what it was
            return Scored()
        known, given = known_of(self._target, samples.labels), first(answers)
        kept = counted(self._target, known)
        if mask is not None and mask.size == len(known):
            kept = mask.ravel() if isinstance(kept, slice) else mask.ravel() & kept
        if not isinstance(kept, slice):
            given = given.reshape(len(known), -1)
        value = score(self._target.task, known[kept], given[kept], threshold=self._threshold)
        comparable = not np.isnan(value) or not np.isfinite(given).all()
        return Scored(value, loss_of(self._model, samples.y, answers, mask), comparable)


def loss_of(model: keras.Model, y: Any, answers: Any, mask: NDArray[np.bool_] | None = None) -> float:
    """Return the mean loss of answers, without penalties; NaN where the loss does not take them.

    Args:
        model: A compiled model.
        y: Labels (n, …).
        answers: What it answers.
        mask: Which steps (n, steps) of a single output count; all if there is none.
    """
    try:
        if isinstance(answers, np.ndarray) and len(keras.tree.flatten(model.loss)) == 1:
            return _mean_loss(first(model.loss), first(y), answers, mask)
        found = model._compile_loss(y, answers)
    except Exception:  # labels that the loss has no answer for
        return float("nan")
    return float("nan") if found is None else float(found)


def _mean_loss(given: Any, y: NDArray, answers: NDArray, mask: NDArray[np.bool_] | None) -> float:
    """Return a loss's mean over samples, or over the steps that count, however it reduces a batch."""
    loss: Any = keras.losses.get(given)
    function = loss.call if isinstance(loss, keras.losses.Loss) else loss
    if y.ndim == answers.ndim - 1 and answers.shape[-1] == 1:
        y = y[..., None]
    wanted, came = (keras.ops.convert_to_tensor(one, keras.config.floatx()) for one in (y, answers))
    losses = np.asarray(keras.ops.convert_to_numpy(function(wanted, came)))
    return float(np.mean(losses if mask is None or mask.shape != losses.shape else losses[mask]))
