"""NumPy: the time of some matrix products, one after the other, on one thread."""

import os

for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
from gemm import serve_products


def products(operands):
    """Return a call that multiplies all pairs once."""
    outs = [np.empty((len(a), b.shape[1]), np.float32) for a, b in operands]
    pairs = [(a, b, out) for (a, b), out in zip(operands, outs, strict=True)]

    def once():
        for a, b, out in pairs:
            np.dot(a, b, out)

    return once


if __name__ == "__main__":
    serve_products(products)
