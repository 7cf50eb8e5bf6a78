"""The score of a model and its loss without penalties, in inference mode, with its current weights."""

from __future__ import annotations

from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from confoundry.diagnosis.measured.compiled import first
from confoundry.diagnosis.measured.predictor import Predictor
from confoundry.diagnosis.measured.samples import LabelledSamples
from confoundry.diagnosis.measured.scores import score
from confoundry.diagnosis.measured.task import Target, counted, known_of


class Scored(NamedTuple):
    """Score and loss; NaN if they are not finite or cannot be computed.

    Attributes:
        comparable: False if outputs are finite but do not match the labels, so that there is no score.
    """

    score: float = float("nan")
    loss: float = float("nan")
    comparable: bool = True


class Scoring:
    """Scores one model.

    Args:
        model: A compiled, built model.
        x: Inputs, which determine shapes and types.
        target: The task that the labels define.
        threshold: An output above it counts as label 1.
    """

    def __init__(self, model: keras.Model, x: Any, target: Target, threshold: float) -> None:
        self._model, self._predict = model, Predictor(model, x)
        self._target, self._threshold = target, threshold

    def __call__(self, samples: LabelledSamples) -> Scored:
        """Return the score and the loss of the model on samples."""
        try:
            answers, mask = self._predict(samples.x)
        except Exception:  # for example in custom layers; training reports it
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
    """Return the mean loss of outputs, without penalties; NaN if the loss does not accept them.

    Args:
        model: A compiled model.
        y: Labels (n, …).
        answers: Outputs of the model.
        mask: The steps (n, steps) of a single output that count; all if there is none.
    """
    try:
        if isinstance(answers, np.ndarray) and len(keras.tree.flatten(model.loss)) == 1:
            return _mean_loss(first(model.loss), first(y), answers, mask)
        found = model._compile_loss(y, answers)
    except Exception:  # labels that the loss does not accept
        return float("nan")
    return float("nan") if found is None else float(found)


def _mean_loss(given: Any, y: NDArray, answers: NDArray, mask: NDArray[np.bool_] | None) -> float:
    """Return the mean of a loss over samples, or over the steps that count, whatever its own reduction is."""
    loss: Any = keras.losses.get(given)
    function = loss.call if isinstance(loss, keras.losses.Loss) else loss
    if y.ndim == answers.ndim - 1 and answers.shape[-1] == 1:
        y = y[..., None]
    wanted, came = (keras.ops.convert_to_tensor(one, keras.config.floatx()) for one in (y, answers))
    losses = np.asarray(keras.ops.convert_to_numpy(function(wanted, came)))
    return float(np.mean(losses if mask is None or mask.shape != losses.shape else losses[mask]))
