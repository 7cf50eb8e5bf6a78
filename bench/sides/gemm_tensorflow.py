"""TensorFlow: the time of some matrix products on one thread, in one compiled call."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import tensorflow as tf
from gemm import serve_products

tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)


def products(operands):
    """Return a call that multiplies all pairs once; a transposed operand stays as it lies, and is read so."""
    stored = [[(tf.constant(one.T if flip else one), flip) for one, flip in _flips(pair)] for pair in operands]

    @tf.function(autograph=False)
    def multiply():
        return [tf.matmul(a, b, transpose_a=left, transpose_b=right) for (a, left), (b, right) in stored]

    return lambda: multiply()[-1].numpy()


def _flips(pair):
    return [(one, not one.flags.c_contiguous) for one in pair]


if __name__ == "__main__":
    serve_products(products)
