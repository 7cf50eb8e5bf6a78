"""Which networks XLA makes faster on a CPU: those of dense layers alone, models within the model included."""

import keras
import pytest

from confoundry.networks.mlp import Mlp
from confoundry.networks.xla import DENSE_LAYERS, has_dense_layers_alone

layers = keras.layers
CONVOLUTION = [layers.Input((8, 8, 1)), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(2)]


class Shift(layers.Layer):
    """A layer that nobody knows."""

    def call(self, inputs):
        return inputs + 1


def test_an_mlp_with_penalties_and_dropout():
    assert has_dense_layers_alone(Mlp(l2=0.1, dropout=0.2).build((8, 8, 1), 3))


@pytest.mark.parametrize("one", [layers.Conv2D(2, 3), layers.MaxPooling2D(), Shift()], ids=lambda one: one.name)
def test_a_layer_that_is_not_in_the_table(one):
    assert not has_dense_layers_alone(keras.Sequential([layers.Input((8, 8, 1)), one, layers.Flatten()]))


def test_layers_of_models_within_the_model_count():
    inner = keras.Sequential(CONVOLUTION)
    outer = keras.Sequential([layers.Input((8, 8, 1)), keras.Sequential([layers.Input((8, 8, 1)), inner])])
    assert not has_dense_layers_alone(outer)


def test_a_model_that_shows_no_layer():
    assert not has_dense_layers_alone(keras.Sequential([]))


def test_the_table_names_layers_of_keras():
    assert all(issubclass(getattr(layers, name), layers.Layer) for name in DENSE_LAYERS)
