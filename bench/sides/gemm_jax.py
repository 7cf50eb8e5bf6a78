"""JAX: the time of some matrix products on one thread, in one compiled call."""

import os

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["NPROC"] = "1"
os.environ["JAX_PLATFORMS"] = "cpu"

import jax
import jax.numpy as jnp
from gemm import serve_products


def products(operands):
    """Return a call that multiplies all pairs once; a transposed operand stays as it lies, and is read so."""
    flips = [tuple(not one.flags.c_contiguous for one in pair) for pair in operands]
    stored = [
        tuple(jnp.array(one.T if flip else one) for one, flip in zip(pair, two, strict=True))
        for pair, two in zip(operands, flips, strict=True)
    ]

    @jax.jit
    def multiply(pairs):
        turned = zip(pairs, flips, strict=True)
        return [(a.T if left else a) @ (b.T if right else b) for (a, b), (left, right) in turned]

    return lambda: jax.block_until_ready(multiply(stored))


if __name__ == "__main__":
    serve_products(products)
