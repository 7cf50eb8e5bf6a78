"""What every network keeps to, and what is said of a builder of one's own that does not."""

import json

import numpy as np
import pytest

from confoundry.training.start import start_tensorflow

start_tensorflow(1)

import keras  # noqa: E402

from confoundry.errors import BadInput  # noqa: E402
from confoundry.files.keras_file import load_model, save_model  # noqa: E402
from confoundry.networks.mlp import Mlp  # noqa: E402
from confoundry.networks.own import OwnNetwork  # noqa: E402
from confoundry.networks.table import NETWORKS  # noqa: E402

SIZES = [((28, 28, 1), 10), ((16, 21, 3), 2)]
EXAMPLE = "own.my_model:build"
ALL = {name: network() for name, network in NETWORKS.items()} | {"the example": OwnNetwork(builder=EXAMPLE)}


def built(network, shape, classes):
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(3)
    return network.build(shape, classes)


@pytest.mark.parametrize(("shape", "classes"), SIZES, ids=str)
@pytest.mark.parametrize("name", ALL)
def test_it_builds_trains_a_step_saves_and_loads_equal(name, shape, classes, tmp_path):
    model = built(ALL[name], shape, classes)
    images = np.random.default_rng(0).random((12, *shape), dtype=np.float32)
    labels = np.arange(12) % classes
    before = model.get_weights()
    model.train_on_batch(images, labels)
    assert any((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))
    scores = keras.ops.convert_to_numpy(model(images, training=False))
    assert scores.shape == (12, classes)
    assert np.isfinite(scores).all()
    save_model(model, tmp_path / "model.keras")
    assert (keras.ops.convert_to_numpy(load_model(tmp_path / "model.keras")(images, training=False)) == scores).all()


@pytest.mark.parametrize("name", ALL)
def test_a_seed_gives_the_same_weights(name):
    first, second = (built(ALL[name], (28, 28, 1), 10).get_weights() for _ in range(2))
    assert all((a == b).all() for a, b in zip(first, second, strict=True))


def test_the_perceptron_is_the_one_of_the_question():
    model = built(Mlp(), (28, 28, 1), 10)
    assert [weights.shape for weights in model.get_weights()] == [(784, 128), (128,), (128, 64), (64,), (64, 10), (10,)]
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    assert [layer.activation.__name__ for layer in dense] == ["relu", "relu", "softmax"]
    assert isinstance(model.optimizer, keras.optimizers.Adam)
    assert model.loss == "sparse_categorical_crossentropy"
    assert model.losses == []


def test_penalties_and_dropout_are_on_the_hidden_layers_alone():
    model = built(Mlp(units=(4, 3), l1=0.1, l2=0.01, dropout=0.2), (2, 2, 1), 2)
    first, second = model.get_weights()[0], model.get_weights()[2]
    expected = [0.1 * np.abs(kernel).sum() + 0.01 * np.square(kernel).sum() for kernel in (first, second)]
    assert [float(loss) for loss in model.losses] == pytest.approx(expected)
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["Flatten", "Dense", "Dropout", "Dense", "Dropout", "Dense"]
    assert [layer.rate for layer in model.layers if type(layer).__name__ == "Dropout"] == [0.2, 0.2]


@pytest.mark.parametrize("settings", [{"l2": 0.01}, {"l1": 0.0001}, {"dropout": 0.2}, {"optimizer": "sgd"}])
def test_what_a_variant_sets_changes_no_initial_weight(settings):
    plain, variant = built(Mlp(), (28, 28, 1), 10), built(Mlp(**settings), (28, 28, 1), 10)
    assert all((a == b).all() for a, b in zip(plain.get_weights(), variant.get_weights(), strict=True))


BUILDERS = {
    "not_compiled": "keras.Sequential([keras.layers.Input(input_shape), keras.layers.Dense(classes)])",
    "no_model": "3",
    "too_few": "one(input_shape, classes - 1)",
    "not_flat": "one(input_shape, classes, flat=False)",
    "rows": "one(input_shape, classes, loss='categorical_crossentropy')",
    "rows_too": "one(input_shape, classes, loss=keras.losses.CategoricalCrossentropy(from_logits=True))",
}
ROWS = (
    "expected a loss that takes class numbers, got categorical_crossentropy, which takes one-hot labels; "
    "compile with sparse_categorical_crossentropy"
)
MODULE = """
import keras

def one(input_shape, classes, flat=True, loss="mse"):
    layers = [keras.layers.Flatten()] if flat else []
    model = keras.Sequential([keras.layers.Input(input_shape), *layers, keras.layers.Dense(classes)])
    model.compile("sgd", loss)
    return model
"""


@pytest.fixture
def broken(tmp_path, monkeypatch):
    functions = [f"def {name}(input_shape, classes):\n    return {body}\n" for name, body in BUILDERS.items()]
    (tmp_path / "own_of_the_test.py").write_text(MODULE + "\n".join(functions))
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("rows", ROWS),
        ("rows_too", ROWS),
        ("not_compiled", "expected a compiled Keras model, got a model that is not compiled; compile it and return it"),
        ("no_model", "expected a compiled Keras model, got int; compile it and return it"),
        ("too_few", "expected 3 scores per image, got an output of shape (None, 2); fix the last layer"),
        ("not_flat", "expected 3 scores per image, got an output of shape (None, 4, 4, 3); fix the last layer"),
    ],
)
def test_a_builder_that_gives_something_else(broken, function, message):
    with pytest.raises(BadInput) as error:
        built(OwnNetwork(builder=f"own_of_the_test:{function}"), (4, 4, 1), 3)
    assert str(error.value) == f"own_of_the_test:{function}: {message}"


def test_a_builders_settings_reach_it():
    model = built(OwnNetwork(builder=EXAMPLE, settings={"filters": 3}), (28, 28, 1), 10)
    assert json.loads(model.to_json())["config"]["layers"][1]["config"]["filters"] == 3
