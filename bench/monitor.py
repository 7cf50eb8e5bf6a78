"""Training with the monitor against training without it, in turns, on one thread.

    python -m bench.monitor [rounds]

4,000 digits in batches of 32, by a dense network and by a small convolutional one, in the engine and in `model.fit`.
Both trainings of a round begin from the same weights and take the same batches; compiling is left out, and said apart.
The ratio of processor times is there for a machine that others use too.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time
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


CLOCKS = {"wall": perf_counter, "processor": process_time}


def measured(contest: Contest, train: Train, rounds: int) -> dict[str, dict[str, list[float]]]:
    """Return the seconds of each round by each clock, without and with the monitor; the first is of one epoch."""
    from confoundry.training.monitor import TrainingMonitor

    sides: dict[str, tuple[Any, list[Any]]] = {
        "without": (build(contest.network), []),
        "with": (build(contest.network), [TrainingMonitor()]),
    }
    start = sides["with"][0].get_weights()
    taken: dict[str, dict[str, list[float]]] = {clock: {name: [] for name in sides} for clock in CLOCKS}
    for number in range(rounds + 1):
        for name in list(sides)[:: 1 if number % 2 else -1]:
            model, callbacks = sides[name]
            model.set_weights(start)
            begun = {clock: read() for clock, read in CLOCKS.items()}
            train(model, contest.epochs if number else 1, callbacks)
            for clock, read in CLOCKS.items():
                taken[clock][name].append(read() - begun[clock])
    return taken


def line(contest: Contest, taken: dict[str, dict[str, list[float]]]) -> str:
    """Return a contest's line."""
    words = []
    for clock in CLOCKS:
        found = ratio(taken[clock]["with"][1:], taken[clock]["without"][1:])
        words.append(f"{clock} {found['median']:.3f} ({found['low']:.3f}–{found['high']:.3f})")
    first = " and ".join(f"{taken['processor'][name][0]:.1f}" for name in ("without", "with"))
    return f"{contest.network}  {contest.way:9}  {'  '.join(words)}  first {first} s"


def main(rounds: int) -> None:
    """Print for each network and way how many times as long training takes under the monitor."""
    start_tensorflow(1)
    images = Mnist5k().read(LOCK_FILE)
    x = images.images[:IMAGES].reshape(IMAGES, 28, 28, 1).astype(np.float32) / 255
    train = ways(x, images.labels[:IMAGES].astype(np.int64))
    print(f"{IMAGES} digits, batches of {BATCH}, {rounds} rounds in turns, one thread: how many times as long")
    for contest in CONTESTS:
        print(line(contest, measured(contest, train[contest.way], rounds)), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
