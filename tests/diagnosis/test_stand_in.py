"""What is trained in a model's place: the model itself is as it was afterwards."""

import random

import keras
import numpy as np
import pytest
from keras import layers

from confoundry.diagnosis.measured.copying import stand_in, values_of
from confoundry.training import fit

X, Y = np.random.default_rng(0).normal(size=(32, 4)).astype(np.float32), np.arange(32) % 2


def sequential(*middle, shape=True, loss="binary_crossentropy"):
    model = keras.Sequential(
        [*([layers.Input((4,))] if shape else []), layers.Dense(3, "relu"), *middle, layers.Dense(1, "sigmoid")]
    )
    model.compile(keras.optimizers.Adam(0.01, clipnorm=2.0), loss, metrics=["accuracy"])
    return model


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(3, "relu")
        self.last = layers.Dense(1, "sigmoid")

    def call(self, inputs):
        return self.last(self.inner(inputs))


def own():
    model = Own()
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model


def state(model):
    optimizer = model.optimizer.variables if model.optimizer.built else []
    return values_of([*model.variables, *optimizer, *model.metrics_variables])


def same(values, others):
    return len(values) == len(others) and all(map(np.array_equal, values, others))


def answers(model):
    return np.asarray(model(X, training=False))


def trained(model):
    model.fit(X, Y, epochs=2, verbose=0)
    return model


@pytest.mark.parametrize("build", [sequential, lambda: sequential(layers.Dropout(0.5), layers.BatchNormalization())])
def test_a_copy_has_the_same_weights_and_settings(build):
    model = trained(build())
    before = state(model)
    found = stand_in(model, X[:2], seed=0)
    assert found.is_copy
    assert same(values_of(found.model.weights), values_of(model.weights))
    np.testing.assert_array_equal(answers(found.model), answers(model))
    assert found.model.optimizer.get_config() == model.optimizer.get_config()
    assert int(found.model.optimizer.iterations.value) == 0
    assert found.model.loss == "binary_crossentropy"
    fit(found.model, X, Y, epochs=2, batch_size=8, seed=0, xla=False)
    assert not same(values_of(found.model.weights), values_of(model.weights))
    assert same(state(model), before)
    assert model.compiled
    assert model.optimizer is not found.model.optimizer


def test_it_starts_again_from_the_same_weights():
    found = stand_in(sequential(layers.Dropout(0.5)), X[:2], seed=0)
    ends = []
    for _ in range(2):
        found.restart()
        found.model.optimizer.learning_rate = 0.5
        found.restart()
        fit(found.model, X, Y, epochs=2, batch_size=8, seed=0, xla=False)
        ends.append(values_of(found.model.weights))
    assert same(*ends)


def test_a_model_that_is_not_built_stays_so_and_its_copy_is_drawn_from_the_seed():
    model = sequential(shape=False)
    before = random.getstate()
    first, again, other = (values_of(stand_in(model, X[:2], seed=seed).model.weights) for seed in (1, 1, 2))
    assert not model.built
    assert same(first, again)
    assert not same(first, other)
    assert random.getstate() == before


def test_what_a_normalization_has_seen_is_copied():
    model = keras.Sequential([layers.Input((4,)), layers.Normalization(), layers.Dense(1)])
    model.layers[0].adapt(X * 9 + 5)
    model.compile("sgd", "mse")
    copy = stand_in(model, X[:2], seed=0).model
    np.testing.assert_array_equal(answers(copy), answers(model))


def test_a_lambda_layer_and_a_loss_of_ones_own():
    def squares(wanted, given):
        return keras.ops.mean(keras.ops.square(wanted - given), axis=-1)

    inner = keras.Sequential([layers.Input((3,)), layers.Lambda(lambda x: x * 2), layers.Dense(3)])
    model = sequential(inner, loss=squares)
    before = values_of(model.variables)
    found = stand_in(model, X[:2], seed=0)
    assert found.is_copy
    np.testing.assert_array_equal(answers(found.model), answers(model))
    fit(found.model, X, Y[:, None].astype(np.float32), epochs=1, batch_size=8, seed=0, xla=False)
    assert same(values_of(model.variables), before)


def test_an_activation_of_ones_own_cannot_be_copied():
    def squared(x):
        return x * x

    model = sequential(layers.Dense(3, squared))
    before = values_of(model.variables)
    found = stand_in(model, X[:2], seed=0)
    assert not found.is_copy
    with found.lent() as trainee:
        fit(trainee, X, Y[:, None].astype(np.float32), epochs=1, batch_size=8, seed=0, xla=False)
    assert same(values_of(model.variables), before)


@pytest.mark.parametrize("begun", [True, False])
@pytest.mark.parametrize("error", [None, KeyboardInterrupt])
def test_a_model_that_cannot_be_copied_is_put_back(begun, error):
    model = trained(own()) if begun else own()
    model(X[:2])
    weights, iterations = values_of(model.weights), int(model.optimizer.iterations.value)
    before = state(model)
    found = stand_in(model, X[:2], seed=0)
    assert found.model is model

    def train():
        with found.lent() as trainee:
            found.restart()
            assert int(trainee.optimizer.iterations.value) == 0
            fit(trainee, X, Y, epochs=2, batch_size=8, seed=0, xla=False)
            assert not same(values_of(trainee.weights), weights)
            if error:
                raise error

    if error:
        with pytest.raises(error):
            train()
    else:
        train()
    assert same(values_of(model.weights), weights)
    assert int(model.optimizer.iterations.value) == iterations
    if begun:
        assert same(state(model), before)
