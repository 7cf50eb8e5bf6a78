"""Training with the monitor against training without it, in turns, on one thread.

    python -m bench.monitor [rounds]

4,000 digits in batches of 32, by a dense network and by a small convolutional one, in the engine and in `model.fit`.
Both trainings of a round begin from the same weights and take the same batches; compiling is left out, and said apart.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from bench.networks import NETWORKS
from bench.summary import ratio
from confoundry.paths import LOCK_FILE
from confoundry.sources.mnist_5k import Mnist5k
from confoundry.training.start import start_tensorflow

IMAGES, BATCH = 4000, 32
Train = Callable[[Any, int, list[Any]], None]  # a model, epochs, callbacks


@dataclass(frozen=True)
class Contest:
    """A network, the way it is trained, and the epochs of one training."""

    network: str
    way: str
    epochs: int


CONTESTS = (
    Contest("mlp", "engine", 20),
    Contest("cnn", "engine", 4),
    Contest("mlp", "model.fit", 4),
    Contest("cnn", "model.fit", 4),
)


def build(name: str) -> Any:
    """Return a network, compiled."""
    import keras

    keras.utils.clear_session()
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.layers.Input((28, 28, 1))])
    for layer in NETWORKS[name]:
        last = layer is NETWORKS[name][-1]
        if layer["layer"] == "dense":
            model.add(keras.layers.Dense(layer["units"], "softmax" if last else layer["activation"]))
        elif layer["layer"] == "conv":
            model.add(keras.layers.Conv2D(layer["filters"], layer["size"], activation=layer["activation"]))
        else:
            model.add(keras.layers.Flatten() if layer["layer"] == "flatten" else keras.layers.MaxPooling2D(2))
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


def ways(x: np.ndarray, y: np.ndarray) -> dict[str, Train]:
    """Return what trains a model."""
    from confoundry.training import fit

    def by_engine(model: Any, epochs: int, callbacks: list[Any]) -> None:
        fit(model, x, y, epochs=epochs, batch_size=BATCH, seed=0, callbacks=callbacks)

    def by_keras(model: Any, epochs: int, callbacks: list[Any]) -> None:
        model.fit(x, y, epochs=epochs, batch_size=BATCH, shuffle=False, verbose=0, callbacks=callbacks)

    return {"engine": by_engine, "model.fit": by_keras}


def measured(contest: Contest, train: Train, rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each round, with the monitor and without it, and of the first epochs, which compile."""
    from confoundry.training.monitor import TrainingMonitor

    sides: dict[str, tuple[Any, list[Any]]] = {
        "without": (build(contest.network), []),
        "with": (build(contest.network), [TrainingMonitor()]),
    }
    start = sides["with"][0].get_weights()
    taken: dict[str, list[float]] = {}
    for number in range(-1, rounds):
        names = list(sides) if number % 2 else list(sides)[::-1]
        for name in names:
            model, callbacks = sides[name]
            model.set_weights(start)
            begun = perf_counter()
            train(model, contest.epochs if number >= 0 else 1, callbacks)
            taken.setdefault(name if number >= 0 else f"first, {name}", []).append(perf_counter() - begun)
    return taken


def main(rounds: int) -> None:
    """Print for each network and way how many times as long training takes under the monitor."""
    start_tensorflow(1)
    digits = Mnist5k().read(LOCK_FILE)
    x = digits.images[:IMAGES, ..., None] if digits.images.ndim == 3 else digits.images[:IMAGES]
    train = ways(x.astype(np.float32) / 255, digits.labels[:IMAGES].astype(np.int64))
    print(f"{IMAGES} digits, batches of {BATCH}, {rounds} rounds in turns, one thread: how many times as long")
    for contest in CONTESTS:
        taken = measured(contest, train[contest.way], rounds)
        found = ratio(taken["with"], taken["without"])
        first = " and ".join(f"{taken[f'first, {name}'][0]:.1f}" for name in ("without", "with"))
        print(
            f"{contest.network}  {contest.way:9}  {found['median']:.3f} ({found['low']:.3f}–{found['high']:.3f})"
            f"   first epoch {first} s",
            flush=True,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
