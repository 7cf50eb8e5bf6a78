"""The rounds of bench/matrix.py as JSON, in a process of its own: `python -m bench.matrix_rounds ROUNDS`."""

import json
import sys

import numpy as np

from confoundry.paths import LOCK_FILE
from confoundry.sources.mnist_5k import Mnist5k
from confoundry.training.start import start_tensorflow

if __name__ == "__main__":
    from bench.matrix import IMAGES, contestants, measured, networks

    start_tensorflow(1)
    images = Mnist5k().read(LOCK_FILE).images[:: 5000 // IMAGES][:IMAGES].astype(np.float32) / 255
    rounds = int(sys.argv[1])
    print(json.dumps({name: measured(contestants(model, images), rounds) for name, model in networks().items()}))
