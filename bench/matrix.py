"""The counterfactual matrix against `model.predict` over the same renderings, alternately, on one thread.

    python bench/matrix.py [rounds]

961 digits under ten lights, by a dense network and by a small convolutional one. Both sides begin with the images as
they are, so the time of rendering counts on both: NumPy's for `model.predict`. The lines `rendered` leave it out there.
Ours answers to the untouched images too, an eleventh view, within its time.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from confoundry.confounds.lighting import Lighting
from confoundry.files.keras_file import save_model
from confoundry.networks.mlp import Mlp
from confoundry.paths import LOCK_FILE
from confoundry.sources.mnist_5k import Mnist5k
from confoundry.training.start import start_tensorflow

IMAGES, LIGHT = 961, Lighting(levels=10)
OURS = "the matrix"
WAYS = {  # images a call, and whether they are rendered within the time
    "predict, 32": (32, True),
    "predict, 1024": (1024, True),
    "rendered, 32": (32, False),
    "rendered, 1024": (1024, False),
}


def networks() -> dict:
    """Return the two networks: 784-128-64-10, and convolutions of 16 and 32 filters, 3×3, each pooled."""
    from keras import Sequential, layers

    convolutional = Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(16, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10, "softmax"),
        ]
    )
    return {"mlp": Mlp().build((28, 28, 1), 10), "cnn": convolutional}


def contestants(model, images: np.ndarray) -> dict[str, Callable[[], np.ndarray]]:
    """Return ways to the probabilities (n, K, C), ours first."""
    from confoundry.evaluation.matrix import matrices
    from confoundry.evaluation.predictor import Predictor

    with tempfile.TemporaryDirectory() as folder:
        save_model(model, Path(folder) / "model.keras")
        (matrix,) = matrices(Predictor(Path(folder) / "model.keras"), LIGHT, images)
    levels = LIGHT.levels

    def render() -> np.ndarray:
        return LIGHT.apply(np.repeat(images, levels, axis=0), np.tile(np.arange(levels), len(images)))

    rendered = render()

    def predict(batch: int, from_images: bool) -> np.ndarray:
        views = render() if from_images else rendered
        return model.predict(views, batch_size=batch, verbose=0).reshape(len(images), levels, -1)

    ways = {name: lambda words=words: predict(*words) for name, words in WAYS.items()}
    return {OURS: lambda: np.concatenate([batch.rendered for batch in matrix.shown()])} | ways


def measured(ways: dict[str, Callable[[], np.ndarray]], rounds: int) -> dict[str, list[float]]:
    """Return each way's milliseconds, after a first call each that compiles; all must give the same answers."""
    answers = {name: way().argmax(axis=-1) for name, way in ways.items()}
    if any((given != answers[OURS]).any() for given in answers.values()):
        sys.exit("the ways give different answers")
    taken = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = perf_counter()
            way()
            taken[name].append(1e3 * (perf_counter() - start))
    return taken


def main(rounds: int) -> None:
    """Print a table: median milliseconds, their spread, and how many times ours it is."""
    start_tensorflow(1)
    images = Mnist5k().read(LOCK_FILE).images[:: 5000 // IMAGES][:IMAGES].astype(np.float32) / 255
    print(f"{IMAGES} images × {LIGHT.levels} values, {rounds} rounds, one thread")
    for network, model in networks().items():
        taken = measured(contestants(model, images), rounds)
        ours = median(taken[OURS])
        for name, times in taken.items():
            spread = f"({min(times):.0f}–{max(times):.0f})"
            print(f"{network}  {name:15} {median(times):7.1f} ms {spread:12} {median(times) / ours:6.2f} ×")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
