"""Training a program, and scoring what it answers."""

from __future__ import annotations

import math
from collections.abc import Collection

import keras
import numpy as np
import tensorflow as tf
from sklearn.metrics import r2_score

from bench.faults.program import Program
from bench.faults.real.question import Question
from confoundry.diagnosis.facts import Task
from confoundry.training import fit

REFUSALS = (ValueError, tf.errors.InvalidArgumentError)


def score(question: Question, mended: Collection[str], seed: int) -> float:
    """Train the program with some mistakes mended, and return its score.

    Returns:
        Accuracy (of labels in multi-label data) or R² on the held-out samples, on the training samples where none are
        held out. NaN where Keras refuses the program, or answers are not finite.
    """
    program = question.program(mended)
    try:
        model = trained(program, seed)
    except REFUSALS:
        if question.raises:
            return math.nan
        raise
    x, y, x_val, y_val = program.data()
    x, y = (x_val, y_val) if len(x_val) else (x, y)
    answers = keras.ops.convert_to_numpy(model(x, training=False))
    return rated(answers, y, program.task, threshold=_threshold(model))


def trained(program: Program, seed: int) -> keras.Model:
    """Return the network, trained by the engine: what `model.fit` would have made of it, in a fraction of the time."""
    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    model = program.build()
    x, y, _, _ = program.data()
    fit(model, x, y, epochs=program.epochs, batch_size=program.batch_size, seed=seed)
    return model


def rated(answers: np.ndarray, y: np.ndarray, task: Task, *, threshold: float = 0.5) -> float:
    """Return R² of answers, or the share that is right when they are read as their author reads them.

    Args:
        answers: What the network gives (n, outputs).
        y: Labels, as the network was given them.
        task: What the labels ask for.
        threshold: From where on a single answer says yes.
    """
    if not np.isfinite(answers).all():
        return math.nan
    if task == "regression":
        return float(r2_score(y.reshape(len(y), -1), answers.reshape(len(y), -1)))
    if task == "multilabel":
        return float(np.mean((answers > threshold) == (y > 0.5)))
    return float(np.mean(_classes(answers, threshold, task) == _labels(y)))


def _classes(answers: np.ndarray, threshold: float, task: Task) -> np.ndarray:
    if answers.shape[-1] > 1:
        return answers.argmax(axis=-1)
    return (answers[:, 0] > threshold).astype(int) if task == "binary" else np.rint(answers[:, 0])


def _labels(y: np.ndarray) -> np.ndarray:
    return y.argmax(axis=-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(-1)


def _threshold(model: keras.Model) -> float:
    return 0.0 if getattr(model.loss, "from_logits", False) else 0.5
