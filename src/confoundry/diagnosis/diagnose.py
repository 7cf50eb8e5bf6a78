"""Find out why a Keras model trains badly or does not generalize: train a monitored copy and apply the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from confoundry.diagnosis.diagnosis import Diagnosis
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.judge import causes
from confoundry.diagnosis.learned import scores
from confoundry.diagnosis.limits import LIMITS, Limits
from confoundry.diagnosis.plan import wanted
from confoundry.diagnosis.words import described

if TYPE_CHECKING:
    import keras


def diagnose(
    model: keras.Model,
    x: Any,
    y: Any = None,
    *,
    validation: Any = None,
    epochs: int = 10,
    batch_size: int = 32,
    seed: int = 0,
) -> Diagnosis:
    """Train a monitored copy of a compiled model and report what keeps it from learning or from generalizing.

    Classifiers with one or several labels per sample and regression models are supported, with any layers. The model
    itself is not changed. A diagnosis takes about 1.5 times as long as the training, or more if the training takes only
    a second or two.

    Args:
        model: Any compiled Keras model.
        x: Inputs (n, …), as `model.fit` takes them, or a `tf.data.Dataset` of batches (x, y). Sample weights are
            ignored.
        y: Targets (n, …), as `model.fit` takes them; None if `x` is a data set.
        validation: Held-out inputs and targets, or a data set of them. If not given, 20 % of the samples are held out;
            with fewer than 50 samples none are, and overfitting is not judged.
        epochs: Number of passes over the data; use the number that the model is meant to be trained with.
        batch_size: Samples per step; use the size that the model is meant to be trained with.
        seed: Determines the order of the samples and which ones are held out.

    Returns:
        The causes, most likely first; none for a healthy model.

    Raises:
        BadInput: The model is not compiled, or the arrays do not match each other or the model.
    """
    return judged(examine(model, x, y, validation=validation, epochs=epochs, batch_size=batch_size, seed=seed))


def examine(
    model: keras.Model,
    x: Any,
    y: Any = None,
    *,
    validation: Any = None,
    epochs: int = 10,
    batch_size: int = 32,
    seed: int = 0,
) -> Facts:
    """Train a monitored copy of a model and return the measurements; the arguments are those of `diagnose`."""
    from confoundry.diagnosis.measured.training import measure

    with measure(model, x, y, validation=validation, epochs=epochs, batch_size=batch_size, seed=seed) as measured:
        for start, rate, some in wanted(measured.facts):
            measured.trial(start, rate, some)
        return measured.facts


def judged(facts: Facts, limits: Limits = LIMITS) -> Diagnosis:
    """Return the diagnosis that the facts support."""
    return Diagnosis(causes(facts, limits), scores(facts), described(facts))
