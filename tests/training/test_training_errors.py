"""What a network's training raises is one line for its variant; what another try may help stays as it is."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from confoundry.confounds.none import Nothing
from confoundry.errors import BadInput
from confoundry.networks.base import Network
from confoundry.training.arms import Arm
from confoundry.training.errors import TrainingFailed, training_errors
from confoundry.training.models import Recipe, Split


class Failing(Network):
    """A network whose loss fails when it is traced."""

    def build(self, input_shape, classes):
        def loss(labels, scores):
            raise ArithmeticError("no loss\nat all")

        model = keras.Sequential([keras.layers.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(classes)])
        model.compile("sgd", loss)
        return model


@pytest.mark.filterwarnings("ignore:trained with model.fit")
def test_a_loss_that_fails_while_training():
    split = Split(np.zeros((4, 2, 2, 1), np.float32), np.arange(4) % 2)
    values = np.zeros(4, np.int64)
    recipe = Recipe(Failing(), classes=2, epochs=1, batch_size=2, seed=0)
    with pytest.raises(TrainingFailed, match=r"^ArithmeticError: no loss at all"):
        list(recipe.train([Arm("control", 0, values, values)], Nothing(), split, split))


@pytest.mark.parametrize("error", [SystemExit(0), KeyError("a"), tf.errors.InvalidArgumentError(None, None, "no")])
def test_what_the_network_raises(error):
    with pytest.raises(TrainingFailed), training_errors():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        OSError(28, "No space left on device"),
        ConnectionError(),
        MemoryError(),
        KeyboardInterrupt(),
        tf.errors.ResourceExhaustedError(None, None, "out of memory"),
        BadInput("a", expected="b", came="c", remedy="d"),
    ],
)
def test_what_another_try_may_help_stays_as_it_is(error):
    with pytest.raises(type(error)), training_errors():
        raise error
