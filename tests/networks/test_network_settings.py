"""The settings of the built-in networks: each builds, trains, is saved, and does what it says."""

import numpy as np
import pytest

from confoundry.training.start import start_tensorflow

start_tensorflow(1)

import keras  # noqa: E402

from confoundry.errors import BadInput  # noqa: E402
from confoundry.files.keras_file import gives_logits, load_model, save_model  # noqa: E402
from confoundry.networks.cnn import Cnn  # noqa: E402
from confoundry.networks.lenet import Lenet  # noqa: E402
from confoundry.networks.mlp import Mlp  # noqa: E402
from confoundry.networks.table import NETWORKS  # noqa: E402
from confoundry.training.fitting import fit  # noqa: E402

SETTINGS = [
    {"activation": "sigmoid"},
    {"activation": "softmax"},
    {"output_activation": "relu"},
    {"output_activation": "linear", "from_logits": True},
    {"loss": "mean_squared_error"},
    {"loss": "binary_crossentropy", "output_activation": "sigmoid"},
    {"loss": "binary_crossentropy", "output_activation": "linear", "from_logits": True},
    {"initializer": "zeros"},
    {"initializer": "he_normal"},
    {"initializer": 0.5},
    {"bias": -0.1},
    {"optimizer": "sgd", "learning_rate": 0.5, "clip_norm": 1.0},
    {"optimizer": "momentum"},
    {"optimizer": "rmsprop"},
    {"optimizer": "adamw", "weight_decay": 0.1},
    {"l1": 0.001},
    {"l2": 0.01},
    {"dropout": 0.5},
    {"batch_norm": True},
    {"augment": True},
    {"units": ()},
]
CLASSES = 10
IMAGES = np.random.default_rng(0).random((12, 16, 20, 1), dtype=np.float32)
LABELS = np.arange(12) % CLASSES


def built(network, shape=(16, 20, 1), classes=CLASSES):
    keras.utils.clear_session(free_memory=False)
    keras.utils.set_random_seed(3)
    return network.build(shape, classes)


def with_kernel(model):
    return [layer for layer in model.layers if isinstance(layer, (keras.layers.Dense, keras.layers.Conv2D))]


def numbers(tensor):
    return keras.ops.convert_to_numpy(tensor)


EACH = pytest.mark.parametrize("settings", SETTINGS, ids=lambda settings: ", ".join(map(str, settings.values())))


@EACH
@pytest.mark.parametrize("name", NETWORKS)
def test_it_trains_a_step_saves_and_loads_equal(name, settings, tmp_path):
    model = built(NETWORKS[name](**settings))
    model.run_eagerly = True  # nothing to compile for a single step
    before = model.get_weights()
    assert np.isfinite(model.train_on_batch(IMAGES, LABELS))
    assert any((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))
    save_model(model, tmp_path / "model.keras")
    assert gives_logits(tmp_path / "model.keras") == settings.get("from_logits", False)
    loaded = load_model(tmp_path / "model.keras")
    assert (numbers(loaded(IMAGES, training=False)) == numbers(model(IMAGES, training=False))).all()


@pytest.mark.slow
@pytest.mark.ci
@EACH
@pytest.mark.parametrize("name", NETWORKS)
def test_it_trains_an_epoch_that_is_compiled(name, settings):
    model = built(NETWORKS[name](**settings))
    before = model.get_weights()
    history = fit(model, IMAGES, LABELS, epochs=1, batch_size=4, seed=0)
    assert history.path.compiled
    assert np.isfinite(history.history["loss"]).all()
    assert any((a != b).any() for a, b in zip(before, model.get_weights(), strict=True))


DRAWN_ALIKE = [{"dropout": 0.5}, {"batch_norm": True}, {"augment": True}, {"optimizer": "momentum"}, {"l1": 0.1}]
DRAWN_ALIKE += [{"activation": "tanh"}, {"output_activation": "relu"}, {"loss": "mean_squared_error"}, {"bias": 1.0}]


@pytest.mark.parametrize("settings", DRAWN_ALIKE, ids=str)
@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_no_initial_weight_changes_none(name, settings):
    plain, other = built(NETWORKS[name]()), built(NETWORKS[name](**settings))
    for one, two in zip(with_kernel(plain), with_kernel(other), strict=True):
        assert (numbers(one.kernel) == numbers(two.kernel)).all()


def test_optimizers_come_with_what_was_set():
    found = built(Mlp(optimizer="momentum", learning_rate=0.2, momentum=0.8)).optimizer
    assert (type(found), float(found.learning_rate), found.momentum) == (keras.optimizers.SGD, pytest.approx(0.2), 0.8)
    found = built(Mlp(optimizer="adamw", weight_decay=0.1, clip_norm=2.0)).optimizer
    assert (type(found), found.weight_decay, found.clipnorm) == (keras.optimizers.AdamW, 0.1, 2.0)
    found = built(Mlp(optimizer="sgd")).optimizer
    assert (type(found), found.momentum) == (keras.optimizers.SGD, 0.0)


def test_losses_of_rows_take_class_indices():
    scores = np.array([[0.2, 0.8], [0.5, 0.5]], np.float32)
    squared = built(Mlp(loss="mean_squared_error")).loss
    # ((1 − 0.2)² + 0.8²) / 2 = 0.64 and (0.5² + 0.5²) / 2 = 0.25
    assert float(squared(np.array([0, 1]), scores)) == pytest.approx((0.64 + 0.25) / 2)
    entropy = built(Mlp(loss="binary_crossentropy")).loss
    expected = (-np.log(0.2) - np.log(0.2)) / 2, np.log(2)
    assert float(entropy(np.array([[0], [1]]), scores)) == pytest.approx(np.mean(expected), rel=1e-4)


def test_initial_values():
    zeros = built(Mlp(initializer="zeros"))
    assert not any(numbers(layer.kernel).any() for layer in with_kernel(zeros))
    wide = numbers(with_kernel(built(Mlp(initializer=2.0)))[0].kernel)
    assert wide.std() == pytest.approx(2.0, rel=0.03)
    *hidden, last = with_kernel(built(Cnn(bias=-3.0)))
    assert all((numbers(layer.bias) == -3).all() for layer in hidden)
    assert not numbers(last.bias).any()


def test_normalization_comes_before_the_activation_and_dropout_after_it():
    model = built(Mlp(units=(4,), batch_norm=True, dropout=0.5, activation="tanh"))
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["Flatten", "Dense", "BatchNormalization", "Activation", "Dropout", "Dense"]
    assert [model.layers[place].activation.__name__ for place in (1, 3, 5)] == ["linear", "tanh", "softmax"]


def test_augmentation_does_nothing_but_in_training():
    plain, augmented = built(Cnn()), built(Cnn(augment=True))
    assert (numbers(plain(IMAGES, training=False)) == numbers(augmented(IMAGES, training=False))).all()
    assert (numbers(plain(IMAGES, training=True)) != numbers(augmented(IMAGES, training=True))).any()


def test_the_layers_of_a_cnn():
    model = built(Cnn(filters=(3, 5), kernel=7, pool=2, units=(6,), dropout=0.5), (28, 28, 1))
    kinds = [type(layer).__name__ for layer in model.layers]
    assert kinds == ["Conv2D", "MaxPooling2D", "Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dropout", "Dense"]
    kernels = [layer.kernel.shape for layer in with_kernel(model)]
    assert kernels == [(7, 7, 1, 3), (7, 7, 3, 5), (7 * 7 * 5, 6), (6, 10)]
    assert [type(layer).__name__ for layer in built(Cnn(pool=1)).layers].count("MaxPooling2D") == 0


def test_lenet_is_the_one_of_the_paper():
    model = built(Lenet(), (28, 28, 1))
    kernels = [layer.kernel.shape for layer in with_kernel(model)]
    assert kernels == [(5, 5, 1, 6), (5, 5, 6, 16), (400, 120), (120, 84), (84, 10)]
    assert [layer.activation.__name__ for layer in with_kernel(model)] == ["tanh"] * 4 + ["softmax"]
    assert [type(layer).__name__ for layer in model.layers].count("AveragePooling2D") == 2


def test_images_that_are_too_small_for_lenet():
    built(Lenet(), (9, 9, 1))  # 9 → 5 → 5 − 4 = 1
    with pytest.raises(BadInput, match="images large enough for 2 convolutions of 5×5, got images of 8×28 pixels"):
        built(Lenet(), (8, 28, 1))
