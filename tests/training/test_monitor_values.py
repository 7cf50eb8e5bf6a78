"""What the monitor measures, worked out by hand on layers of known weights."""

import math

import keras
import numpy as np
import pytest
from keras import layers, regularizers

from confoundry.training import fit
from confoundry.training.monitor import TrainingMonitor
from confoundry.training.monitor.duplicates import duplicates

ROOT5 = math.sqrt(5)


def watched(middle, x, y=None, *, rate=0.0, batch_size=1, epochs=1, every=1, loss="mse"):
    """Train layers as they are, all samples in their order or not, and return the monitor."""
    model = keras.Sequential([layers.Input(np.shape(x)[1:]), layers.Identity(), *middle])  # Identity: without XLA
    model.compile(keras.optimizers.SGD(rate), loss)
    monitor = TrainingMonitor(every)
    y = np.zeros((len(x), *model.output_shape[1:]), np.float32) if y is None else y
    path = fit(
        model, np.asarray(x, np.float32), y, epochs=epochs, batch_size=batch_size, seed=0, callbacks=[monitor]
    ).path
    assert path.compiled
    return monitor


def dense(kernel, activation=None, bias=None, **options):
    """A dense layer of these weights."""
    kernel = np.array(kernel, np.float32)
    bias = np.zeros(kernel.shape[1]) if bias is None else np.array(bias, np.float32)
    start = {"kernel_initializer": lambda shape, dtype: kernel, "bias_initializer": lambda shape, dtype: bias}
    return layers.Dense(kernel.shape[1], activation, name="dense", **start, **options)


def test_gradient_weights_and_update_of_one_step():
    monitor = watched([dense([[3], [4]], use_bias=False)], [[1, 2]], rate=0.01)
    row, step = monitor.health.iloc[0], monitor.steps.iloc[0]  # answers 11, loss 121, gradient 2 · 11 · (1, 2)
    assert (row.epoch, row.layer) == (1, "dense")
    assert row.gradient_norm == pytest.approx(22 * ROOT5)
    assert row.weight_norm == pytest.approx(5)
    assert row.update_ratio == pytest.approx(0.22 * ROOT5 / 5)
    assert step.gradient_norm == step.gradient_max == pytest.approx(22 * ROOT5)
    assert step.loss == step.loss_first == step.loss_max == pytest.approx(121)
    assert (step.steps, step.sampled, step.loss_std, step.not_finite, step.penalty_share) == (1, 1, 0, 0, 0)


def test_the_penalty_is_in_the_loss_and_in_the_gradient():
    monitor = watched([dense([[3], [4]], use_bias=False, kernel_regularizer=regularizers.L2(0.1))], [[1, 2]])
    assert monitor.steps.loss[0] == pytest.approx(121 + 2.5)
    assert monitor.steps.penalty_share[0] == pytest.approx(2.5 / 123.5)
    assert monitor.health.gradient_norm[0] == pytest.approx(math.hypot(22.6, 44.8))


def test_means_over_steps_and_a_smaller_last_batch():
    monitor = watched([dense([[1]], use_bias=False)], [[1], [2], [3], [4], [5]], batch_size=2, epochs=2)
    steps = monitor.steps
    assert list(steps.epoch) == [1, 2]
    assert list(steps.steps) == list(steps.sampled) == [3, 3]
    assert list(steps.input_mean) == [3, 3]
    assert list(steps.input_std) == pytest.approx([math.sqrt(2)] * 2)
    assert list(steps.input_largest) == [5, 5]
    assert (steps.loss_max >= steps.loss).all()
    assert list(monitor.health.weight_norm) == [1, 1]
    assert list(monitor.history.epoch) == [1, 2]
    assert list(monitor.history.loss) == pytest.approx([11, 11])


def test_every_second_step_is_sampled_from_the_first_on():
    monitor = watched([dense([[1]])], np.ones((7, 1)), every=2)
    assert list(monitor.steps.sampled) == [4]


def test_some_six_steps_are_sampled_unless_one_says_how_many():
    monitor = watched([dense([[1]])], np.ones((60, 1)), every=None)
    assert list(monitor.steps.sampled) == [6]


def test_dead_units_give_the_same_for_all_samples():
    monitor = watched([dense([[1, 1, 1, -1]], "relu", [0, -100, -100, 0])], [[1], [2], [3]], batch_size=3)
    assert monitor.health.dead[0] == 0.75


def test_a_unit_that_differs_from_batch_to_batch_is_not_dead():
    monitor = watched([dense([[1, 0]], "relu")], [[1], [2], [3]])
    assert monitor.health.dead[0] == 0.5


def test_of_one_sample_nobody_knows_what_is_dead():
    assert math.isnan(watched([dense([[1, 1]], "relu")], [[1]]).health.dead[0])


def test_an_activation_layer_has_a_row_of_its_own():
    monitor = watched([dense([[1, -1]]), layers.ReLU(name="relu")], [[1], [2]], batch_size=2)
    health = monitor.health.set_index("layer")
    assert list(health.dead) == [0, 0.5]
    assert health.loc["relu", ["gradient_norm", "weight_norm", "update_ratio", "duplicates"]].isna().all()


@pytest.mark.parametrize(
    ("activation", "share"), [("sigmoid", 0.5), ("tanh", 0.5), ("hard_sigmoid", 0.5), ("relu", np.nan), (None, np.nan)]
)
def test_saturated_outputs_are_near_their_bounds(activation, share):
    monitor = watched([dense([[0.1, 0.1, -100, 100]], activation)], [[1], [2]], batch_size=2)
    assert monitor.health.saturated[0] == pytest.approx(share, nan_ok=True)


def test_a_softmax_is_saturated_where_it_is_certain():
    monitor = watched([dense([[0, 1]], "softmax")], [[0], [1], [100], [200]], batch_size=4)
    assert monitor.health.saturated[0] == 0.5


def test_units_with_equal_kernels_are_duplicates():
    kernel = [[1, 2, 1, 3], [4, 5, 4, 6]]
    assert watched([dense(kernel)], [[1, 1], [2, 0]]).health.duplicates[0] == 0.5
    assert watched([dense(np.zeros((2, 4)))], [[1, 1], [2, 0]]).health.duplicates[0] == 1
    assert math.isnan(watched([dense([[1], [2]])], [[1, 1], [2, 0]]).health.duplicates[0])


def test_kernels_that_agree_on_one_direction_alone_are_no_duplicates():
    assert duplicates(np.array([[1, 1, 2], [0, 3, 0]], np.float32)) == 0
    assert math.isnan(duplicates(np.array([[1, np.nan]], np.float32)))


def test_inputs_and_losses_that_are_no_numbers_are_counted():
    x = [[1, np.nan], [np.inf, 3], [1, 3]]
    monitor = watched([dense([[1], [1]])], x)
    step = monitor.steps.iloc[0]
    assert (step.input_not_finite, step.not_finite) == (2, 2)
    assert (step.input_mean, step.input_std, step.input_largest) == (2, 1, 3)
    assert step.loss == step.loss_max == 16


def test_a_network_without_a_finite_loss_says_so():
    step = watched([dense([[1]])], [[np.nan], [np.nan]]).steps.iloc[0]
    assert step.not_finite == 2
    assert step[["loss", "loss_std", "loss_max", "gradient_norm", "input_mean"]].isna().all()


def test_a_convolution_counts_filters_over_all_places():
    start = np.zeros((2, 2, 1, 4), np.float32)
    start[..., 0], start[0, 0, 0, 1] = 1, 1
    convolution = layers.Conv2D(4, 2, activation="relu", kernel_initializer=lambda shape, dtype: start, name="conv")
    images = np.arange(16, dtype=np.float32).reshape(1, 4, 4, 1)
    row = watched([convolution, layers.Flatten()], images).health.iloc[0]
    assert (row.layer, row.dead, row.duplicates) == ("conv", 0.5, 0.5)
    assert row.weight_norm == pytest.approx(ROOT5)


def test_gradients_are_measured_before_they_are_clipped():
    model = keras.Sequential([layers.Input((2,)), layers.Identity(), dense([[3], [4]], use_bias=False)])
    model.compile(keras.optimizers.SGD(1.0, clipnorm=1.0), "mse")
    monitor = TrainingMonitor()
    fit(model, np.array([[1, 2]], np.float32), np.zeros((1, 1)), epochs=1, batch_size=1, seed=0, callbacks=monitor)
    assert monitor.health.gradient_norm[0] == pytest.approx(22 * ROOT5)
    assert monitor.health.update_ratio[0] == pytest.approx(1 / 5)


def test_a_sampling_rate_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        TrainingMonitor(0)
