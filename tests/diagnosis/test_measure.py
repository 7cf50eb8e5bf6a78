"""A whole measurement: a stand-in is trained, watched and scored."""

import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from confoundry.diagnosis.measured.training import measure
from confoundry.errors import BadInput

RNG = np.random.default_rng(0)
Y = np.arange(120) % 3
X = (RNG.normal(size=(120, 4)) * 0.3 + np.eye(3)[Y][:, [0, 1, 2, 0]]).astype(np.float32)
CROSS = "sparse_categorical_crossentropy"


def network(*chain, shape=(4,), loss=CROSS, optimizer=None, **options):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([layers.Input(shape), *chain])
    model.compile(optimizer or keras.optimizers.Adam(0.05), loss, **options)
    return model


def classifier(**changes):
    keras.utils.set_random_seed(3)  # a layer's seed is drawn as it is made
    return network(layers.Dense(8, "relu", name="a"), layers.Dense(3, "softmax", name="b"), **changes)


def facts_of(model, x=X, y=Y, **settings):
    with measure(model, x, y, **({"epochs": 3, "batch_size": 16} | settings)) as measured:
        return measured.facts


def test_a_classifier():
    model = classifier(metrics=["accuracy"])
    before = model.get_weights()
    facts = facts_of(model, epochs=12)
    run, data = facts.run, facts.data
    assert (data.samples, data.held_out, data.task, data.classes) == (96, 24, "multiclass", 3)
    assert (run.epochs, run.batch_size, run.error, run.trials) == (12, 16, "", ())
    assert run.history["epoch"].tolist() == list(range(1, 13))
    assert run.history["loss"].iloc[-1] < run.history["loss"].iloc[0]
    assert run.history["val_loss"].iloc[-1] == pytest.approx(run.validation_loss)
    assert run.score > 0.9
    assert run.validation_score > 0.9
    assert run.reference > 0.9
    assert run.chance == pytest.approx(1 / 3)
    assert run.loss < run.first_loss
    assert run.steps["steps"].tolist() == [6] * 12
    assert len(run.health) == 24
    assert set(run.health["layer"]) == {"a", "b"} == {layer.name for layer in facts.network.layers}
    assert all(map(np.array_equal, model.get_weights(), before))
    assert not model.optimizer.built or int(model.optimizer.iterations.value) == 0


def test_scores_are_those_of_the_weights_at_the_time():
    model = classifier()
    seen = facts_of(model, validation=(X[:30], Y[:30]))
    answers = np.asarray(model(X, training=False))
    assert seen.run.first_score == pytest.approx(np.mean(answers.argmax(1) == Y))
    assert seen.run.first_loss == pytest.approx(-np.mean(np.log(answers[np.arange(120), Y])), rel=1e-4)
    assert (seen.data.samples, seen.data.held_out, seen.data.leaked) == (120, 30, 1.0)


def test_the_same_seed_gives_the_same_facts():
    model = classifier()
    first, again = facts_of(model, seed=5), facts_of(model, seed=5)
    assert first.run.score == again.run.score
    assert first.run.history.equals(again.run.history)
    assert first.run.loss != facts_of(model, seed=6).run.loss


def test_trials_begin_where_they_are_told_to():
    with measure(classifier(), X, Y, epochs=4, batch_size=16) as measured:
        same = measured.trial("initial", 1.0, 4)
        still = measured.trial("trained", 1e-9, 1)
        wild = measured.trial("initial", 1000.0, 2)
        run = measured.facts.run
    assert same.loss == pytest.approx(run.loss, rel=1e-4)
    assert same.validation_score == run.validation_score
    assert still.loss == pytest.approx(run.loss, rel=1e-4)
    assert wild.loss > 2 * run.loss
    assert run.trials == (same, still, wild)
    assert (wild.start, wild.rate, wild.epochs) == ("initial", 1000.0, 2)


def test_a_schedule_is_run_through_again_in_the_time_of_a_trial():
    schedule = keras.optimizers.schedules.CosineDecay(0.02, 60)
    model = classifier(optimizer=keras.optimizers.Adam(schedule))
    with measure(model, X, Y, epochs=4, batch_size=16) as measured:
        on, fast, still = (measured.trial("trained", factor, 2) for factor in (1.0, 10.0, 1e-9))
        run = measured.facts.run
    assert on.loss < run.loss
    assert fast.loss not in (on.loss, run.loss)
    assert still.loss == pytest.approx(run.loss, rel=1e-4)
    assert model.optimizer._learning_rate is schedule


def test_few_samples_are_all_trained_on():
    x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    model = network(layers.Dense(8, "tanh"), layers.Dense(1, "sigmoid"), shape=(2,), loss="binary_crossentropy")
    facts = facts_of(model, x, y, epochs=60, batch_size=4)
    assert (facts.data.samples, facts.data.held_out, facts.data.task) == (4, 0, "binary")
    assert (facts.run.validation_score, facts.run.validation_loss, facts.run.reference) == (None, None, None)
    assert facts.run.score == 1.0
    assert facts.run.chance == 0.5
    assert "val_loss" not in facts.run.history


def test_penalties_are_left_out_of_the_loss():
    heavy = network(layers.Dense(3, "softmax", kernel_regularizer=keras.regularizers.L2(10.0)))
    run = facts_of(heavy).run
    assert run.first_loss < 3 < run.history["loss"].iloc[0]
    assert (run.history["task_loss"] < run.history["loss"]).all()


@pytest.mark.parametrize(
    ("chain", "loss", "y"),
    [
        ([layers.Dense(3, "softmax")], CROSS, Y + 1),  # no score for the label 3
        ([layers.Dense(1, "sigmoid")], "categorical_crossentropy", np.eye(3)[Y]),
        ([layers.Dense(3, "softmax")], "categorical_crossentropy", Y),
    ],
)
def test_labels_that_the_step_does_not_take(chain, loss, y):
    run = facts_of(network(*chain, loss=loss), y=y).run
    assert run.error
    assert "\n" not in run.error
    assert math.isnan(run.score)
    assert math.isnan(run.validation_score)
    assert len(run.health) == len(run.steps) == len(run.history) == 0
    assert {"layer", "dead"} <= set(run.health)
    assert {"not_finite"} <= set(run.steps)


def test_training_that_diverges():
    facts = facts_of(
        network(layers.Dense(8), layers.Dense(1), loss="mse", optimizer=keras.optimizers.SGD(1e6)), y=X[:, 0]
    )
    assert facts.data.task == "regression"
    assert math.isnan(facts.run.score)
    assert facts.run.error == ""


def test_labels_without_an_axis_for_one_unit():
    model = network(layers.Dense(1), loss=keras.losses.MeanSquaredError())
    run = facts_of(model, y=X @ np.arange(4), epochs=20).run
    assert run.score > 0.5
    assert run.loss == pytest.approx(run.history["loss"].iloc[-1], rel=0.5)


@pytest.mark.parametrize(
    ("chain", "x", "y", "loss", "task"),
    [
        ([layers.LSTM(4), layers.Dense(3, "softmax")], X[..., None], Y, CROSS, "multiclass"),
        ([layers.GRU(4), layers.Dense(1)], X[..., None], X[:, 1], "mae", "regression"),
        (
            *([layers.Embedding(10, 3), layers.Flatten(), layers.Dense(1, "sigmoid")],),
            *(RNG.integers(0, 10, (120, 4)), Y > 0, "binary_crossentropy", "binary"),
        ),
        ([layers.Conv1D(4, 3), layers.Flatten(), layers.Dense(3, "softmax")], X[..., None], np.eye(3)[Y], "mse", None),
        ([layers.Dense(3, "sigmoid")], X, (X[:, :3] > 0.5).astype(int), "binary_crossentropy", "multilabel"),
        ([layers.Dense(4)], X, X, "mse", "regression"),
        (
            [layers.LSTM(4, return_sequences=True), layers.Dense(2)],
            X[..., None],
            RNG.normal(size=(120, 4, 2)),
            "mse",
            None,
        ),
        (
            *([layers.LSTM(4, return_sequences=True), layers.Dense(3, "softmax")],),
            *(X[..., None], RNG.integers(0, 3, (120, 4)), CROSS, "multiclass"),
        ),
    ],
)
def test_networks_and_data_of_many_kinds(chain, x, y, loss, task):
    facts = facts_of(network(*chain, shape=x.shape[1:], loss=loss), x, y, epochs=2)
    assert facts.run.error == ""
    assert math.isfinite(facts.run.score)
    assert math.isfinite(facts.run.loss)
    assert math.isfinite(facts.run.validation_loss)
    assert task in (facts.data.task, None)


def test_several_inputs_and_outputs():
    starts = [layers.Input((4,), name="one"), layers.Input((4,), name="two")]
    body = layers.Dense(6, "relu")(layers.Concatenate()(starts))
    model = keras.Model(starts, [layers.Dense(3, "softmax")(body), layers.Dense(1)(body)])
    model.compile("adam", [CROSS, "mse"])
    facts = facts_of(model, {"one": X, "two": X * 2}, [Y, X[:, 0]])
    assert (facts.run.error, facts.data.task, facts.network.outputs) == ("", "multiclass", 3)
    assert math.isfinite(facts.run.loss)
    assert math.isfinite(facts.run.score)


def test_a_network_of_a_fixed_batch_size():
    model = keras.Sequential([layers.Input(batch_shape=(16, 4)), layers.Dense(3, "softmax")])
    model.compile("adam", CROSS)
    facts = facts_of(model, X[:112], Y[:112], validation=(X[:7], Y[:7]))
    assert math.isfinite(facts.run.validation_score)


class Own(keras.Model):
    def __init__(self):
        super().__init__()
        self.inner = layers.Dense(6, "relu", name="inner")
        self.last = layers.Dense(3, "softmax", name="last")

    def call(self, inputs, training=False):
        return self.last(self.inner(inputs))


def test_a_subclassed_model_is_trained_itself_and_put_back():
    model = Own()
    model.compile(keras.optimizers.Adam(0.05), CROSS, metrics=["accuracy"])
    model.fit(X, Y, epochs=1, verbose=0)
    before, iterations = model.get_weights(), int(model.optimizer.iterations.value)
    with measure(model, X, Y, epochs=6, batch_size=16) as measured:
        assert measured.trial("trained", 0.1, 1).loss < measured.facts.run.first_loss
        facts = measured.facts
    assert (facts.network.shows_layers, facts.network.output_activation) == (True, "softmax")
    assert facts.run.score > facts.run.first_score
    assert all(map(np.array_equal, model.get_weights(), before))
    assert int(model.optimizer.iterations.value) == iterations


def test_a_step_and_a_loss_of_ones_own_are_trained_by_keras():
    class Stepping(Own):
        def train_step(self, data):
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean((self(data[0])[:, 0] - tf.cast(data[1] == 0, tf.float32)) ** 2)
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
            return {"loss": loss}

    model = Stepping()
    model.compile("adam")
    facts = facts_of(model)
    assert (facts.run.error, facts.network.loss, facts.network.from_logits) == ("", "", None)
    assert len(facts.run.history) == 3
    assert facts.run.loss == facts.run.history["loss"].iloc[-1]


def test_a_loss_that_is_a_sum_is_shown_as_a_mean():
    summed, mean = keras.losses.MeanSquaredError(reduction="sum"), keras.losses.MeanSquaredError()
    last = {"kernel_initializer": "ones"}
    first, other = (
        facts_of(network(layers.Dense(1, **last), loss=loss), y=X[:, 0], epochs=1) for loss in (summed, mean)
    )
    assert first.run.first_loss == other.run.first_loss


def test_a_model_that_is_not_compiled():
    model = keras.Sequential([layers.Input((4,)), layers.Dense(3)])
    with pytest.raises(BadInput, match=r"model: expected a compiled model, got one that is not; call model\.compile"):
        facts_of(model)
