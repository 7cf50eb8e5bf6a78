"""`fit` computes what `model.fit` computes, from the same weights on the same batches: a case for each option."""

import keras
import numpy as np
import pytest
from keras import layers, losses, metrics, optimizers, regularizers
from sklearn.datasets import load_digits

from confoundry.training import fit
from confoundry.training.orders import order_of

CLOSE = 1e-5  # of a loss or a metric; of a tensor's norm
SAMPLES, BATCH, SEED = 171, 32, 3  # five batches and one of 11
DIGITS = load_digits()
X = (DIGITS.data[:SAMPLES] / 16).astype(np.float32)
IMAGES, LABELS = X.reshape(-1, 8, 8), DIGITS.target[:SAMPLES]
EVEN, ONE_HOT = (LABELS % 2 == 0).astype(np.float32), np.eye(10, dtype=np.float32)[LABELS]
WEIGHTS = np.linspace(0, 2, SAMPLES).astype(np.float32)
HELD = (DIGITS.data[200:250] / 16).astype(np.float32), DIGITS.target[200:250]
SPARSE = "sparse_categorical_crossentropy"


def compiled(model, optimizer=None, loss=SPARSE, **options):
    model.compile(optimizer or optimizers.SGD(0.1), loss, **options)
    return model


def mlp(penalty=None, last="softmax", classes=10, dtype=None):
    hidden = layers.Dense(8, "relu", kernel_regularizer=penalty)
    return keras.Sequential([layers.Input((64,), dtype=dtype), hidden, layers.Dense(classes, last)])


def normalized():
    """Without the bias before the normalization: its gradient is 0 but for rounding, which Adam would blow up."""
    hidden = [layers.Dense(8, use_bias=False), layers.BatchNormalization(), layers.ReLU()]
    return keras.Sequential([layers.Input((64,)), *hidden, layers.Dense(10, "softmax")])


def two_inputs():
    a, b = keras.Input((64,), name="a"), keras.Input((64,), name="b")
    together = layers.Concatenate()([layers.Dense(4, "tanh")(a), layers.Dense(4, "tanh")(b)])
    return keras.Model({"a": a, "b": b}, layers.Dense(10, "softmax")(together))


def two_outputs():
    pixels = keras.Input((64,))
    hidden = layers.Dense(8, "tanh")(pixels)
    heads = layers.Dense(10, "softmax", name="digit")(hidden), layers.Dense(1, "sigmoid", name="even")(hidden)
    options = {"loss_weights": [1.0, 0.3], "metrics": [["accuracy"], ["accuracy"]]}
    return compiled(keras.Model(pixels, list(heads)), None, [SPARSE, "binary_crossentropy"], **options)


class Subclassed(keras.Model):
    def __init__(self):
        super().__init__()
        self.hidden, self.scores = layers.Dense(8, "relu"), layers.Dense(10, "softmax")

    def call(self, inputs):
        return self.scores(self.hidden(inputs))


def frozen():
    model = keras.Sequential([layers.Input((64,)), mlp(last="tanh"), layers.Dense(10, "softmax")])
    model.layers[0].layers[0].trainable = False
    return model


def cnn():
    convolution = [layers.Conv2D(4, 3, activation="relu"), layers.MaxPooling2D(), layers.Flatten()]
    return keras.Sequential([layers.Input((8, 8, 1)), *convolution, layers.Dense(10, "softmax")])


def of_layers(shape, *middle, dtype=None):
    return keras.Sequential([layers.Input(shape, dtype=dtype), *middle, layers.Dense(10, "softmax")])


def schedule():
    return optimizers.SGD(optimizers.schedules.ExponentialDecay(0.2, decay_steps=2, decay_rate=0.7))


def averaged():
    return optimizers.SGD(0.1, use_ema=True, ema_momentum=0.8, ema_overwrite_frequency=4)


def auc():
    loss, options = (
        losses.BinaryCrossentropy(),
        {"metrics": ["accuracy", metrics.AUC(name="auc"), metrics.Recall(name="recall")]},
    )
    return compiled(mlp(last="sigmoid", classes=1), None, loss, **options)


# name: (builds a compiled model, options of `fit`; the MLP's data where they say none)
CASES = {
    "mlp": (lambda: compiled(mlp(), optimizers.Adam(), metrics=["accuracy"]), {"epochs": 2}),
    "L1": (lambda: compiled(mlp(regularizers.L1(0.003))), {}),
    "L2": (lambda: compiled(mlp(regularizers.L2(0.01))), {}),
    "batch normalization, SGD": (lambda: compiled(normalized()), {}),
    "batch normalization, Adam": (lambda: compiled(normalized(), optimizers.Adam()), {"validation_data": HELD}),
    "AdamW": (lambda: compiled(mlp(), optimizers.AdamW(weight_decay=0.1)), {}),
    "Nesterov": (lambda: compiled(mlp(), optimizers.SGD(0.05, momentum=0.9, nesterov=True)), {}),
    "RMSprop": (lambda: compiled(mlp(), optimizers.RMSprop(momentum=0.5)), {}),
    "schedule": (lambda: compiled(mlp(), schedule()), {"epochs": 2}),
    "clipnorm": (lambda: compiled(mlp(), optimizers.SGD(0.1, clipnorm=0.3)), {}),
    "clipvalue": (lambda: compiled(mlp(), optimizers.SGD(0.1, clipvalue=0.01)), {}),
    "global_clipnorm": (lambda: compiled(mlp(), optimizers.Adam(global_clipnorm=0.1)), {}),
    "accumulation": (lambda: compiled(mlp(), optimizers.SGD(0.1, gradient_accumulation_steps=2)), {}),
    "averaged weights": (lambda: compiled(mlp(), averaged()), {}),
    "class weights": (lambda: compiled(mlp()), {"class_weight": {0: 3.0, 4: 0.5, 9: 0.0}}),
    "class weights, one-hot": (
        lambda: compiled(mlp(), None, "categorical_crossentropy", metrics=["accuracy"]),
        {"y": ONE_HOT, "class_weight": {1: 2.0}},
    ),
    "sample weights": (
        lambda: compiled(mlp(), metrics=["accuracy"], weighted_metrics=["accuracy", SPARSE]),
        {"sample_weight": WEIGHTS, "validation_data": (*HELD, WEIGHTS[:50])},
    ),
    "logits": (lambda: compiled(mlp(last=None), None, losses.SparseCategoricalCrossentropy(from_logits=True)), {}),
    "sum": (
        lambda: compiled(mlp(), optimizers.SGD(0.01), losses.SparseCategoricalCrossentropy(reduction="sum")),
        {"validation_data": HELD},
    ),
    "a metric of several numbers": (
        lambda: compiled(mlp(), None, "categorical_crossentropy", metrics=[metrics.F1Score(name="f1")]),
        {"y": ONE_HOT},
    ),
    "AUC": (auc, {"y": EVEN}),
    "two inputs": (lambda: compiled(two_inputs()), {"x": {"a": X, "b": 1 - X}}),
    "two outputs": (two_outputs, {"y": [LABELS, EVEN]}),
    "subclassed": (lambda: compiled(Subclassed()), {}),
    "a model in the model, half frozen": (lambda: compiled(frozen()), {}),
    "float64": (lambda: compiled(mlp()), {"x": X.astype(np.float64), "y": LABELS.astype(np.float64)}),
    "uint8": (
        lambda: compiled(of_layers((64,), layers.Rescaling(1 / 255), dtype="uint8")),
        {"x": (X * 255).astype(np.uint8), "y": LABELS.astype(np.uint8)},
    ),
    "CNN": (lambda: compiled(cnn(), optimizers.Adam(), metrics=["accuracy"]), {"x": IMAGES[..., None], "epochs": 2}),
    "LSTM": (lambda: compiled(of_layers((8, 8), layers.LSTM(4))), {"x": IMAGES}),
    "GRU": (lambda: compiled(of_layers((8, 8), layers.GRU(4)), optimizers.Adam()), {"x": IMAGES}),
    "embedding": (
        lambda: compiled(of_layers((64,), layers.Embedding(17, 3), layers.GlobalAveragePooling1D())),
        {"x": (X * 16).astype(np.int32)},
    ),
}


# These in `make test`; the others, which differ from one of them by an option of Keras', in `make test-slow` and CI.
QUICK = {
    "mlp",
    "L2",
    "batch normalization, Adam",
    "accumulation",
    "averaged weights",
    "class weights",
    "sample weights",
    "two outputs",
    "subclassed",
    "CNN",
    "LSTM",
}
COMPILED = {"mlp", "CNN", "LSTM"}  # by Keras' loop too, which takes a second or two; the others step by step


def twins(build, x, *, compiled=False):
    """Two models that begin from the same weights; the second takes its steps one by one, unless it is `compiled`."""
    models = []
    for _ in range(2):
        keras.utils.set_random_seed(1)
        models.append(build())
        models[-1](keras.tree.map_structure(lambda array: array[:1], x))
    models[1].jit_compile = False  # Keras' loop compiles faster without
    models[1].run_eagerly = not compiled
    return models


def train_as_keras(model, x, y, *, epochs=1, batch_size=BATCH, sample_weight=None, **options):
    """`model.fit` on the batches of `fit`, epoch by epoch, and its history."""
    history = {}
    for epoch in range(epochs):
        rows = order_of(SAMPLES, epoch, SEED)
        epoch_x, epoch_y = keras.tree.map_structure(lambda array, rows=rows: array[rows], (x, y))
        weights = None if sample_weight is None else sample_weight[rows]
        found = model.fit(
            epoch_x, epoch_y, batch_size, shuffle=False, verbose=0, sample_weight=weights, **options
        ).history
        history = {name: [*history.get(name, []), *values] for name, values in found.items()}
    return history


def deviations(ours, theirs, history, expected):
    """How far apart two trainings are, thing for thing, in relation to their size."""
    assert set(history) == set(expected)
    found = {name: apart(history[name], expected[name]) for name in expected}
    for kind, one, other in [("", ours, theirs), ("optimizer ", ours.optimizer, theirs.optimizer)]:
        for mine, variable in zip(one.variables, other.variables, strict=True):
            if "seed" not in variable.path:
                found[kind + variable.path] = apart(mine.numpy(), variable.numpy())
    return found


def apart(mine, expected):
    difference, size = (float(np.linalg.norm(np.ravel(a))) for a in (np.subtract(mine, expected), expected))
    return difference / size if size else difference


def of_case(name):
    build, options = CASES[name]
    options = {"x": X, "y": LABELS} | options
    ours, theirs = twins(build, options["x"], compiled=name in COMPILED)
    start = [weight.copy() for weight in ours.get_weights()]
    record = fit(ours, **{"epochs": 1, "batch_size": BATCH, "seed": SEED} | options)
    assert record.path.compiled
    assert any((now != before).any() for now, before in zip(ours.get_weights(), start, strict=True))
    return deviations(ours, theirs, record.history, train_as_keras(theirs, **options))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICK else [pytest.mark.slow, pytest.mark.ci]) for name in CASES]
)
def test_fit_computes_what_keras_computes(name):
    found = of_case(name)
    assert max(found.values()) <= CLOSE, {thing: value for thing, value in found.items() if not value <= CLOSE}


def test_other_batch_sizes_and_data_on_the_same_model():
    ours, theirs = twins(lambda: compiled(mlp(), optimizers.Adam()), X)
    for size, x in [(50, X), (32, X), (SAMPLES, X**2), (50, X**2)]:
        record = fit(ours, x, LABELS, epochs=1, batch_size=size, seed=SEED)
        expected = train_as_keras(theirs, x, LABELS, batch_size=size)
        assert max(deviations(ours, theirs, record.history, expected).values()) <= CLOSE
