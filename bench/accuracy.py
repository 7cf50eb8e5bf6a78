"""Whether the engine ends at the accuracy of `model.fit`: the MLP, equal initial weights, orders of their own.

python -m bench.accuracy [SEEDS]
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from bench.digits import write_digits
from confoundry.networks.mlp import Mlp
from confoundry.training.start import start_tensorflow

EPOCHS, BATCH = 10, 32


def main(seeds: int) -> None:
    """Print the mean accuracy of both on 1,000 test digits, and the difference, paired by seed, with 95 % limits."""
    start_tensorflow(1)
    with tempfile.TemporaryDirectory() as folder:
        digits = dict(np.load(write_digits(Path(folder), 4000, 1000)))
    scores = np.array([[accuracy(digits, seed, engine=engine) for engine in (True, False)] for seed in range(seeds)])
    differences = scores[:, 0] - scores[:, 1]
    low, high = stats.t.interval(0.95, seeds - 1, differences.mean(), stats.sem(differences))
    engine, keras = scores.mean(axis=0)
    print(f"engine {engine:.2f} %, model.fit {keras:.2f} %")
    print(f"difference {differences.mean():+.2f} points ({low:+.2f} to {high:+.2f})")


def accuracy(digits: dict[str, Any], seed: int, *, engine: bool) -> float:
    """Return how many of 100 test digits are right after training."""
    import keras

    from confoundry.training import fit

    keras.utils.clear_session()
    keras.utils.set_random_seed(seed)
    model = Mlp().build((28, 28, 1), 10)
    x, y = digits["x_train"], digits["y_train"]
    if engine:
        fit(model, x, y, epochs=EPOCHS, batch_size=BATCH, seed=seed)
    else:
        model.fit(x, y, epochs=EPOCHS, batch_size=BATCH, verbose=0)  # pyright: ignore[reportArgumentType]
    answers = np.asarray(model(digits["x_test"])).argmax(axis=1)
    return 100 * float(np.mean(answers == digits["y_test"]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 24)
