"""Learning rates that are set higher or lower for a while, numbers as well as schedules."""

import keras
import numpy as np
import pytest
from keras import layers
from keras.optimizers import schedules

from confoundry.training import fit
from confoundry.training.pace import Pace

RNG = np.random.default_rng(0)
X, Y = RNG.random((40, 4)).astype(np.float32), np.arange(40) % 3


class Whole(schedules.LearningRateSchedule):
    """It counts on whole numbers, as a schedule of one's own may."""

    def __call__(self, step):
        assert keras.backend.standardize_dtype(step.dtype).startswith("int")
        return 0.1 / keras.ops.cast(step // 3 + 1, "float32")


RATES = {
    "number": lambda: 0.05,
    "decay": lambda: schedules.ExponentialDecay(0.05, 4, 0.5),
    "cosine": lambda: schedules.CosineDecay(0.05, 10, warmup_target=0.1, warmup_steps=2),
    "steps": lambda: schedules.PiecewiseConstantDecay([3, 6], [0.1, 0.05, 0.01]),
    "one's own": Whole,
    "function": lambda: lambda: 0.05,
}


def rates(optimizer, steps):
    """Return the rates that a compiled step would take, by the optimizer's count of steps."""
    found = []
    for step in steps:
        optimizer.iterations.assign(step)
        found.append(float(optimizer.learning_rate))
    return np.array(found, np.float32)


@pytest.mark.parametrize("name", RATES)
def test_rates_are_scaled_and_schedules_run_through_faster_and_all_is_put_back(name):
    optimizer = keras.optimizers.SGD(RATES[name]())
    before, kept = rates(optimizer, range(9)), optimizer._learning_rate
    with Pace(optimizer) as pace:
        assert (rates(optimizer, range(9)) == before).all()
        pace.set(10.0, 2.0)
        assert rates(optimizer, range(4)) == pytest.approx(10 * before[:8:2], rel=1e-6)
        pace.set()
        assert (rates(optimizer, range(9)) == before).all()
        pace.set(0.5)
    assert optimizer._learning_rate is kept
    assert (rates(optimizer, range(9)) == before).all()


def test_a_compiled_step_follows_and_nothing_else_changes():
    ends = {}
    for name in ("plain", "entered", "slower"):
        keras.utils.set_random_seed(1)
        model = keras.Sequential([layers.Input((4,)), layers.Dense(8, "relu"), layers.Dense(3, "softmax")])
        model.compile(keras.optimizers.Adam(RATES["decay"]()), "sparse_categorical_crossentropy")
        if name == "plain":
            fit(model, X, Y, epochs=2, batch_size=8, seed=0)
        else:
            start = model.get_weights()
            with Pace(model.optimizer) as pace:
                fit(model, X, Y, epochs=2, batch_size=8, seed=0)
                if name == "slower":
                    model.set_weights(start)
                    pace.set(1e-9)
                    fit(model, X, Y, epochs=2, batch_size=8, seed=0)
        ends[name] = model.get_weights()
    assert all((one == other).all() for one, other in zip(ends["plain"], ends["entered"], strict=True))
    assert all(np.allclose(one, other, atol=1e-6) for one, other in zip(ends["slower"], start, strict=True))


def test_under_mixed_precision_the_inner_optimizer_is_set():
    optimizer = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.1))
    with Pace(optimizer) as pace:
        pace.set(2.0)
        assert float(optimizer.inner_optimizer.learning_rate) == pytest.approx(0.2)
