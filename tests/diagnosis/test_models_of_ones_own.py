"""Models with layers, steps and settings that Keras allows and that cannot be looked into: nothing wrong is said."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import confoundry
from confoundry.diagnosis.judge import causes
from confoundry.diagnosis.measured.network import network_facts
from confoundry.diagnosis.measured.training import measure
from confoundry.errors import BadInput

Y = np.arange(240) % 3
X = (np.random.default_rng(0).normal(size=(240, 4)) * 0.2 + np.eye(3)[Y][:, [0, 1, 2, 0]]).astype(np.float32)
CROSS = "sparse_categorical_crossentropy"


def compiled(model, loss=CROSS, **options):
    model.compile(keras.optimizers.Adam(0.01), loss, **options)
    return model


def chain(*inner, shape=(4,), **options):
    keras.utils.set_random_seed(3)
    return compiled(keras.Sequential([layers.Input(shape), *inner]), **options)


def names(model, x=X, y=Y, epochs=20):
    with measure(model, x, y, epochs=epochs, batch_size=16) as measured:
        return {cause.name for cause in causes(measured.facts)}


class Swish(layers.Layer):
    def call(self, x):
        return x * tf.sigmoid(x)


@pytest.mark.parametrize("between", [lambda: layers.Lambda(lambda x: tf.nn.relu(x)), Swish])
def test_a_layer_of_ones_own_may_be_an_activation(between):
    def model():
        return chain(layers.Dense(32), between(), layers.Dense(32), between(), layers.Dense(3), between())

    assert {layer.followed_by for layer in network_facts(model()).layers if layer.role == "hidden"} == {"unknown"}
    assert network_facts(model()).output_activation == "unknown"
    assert not names(model()) & {"hidden_activation", "output_activation"}


def test_a_layer_that_does_nothing_to_its_inputs_hides_no_missing_activation():
    linear = chain(layers.Dense(8), layers.Dropout(0.1), layers.Reshape((2, 4)), layers.Flatten(), layers.Dense(3))
    assert network_facts(linear).layers[0].followed_by == "linear"


class Raw(keras.Model):
    """Its operations are TensorFlow's own, which Keras cannot follow."""

    def __init__(self):
        super().__init__()
        self.inner, self.out = layers.Dense(32), layers.Dense(3)

    def call(self, x):
        return tf.nn.softmax(self.out(tf.nn.relu(self.inner(x))))


class Deciding(Raw):
    """It asks for numbers, which a graph has not."""

    def call(self, x):
        return super().call(x if float(tf.reduce_mean(x)) > -100 else -x)


@pytest.mark.parametrize(
    ("kind", "eager"), [(Raw, False), pytest.param(Deciding, True, marks=[pytest.mark.slow, pytest.mark.ci])]
)
def test_a_model_that_cannot_be_followed_is_told_nothing_of_its_activations(kind, eager):
    keras.utils.set_random_seed(3)
    model = compiled(kind(), run_eagerly=eager)
    model.fit(X, Y, verbose=0)
    history = model.history
    assert names(model) == set()
    assert model.history is history


def test_a_step_of_ones_own_whose_loss_is_not_seen_has_not_diverged():
    class Stepping(keras.Model):
        def __init__(self):
            super().__init__()
            self.inner, self.out = layers.Dense(32, "relu"), layers.Dense(3, "softmax")

        def call(self, x):
            return self.out(self.inner(x))

        def train_step(self, data):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(data[1], self(data[0])))
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
            return {"loss": loss}

    keras.utils.set_random_seed(3)
    model = Stepping()
    model.compile(keras.optimizers.Adam(0.01))
    assert names(model) == set()


class Window(layers.Layer):
    """A layer with numbers that mean something else than in Keras' layers."""

    def __init__(self):
        super().__init__()
        self.kernel_size, self.rate, self.dropout = 3, 6, True

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], shape[-1]))

    def call(self, x):
        return x @ self.kernel


class LearnedDropout(layers.Layer):
    def build(self, _):
        self.logit = self.add_weight(shape=())

    def call(self, x):
        return x * tf.sigmoid(self.logit + 5)


def test_settings_of_layers_of_ones_own_are_taken_for_nothing_that_they_are_not():
    facts = network_facts(chain(Window(), LearnedDropout(), layers.Dense(3, "softmax")))
    window, dropout, _ = facts.layers
    assert (window.kernel, window.rate, dropout.rate) == ((3,), None, 0.0)


def test_a_convolution_over_fewer_axes_than_the_one_before_begins_anew():
    squeezed = layers.Lambda(lambda x: tf.reduce_mean(x, axis=2))
    facts = network_facts(chain(layers.Conv2D(2, 3), squeezed, layers.Conv1D(2, 3), shape=(9, 9, 1)))
    assert [layer.receptive_field for layer in facts.layers] == [3, 3, None]


def test_a_schedule_that_cannot_be_made_again_is_told_in_a_line():
    class Warm(keras.optimizers.schedules.LearningRateSchedule):
        def __call__(self, step):
            return 0.01

    model = chain(layers.Dense(3, "softmax"))
    model.compile(keras.optimizers.Adam(Warm()), CROSS)
    with pytest.raises(
        BadInput, match=r"the optimizer: expected one that can be copied with get_config .* implement get_config"
    ):
        confoundry.diagnose(model, X, Y, epochs=1)


def test_a_loss_of_half_precision_is_computed_in_single_precision():
    model = chain(layers.Dense(1, kernel_initializer="zeros", dtype="mixed_float16"), loss="mse")
    with measure(model, X, np.full(240, 300.0, np.float32), epochs=1, batch_size=16) as measured:
        assert measured.facts.run.first_loss == pytest.approx(90_000, rel=0.01)


def test_a_data_set_needs_no_labels_beside_it():
    data, held = (tf.data.Dataset.from_tensor_slices((X[part::2], Y[part::2])).batch(16) for part in (0, 1))
    network = chain(layers.Dense(32, "relu"), layers.Dense(3, "softmax"))
    assert confoundry.diagnose(network, data, validation=held, epochs=40, batch_size=16).healthy
    assert (
        confoundry.diagnose(network, data, validation=data, epochs=40, batch_size=16).causes[0].name == "data_invalid"
    )


def test_parts_that_come_by_name_are_told_apart_by_the_models_own_order():
    image, age = keras.Input((4,), name="image"), keras.Input((2,), name="age")
    inner = layers.Dense(16, "relu")(layers.Concatenate()([image, age]))
    price, category = layers.Dense(1, name="price")(inner), layers.Dense(3, "softmax", name="category")(inner)
    model = keras.Model([image, age], [price, category])
    model.compile(keras.optimizers.Adam(0.01), {"category": CROSS, "price": "mse"})
    x = {"age": X[:, :2], "image": X}
    y = {"category": Y, "price": 40 + 5 * X[:, 0]}
    with measure(model, x, y, epochs=2, batch_size=16) as measured:
        facts = measured.facts
    assert (facts.run.error, facts.network.loss, facts.data.task) == ("", "mean_squared_error", "regression")
    assert facts.data.label_low > 30


def test_a_loss_of_ones_own_is_judged_by_itself_alone():
    def spread_out(y_true, y_pred):  # classes lie apart: labels are no answers, and no score says how well that goes
        same = keras.ops.cast(keras.ops.equal(y_true, keras.ops.transpose(y_true)), "float32")
        apart = keras.ops.sum((y_pred[:, None] - y_pred[None]) ** 2, -1)
        return keras.ops.mean(same * apart + (1 - same) * keras.ops.relu(4 - apart), -1)

    model = chain(layers.Dense(32, "relu"), layers.Dense(8), loss=spread_out)
    found = confoundry.diagnose(model, X, Y[:, None], epochs=40, batch_size=32)
    assert found.healthy
    assert found.scores["train"] is found.scores["validation"] is None
    model = chain(layers.Dense(32, "relu"), layers.Dense(8), loss=spread_out)
    model.optimizer.learning_rate = 1e-6
    assert confoundry.diagnose(model, X, Y[:, None], epochs=4, batch_size=32).causes[0].name == "learning_rate_low"


def test_of_a_class_at_each_step_nobody_knows_how_much_can_be_learned():
    rng = np.random.default_rng(0)
    x = rng.integers(0, 4, (200, 12))
    y = np.where(rng.random((200, 12)) < 0.4, rng.integers(0, 4, (200, 12)), x)
    stack = layers.Embedding(4, 8), layers.Dense(16, "relu"), layers.Dense(4, "softmax")
    with measure(chain(*stack, shape=(12,)), x, y, epochs=20, batch_size=16) as found:
        facts = found.facts
    assert facts.run.reference is None
    assert 0.6 < facts.run.score < 0.8
    assert causes(facts) == ()


@pytest.mark.parametrize("ignored", [-1, 255])
def test_labels_that_the_loss_leaves_out_are_no_mistake(ignored):
    y = np.where(np.arange(240) % 7 == 0, ignored, Y)
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=ignored)
    with measure(
        chain(layers.Dense(16, "relu"), layers.Dense(3, "softmax"), loss=loss), X, y, epochs=20, batch_size=16
    ) as found:
        facts = found.facts
    assert (facts.data.classes, facts.data.label_low, facts.data.label_high) == (3, 0, 2)
    assert (facts.run.chance, facts.data.share_of_largest) == pytest.approx((1 / 3, 1 / 3), abs=0.02)
    assert min(facts.run.score, facts.run.validation_score, facts.run.reference) > 0.95
    assert causes(facts) == ()


def test_pixels_that_the_loss_leaves_out_are_no_mistake():
    rng = np.random.default_rng(0)
    x = rng.random((60, 8, 8, 1)).astype(np.float32)
    y = (x[..., 0] > 0.5).astype(np.int64)
    y[:, 0] = 255
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=255)
    stack = layers.Conv2D(8, 3, padding="same", activation="relu"), layers.Conv2D(2, 1, activation="softmax")
    with measure(chain(*stack, shape=(8, 8, 1), loss=loss), x, y, epochs=30, batch_size=4) as found:
        facts = found.facts
    assert (facts.data.classes, facts.data.label_high) == (2, 1)
    assert facts.run.score > 0.95
    assert causes(facts) == ()


def test_answers_that_no_label_goes_with_are_not_scored_and_not_called_lost():
    def likelihood(y_true, y_pred):  # of two targets, with a spread each: four answers
        mean, spread = y_pred[:, :2], keras.ops.softplus(y_pred[:, 2:]) + 0.1
        return keras.ops.mean(keras.ops.log(spread) + 0.5 * ((y_true - mean) / spread) ** 2, -1)

    model = chain(layers.Dense(32, "tanh"), layers.Dense(4), loss=likelihood)
    found = confoundry.diagnose(model, X, X[:, :2] * 2 + 1, epochs=30, batch_size=16)
    assert found.healthy, str(found)
    assert found.scores["train"] is None


def test_an_autoencoder_has_no_stock_model_beside_it():
    rng = np.random.default_rng(0)
    x = (X @ rng.normal(size=(4, 12))).astype(np.float32)
    with measure(
        chain(layers.Dense(4), layers.Dense(12), shape=(12,), loss="mse"), x, x, epochs=40, batch_size=8
    ) as found:
        facts = found.facts
    assert (facts.data.reconstructs, facts.run.reference) == (True, None)
    assert causes(facts) == ()


def test_a_step_of_ones_own_may_show_no_loss_at_all():
    class Silent(keras.Model):
        def train_step(self, data):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(data[1], self(data[0])))
            self.optimizer.apply(tape.gradient(loss, self.trainable_variables), self.trainable_variables)
            return {"mine": loss}

    inputs = keras.Input((4,))
    model = Silent(inputs, layers.Dense(3, "softmax")(layers.Dense(16, "relu")(inputs)))
    model.compile(keras.optimizers.Adam(0.01))
    assert names(model) == set()


@pytest.mark.parametrize("label", [0, 4])
def test_steps_that_a_mask_leaves_out_do_not_count(label):
    rng = np.random.default_rng(0)
    lengths = rng.integers(3, 13, 200)
    x = np.where(np.arange(12) < lengths[:, None], rng.integers(1, 5, (200, 12)), 0)
    stack = layers.Embedding(5, 8, mask_zero=True), layers.LSTM(16, return_sequences=True), layers.Dense(5, "softmax")
    with measure(chain(*stack, shape=(12,)), x, np.where(x, x, label), epochs=30, batch_size=16) as found:
        run = found.facts.run
    assert run.score == run.validation_score == 1
    assert max(run.loss, run.validation_loss) < 0.05
