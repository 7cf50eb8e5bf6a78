"""One point of a curve, in a process whose memory can be watched: `python -m bench.growth_point CURVE LEVELS`."""

import json
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

from confoundry.training.start import start_tensorflow

BATCH = 32
TESTED = 1000
ROUNDS = 3


def images(_: int) -> dict[str, float]:
    """Train the MLP on images.npy, an epoch that compiles, and some that count."""
    import keras

    from confoundry.training import fit

    x, y = np.load("images.npy", mmap_mode="r"), np.load("labels.npy")
    scaled = [keras.layers.Input(x.shape[1:], dtype="uint8"), keras.layers.Rescaling(1 / 255), keras.layers.Flatten()]
    dense = [keras.layers.Dense(128, "relu"), keras.layers.Dense(64, "relu"), keras.layers.Dense(10, "softmax")]
    model = keras.Sequential([*scaled, *dense])
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    taken = []
    for seed in range(1 + ROUNDS):
        begun = time.perf_counter()
        fit(model, x, y, epochs=1, batch_size=BATCH, seed=seed)
        taken.append(time.perf_counter() - begun)
    return {"epoch_seconds": round(median(taken[1:]), 3)}


def values(levels: int) -> dict[str, float]:
    """Show a thousand digits under every value of the light, once to compile, and some times that count."""
    from confoundry.confounds.lighting import Lighting
    from confoundry.evaluation import matrix, predictor
    from confoundry.files.keras_file import save_model
    from confoundry.networks.mlp import Mlp
    from confoundry.sources.mnist_5k import Mnist5k

    digits = Mnist5k().read(Path("none")).images[:TESTED].astype(np.float32) / 255
    path = Path("model.keras")
    save_model(Mlp().build((28, 28, 1), 10), path)
    (shown,) = matrix.matrices(predictor.Predictor(path), Lighting(levels=levels), digits)
    taken = []
    for _ in range(1 + ROUNDS):
        begun = time.perf_counter()
        list(shown.shown())
        taken.append(time.perf_counter() - begun)
    return {"matrix_seconds": round(median(taken[1:]), 3)}


if __name__ == "__main__":
    start_tensorflow(1)
    print(json.dumps({"images": images, "values": values}[sys.argv[1]](int(sys.argv[2]))))
