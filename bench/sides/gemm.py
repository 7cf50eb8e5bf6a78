"""Measures matrix products: what all programs that multiply share."""

import time

import numpy as np
from serve import serve


class Products:
    """Answers how long the products of a network's step take, the best of some runs."""

    def __init__(self, products):
        self.products = products

    def open(self, shapes):
        """Make the operands: (m, k)·(k, n), either of them stored transposed where that is said."""
        rng = np.random.default_rng(0)
        self.once = self.products([tuple(_operand(rng, *one) for one in pair) for pair in shapes])
        self.once()
        return {}

    def measure(self, repeats):
        """Return seconds for all products once, averaged over the repeats."""
        begun = time.perf_counter()
        for _ in range(repeats):
            self.once()
        return {"seconds": (time.perf_counter() - begun) / repeats}


def serve_products(products):
    """Answer requests until the input ends."""
    serve(Products(products))


def _operand(rng, rows, columns, transposed):
    drawn = rng.standard_normal((columns, rows) if transposed else (rows, columns), dtype=np.float32)
    return drawn.T if transposed else drawn
