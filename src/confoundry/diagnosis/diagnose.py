"""Why does this model fall short? It trains a copy, watches, and says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from confoundry.diagnosis.diagnosis import Diagnosis
from confoundry.diagnosis.facts import Facts
from confoundry.diagnosis.judge import causes
from confoundry.diagnosis.learned import scores
from confoundry.diagnosis.limits import LIMITS, Limits
from confoundry.diagnosis.plan import wanted

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
    """Train a copy of a compiled model under a monitor, and name what keeps it from learning or from holding up.

    It works on classifiers with one or several labels a sample, on regression, on any layers. The model itself stays as
    it is. A verdict takes about 1.5 times as long as the training, and more where that takes a second or two.

    Args:
        model: Any compiled Keras model.
        x: Inputs (n, …), as `model.fit` takes them; or a `tf.data.Dataset` of batches (x, y); weights are left out.
        y: Targets (n, …), likewise; none beside a data set.
        validation: Inputs and targets, or a data set, that are held out. Where there are none, 20 % are held out from
            50 samples on; below that no gap between training and held-out samples is judged.
        epochs: Passes over the data, as the model is meant to be trained.
        batch_size: Samples a step, likewise.
        seed: Decides the order of the samples, and what is held out.

    Returns:
        Causes, most likely first; none for a healthy model.

    Raises:
        BadInput: The model is not compiled, or the arrays do not belong together.
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
    """Train a copy of a model, and return what was measured; it takes what `diagnose` takes, which judges it."""
    from confoundry.diagnosis.measured.training import measure

    with measure(model, x, y, validation=validation, epochs=epochs, batch_size=batch_size, seed=seed) as measured:
        for start, rate, some in wanted(measured.facts):
            measured.trial(start, rate, some)
        return measured.facts


def judged(facts: Facts, limits: Limits = LIMITS) -> Diagnosis:
    """Return the causes that facts speak for, and what was scored."""
    return Diagnosis(causes(facts, limits), scores(facts))
