"""What is known of a network before training, on networks whose facts are known by hand."""

import math

import keras
import numpy as np
import pytest
from keras import layers

from confoundry.diagnosis.measured.network import network_facts


def facts_of(*chain, shape=(8,), optimizer="adam", loss="mse"):
    model = keras.Sequential([layers.Input(shape), *chain])
    model.compile(optimizer, loss)
    return network_facts(model)


def layers_of(*chain, shape=(8,)):
    return {layer.name: layer for layer in facts_of(*chain, shape=shape).layers}


def test_a_small_classifier():
    facts = facts_of(
        layers.Dense(16, "relu", kernel_regularizer=keras.regularizers.L1L2(0.01, 0.02), name="a"),
        layers.Dropout(0.25, name="drop"),
        layers.Dense(3, "softmax", name="b"),
        loss="sparse_categorical_crossentropy",
    )
    first, drop, last = facts.layers
    assert (first.name, first.kind, first.role, first.activation, first.followed_by) == (
        *("a", "Dense", "hidden", "relu", "relu"),
    )
    assert (first.units, first.parameters, first.fan_in, first.kernel, first.receptive_field) == (
        *(16, 8 * 16 + 16, 8, None, None),
    )
    assert (first.l1, first.l2, first.rate, first.bias, first.constant) == (0.01, 0.02, None, 0.0, False)
    assert first.spread == pytest.approx(1, abs=0.2)  # Glorot's own draw of 128 numbers
    assert (drop.role, drop.rate, drop.activation, drop.parameters) == ("other", 0.25, None, 0)
    assert (last.role, last.activation, last.fan_in, last.units) == ("output", "softmax", 16, 3)
    assert (facts.parameters, facts.outputs, facts.output_activation) == (144 + 51, 3, "softmax")
    assert (facts.loss, facts.from_logits) == ("sparse_categorical_crossentropy", False)
    assert (facts.input_shape, facts.shows_layers) == ((8,), True)


def test_an_activation_layer_counts_as_its_own_and_for_the_layer_before():
    facts = facts_of(
        layers.Dense(4, name="a"),
        layers.BatchNormalization(name="norm"),
        layers.Dropout(0.1),
        layers.ReLU(name="relu"),
        layers.Dense(4, name="b"),
        layers.Dense(2, name="c"),
        layers.Activation("softmax", name="end"),
    )
    named = {layer.name: layer for layer in facts.layers}
    assert (named["a"].activation, named["a"].followed_by) == ("linear", "relu")
    assert (named["norm"].role, named["norm"].parameters) == ("other", 8)
    assert (named["relu"].kind, named["relu"].role, named["relu"].activation) == ("ReLU", "hidden", "relu")
    assert (named["b"].activation, named["b"].followed_by) == ("linear", "linear")
    assert (named["c"].role, named["c"].followed_by) == ("output", "softmax")
    assert (named["end"].role, facts.output_activation) == ("output", "softmax")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("tanh", "tanh"),
        (None, "linear"),
        (keras.activations.sigmoid, "sigmoid"),
        (layers.LeakyReLU(), "leaky_relu"),
        (layers.PReLU(), "prelu"),
        (keras.ops.softmax, "softmax"),
    ],
)
def test_names_of_activations_however_they_are_given(given, name):
    assert facts_of(layers.Dense(2, given)).output_activation == name


def test_an_activation_of_ones_own_has_its_own_name():
    def squared(x):
        return x * x

    assert facts_of(layers.Dense(2, squared)).output_activation == "squared"
    assert facts_of(layers.Dense(2), layers.Lambda(squared)).output_activation == "unknown"


class OwnSquaredError(keras.losses.MeanSquaredError):
    pass


class OwnLoss(keras.losses.Loss):
    def call(self, y_true, y_pred):
        return keras.ops.mean(keras.ops.abs(y_true - y_pred), -1)


def farthest(y_true, y_pred):
    return keras.ops.max(keras.ops.abs(y_true - y_pred), -1)


@pytest.mark.parametrize(
    ("loss", "name", "logits"),
    [
        ("mse", "mean_squared_error", None),
        ("MeanSquaredError", "mean_squared_error", None),
        (keras.losses.MeanSquaredError(), "mean_squared_error", None),
        (keras.losses.mean_absolute_error, "mean_absolute_error", None),
        ("categorical_crossentropy", "categorical_crossentropy", False),
        (keras.losses.SparseCategoricalCrossentropy(from_logits=True), "sparse_categorical_crossentropy", True),
        (keras.losses.BinaryCrossentropy(), "binary_crossentropy", False),
        (keras.losses.binary_crossentropy, "binary_crossentropy", False),
        (keras.losses.KLDivergence(), "kl_divergence", None),
        (OwnSquaredError(), "mean_squared_error", None),
        (OwnLoss(), "own_loss", None),
        (farthest, "farthest", None),
        (keras.losses.CosineSimilarity(), "cosine_similarity", None),
    ],
)
def test_names_of_losses_however_they_are_given(loss, name, logits):
    facts = facts_of(layers.Dense(2), loss=loss)
    assert (facts.loss, facts.from_logits) == (name, logits)
    assert facts.score_tells == (name not in ("own_loss", "farthest", "cosine_similarity"))


def test_the_optimizer_and_its_settings():
    facts = facts_of(layers.Dense(1), optimizer=keras.optimizers.SGD(0.05, momentum=0.9, clipnorm=1.0))
    assert (facts.optimizer, facts.learning_rate, facts.momentum, facts.clips) == ("sgd", 0.05, 0.9, True)
    facts = facts_of(layers.Dense(1), optimizer=keras.optimizers.AdamW(0.002, weight_decay=0.01))
    assert (facts.optimizer, facts.learning_rate, facts.weight_decay, facts.clips) == ("adamw", 0.002, 0.01, False)
    decaying = keras.optimizers.schedules.ExponentialDecay(0.3, 10, 0.5)
    warming = keras.optimizers.schedules.CosineDecay(0.0, 1000, warmup_target=0.3, warmup_steps=100)
    for schedule in (decaying, warming):
        assert facts_of(layers.Dense(1), optimizer=keras.optimizers.Adam(schedule)).learning_rate == 0.3


def test_spread_is_over_glorots():
    wide = keras.initializers.RandomNormal(stddev=1.0, seed=1)
    layer = layers_of(layers.Dense(200, kernel_initializer=wide, name="a"), shape=(600,))["a"]
    assert layer.spread == pytest.approx(1 / math.sqrt(2 / 800), rel=0.02)  # 20
    filters = layers_of(layers.Conv2D(32, 3, kernel_initializer=wide, name="a"), shape=(9, 9, 16))["a"]
    assert filters.spread == pytest.approx(1 / math.sqrt(2 / (9 * 16 + 9 * 32)), rel=0.05)
    assert (filters.fan_in, filters.units, filters.kernel) == (9 * 16, 32, (3, 3))


@pytest.mark.parametrize("value", [0.0, 1.0, 0.37])
def test_units_that_are_all_alike(value):
    same = keras.initializers.Constant(value)
    chain = layers.Dense(4, kernel_initializer=same, bias_initializer="ones", name="a"), layers.Dense(1, name="b")
    named = layers_of(*chain)
    assert (named["a"].constant, named["a"].spread, named["a"].bias) == (True, 0.0, 1.0)
    assert not named["b"].constant


def test_units_may_be_alike_without_one_number():
    def rows(shape, dtype=None):
        return np.arange(shape[0], dtype="float32")[:, None] * np.ones(shape, "float32")

    assert layers_of(layers.Dense(4, kernel_initializer=rows, name="a"))["a"].constant


def test_one_unit_is_constant_only_if_its_weights_are():
    assert not layers_of(layers.Dense(1, name="a"))["a"].constant
    assert layers_of(layers.Dense(1, kernel_initializer="zeros", name="a"))["a"].constant


def test_recurrent_layers():
    named = layers_of(layers.LSTM(6, dropout=0.2, kernel_regularizer="l2", name="a"), layers.Dense(1), shape=(5, 3))
    lstm = named["a"]
    assert (lstm.kind, lstm.role, lstm.activation, lstm.followed_by) == ("LSTM", "hidden", "tanh", "tanh")
    assert (lstm.units, lstm.parameters, lstm.fan_in) == (6, 4 * (3 * 6 + 6 * 6 + 6), 3)
    assert (lstm.rate, lstm.l2, lstm.bias) == (pytest.approx(0.2), pytest.approx(0.01), pytest.approx(0.25))
    # its recurrent kernel is orthogonal: rows of length 1 over 24 numbers, sqrt(1 / 24) against sqrt(2 / 30)
    assert 0.7 < lstm.spread < 1.2
    both = layers_of(layers.Bidirectional(layers.GRU(4), name="both"), shape=(5, 3))["both"]
    assert (both.kind, both.units, both.activation, both.role) == ("GRU", 4, "tanh", "output")


def test_an_embedding_has_no_spread():
    named = layers_of(layers.Embedding(50, 7, name="a"), layers.GlobalAveragePooling1D(), layers.Dense(1), shape=(5,))
    assert (named["a"].spread, named["a"].activation, named["a"].units) == (None, None, 7)
    assert (named["a"].role, named["a"].parameters, named["a"].constant) == ("hidden", 350, False)


def test_receptive_fields():
    named = layers_of(
        layers.Conv2D(4, 3, name="a"),  # 3
        layers.MaxPooling2D(2, name="pool"),  # 3 + 1 · 1 = 4, from here on one step is 2
        layers.Conv2D(4, (3, 5), name="b"),  # 4 + 4 · 2 = 12 along the wider axis
        layers.Conv2D(4, 3, strides=2, padding="same", name="c"),  # 12 + 2 · 2 = 16, a step is 4
        layers.Conv2D(4, 3, dilation_rate=2, padding="same", name="d"),  # 16 + 2 · 2 · 4 = 32
        layers.Flatten(),
        layers.Dense(2, name="e"),
        shape=(28, 28, 1),
    )
    assert [named[name].receptive_field for name in ("a", "pool", "b", "c", "d", "e")] == [3, 4, 12, 16, 32, None]
    assert named["b"].kernel == (3, 5)


def test_receptive_fields_of_sequences():
    named = layers_of(
        layers.Conv1D(4, 5, name="a"), layers.AveragePooling1D(4), layers.Conv1D(4, 3, name="b"), shape=(64, 2)
    )
    assert (named["a"].receptive_field, named["b"].receptive_field) == (5, 5 + 3 + 2 * 4)
    assert (named["a"].kernel, named["a"].fan_in) == ((5,), 10)


def test_branches_meet():
    start = layers.Input((12, 12, 1))
    near = layers.Conv2D(4, 3, padding="same", name="near")(start)
    far = layers.Conv2D(4, 7, padding="same", name="far")(start)
    joined = layers.Activation("elu", name="elu")(layers.Add(name="add")([near, far]))
    end = layers.Dense(1, "sigmoid", name="end")(layers.Flatten()(layers.Conv2D(2, 3, name="last")(joined)))
    model = keras.Model(start, end)
    model.compile("adam", "binary_crossentropy")
    facts = network_facts(model)
    named = {layer.name: layer for layer in facts.layers}
    assert named["near"].followed_by == named["far"].followed_by == "elu"
    assert (named["near"].activation, named["add"].role) == ("linear", "other")
    assert named["last"].receptive_field == 9  # through the wider branch
    assert [layer.name for layer in facts.layers if layer.role == "output"] == ["end"]
    assert [layer.name for layer in facts.layers][-1] == "end"


def attention_of_ones_own(x):
    query, key, value = (layers.Dense(8, name=name)(x) for name in ("query", "key", "value"))
    return layers.Attention()([query, value, key])


@pytest.mark.parametrize(
    ("block", "found"),
    [
        (lambda x: layers.Add()([x, layers.Dense(8)(layers.Dense(16, "gelu")(x))]), ["gelu", "added"]),
        (lambda x: x + layers.Dense(8)(layers.Dense(16, "gelu")(x)), ["gelu", "added"]),
        (lambda x: layers.ReLU()(layers.Add()([x, layers.Dense(8)(layers.Dense(16)(x))])), ["linear", "relu"]),
        (lambda x: layers.Multiply()([layers.Dense(8)(x), layers.Dense(8, "sigmoid")(x)]), ["unknown"] * 2),
        (attention_of_ones_own, ["unknown"] * 3),
        (lambda x: layers.Add()([x, layers.Dense(8, "relu")(layers.Dense(16, "gelu")(x))]), ["gelu", "relu"]),
        (lambda x: layers.Concatenate()([x, layers.Dense(8)(x)]), ["linear"]),
    ],
)
def test_what_is_joined_to_others_needs_no_activation(block, found):
    start = layers.Input((3, 8))
    model = keras.Model(start, layers.Dense(2)(layers.LayerNormalization()(block(start))))
    model.compile("adam", "mse")
    dense = [layer for layer in network_facts(model).layers if layer.role == "hidden" and layer.kind == "Dense"]
    assert sorted(layer.followed_by for layer in dense) == sorted(found)


def test_models_within_the_model_are_opened():
    inner = keras.Sequential([layers.Input((6,)), layers.Dense(5, name="in_1"), layers.Dense(4, "tanh", name="in_2")])
    start = layers.Input((6,))
    body = keras.Model(start, layers.Dense(3, name="body")(inner(start)))
    facts = facts_of(layers.Dense(6, name="first"), body, layers.ReLU(name="act"), layers.Dense(2, name="end"))
    assert [layer.name for layer in facts.layers] == ["first", "in_1", "in_2", "body", "act", "end"]
    named = {layer.name: layer for layer in facts.layers}
    assert (named["body"].followed_by, named["in_1"].followed_by, named["end"].role) == ("relu", "linear", "output")


def test_of_several_outputs_the_first_is_described():
    start = layers.Input((6,))
    body = layers.Dense(5, "relu", name="body")(start)
    heads = [layers.Dense(3, "softmax", name="a")(body), layers.Dense(1, name="b")(body)]
    model = keras.Model(start, heads)
    model.compile("adam", ["categorical_crossentropy", "mse"])
    facts = network_facts(model)
    assert (facts.outputs, facts.output_activation, facts.loss) == (3, "softmax", "categorical_crossentropy")
    assert {layer.name: layer.role for layer in facts.layers} == {"body": "hidden", "a": "output", "b": "output"}


def test_a_layer_that_is_called_twice_comes_once():
    start = layers.Input((6,))
    shared = layers.Dense(6, "relu", name="shared")
    model = keras.Model(start, layers.Dense(1, name="end")(shared(shared(start))))
    model.compile("adam", "mse")
    facts = network_facts(model)
    assert [layer.name for layer in facts.layers] == ["shared", "end"]
    assert facts.parameters == 42 + 7


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.last = layers.Dense(2, name="last")
        self.begin = layers.Dense(4, name="begin")

    def call(self, inputs):
        return keras.ops.softmax(self.last(keras.ops.relu(self.begin(inputs))))


class Opaque(Own):
    def call(self, inputs):
        return self.last(self.begin(keras.ops.convert_to_tensor(np.asarray(inputs))))


def test_a_subclassed_model_is_followed_through_its_call():
    model = Own()
    model(np.zeros((1, 8)))
    model.compile("adam", "categorical_crossentropy")
    nodes = len(model.begin._inbound_nodes)
    facts = network_facts(model, keras.Input((8,)))
    named = {layer.name: layer for layer in facts.layers}
    assert (facts.shows_layers, facts.outputs, facts.output_activation) == (True, 2, "softmax")
    assert (named["begin"].followed_by, named["begin"].role, named["last"].role) == ("relu", "hidden", "output")
    assert facts.input_shape == (8,)
    assert len(model.begin._inbound_nodes) == nodes


def test_a_model_that_shows_nothing_says_so():
    model = Opaque()
    model.begin.build((None, 8))
    model.last.build((None, 4))
    model.built = True
    model.compile("adam", "mse")
    facts = network_facts(model)
    assert not facts.shows_layers
    assert {layer.name for layer in facts.layers} == {"begin", "last"}


def test_a_convolution_tells_how_much_it_takes():
    found = facts_of(layers.Reshape((28, 28, 1)), layers.Conv2D(4, 3), layers.Flatten(), layers.Dense(1), shape=(784,))
    assert [one.side for one in found.layers if one.kind == "Conv2D"] == [28]


def test_a_normalization_that_was_never_adapted():
    adapted = layers.Normalization(name="adapted")
    adapted.adapt(np.array([[1.0], [5.0]]))
    chain = [layers.Normalization(name="never"), adapted, layers.Normalization(mean=2.0, variance=3.0, name="given")]
    found = {name: one.adapted for name, one in layers_of(*chain, shape=(1,)).items()}
    assert found == {"never": False, "adapted": True, "given": True}
