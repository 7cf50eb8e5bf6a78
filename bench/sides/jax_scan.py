"""JAX: a jitted epoch, a scan over its steps, with optax's Adam and a state that is donated."""

import os
import sys

THREADS = int(sys.argv[1]) if len(sys.argv) > 1 else 1  # 0: as the framework likes
if THREADS:
    os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ["NPROC"] = str(THREADS)  # the size of XLA's pool of threads

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import lax
from serve import Side, serve

jax.config.update("jax_platforms", "cpu")
ACTIVATIONS = {"relu": jax.nn.relu, "tanh": jnp.tanh, "linear": lambda x: x}


def scores(layers, weights, x, key=None):
    """Return scores (n, 10); units are dropped where a key is given."""
    left = list(weights)
    for number, layer in enumerate(layers):
        if layer["layer"] == "flatten":
            x = x.reshape(len(x), -1)
        elif layer["layer"] == "dense":
            x = ACTIVATIONS[layer["activation"]](x @ left.pop(0) + left.pop(0))
        elif layer["layer"] == "conv":
            x = lax.conv_general_dilated(
                x, left.pop(0), (1, 1), layer["padding"].upper(), dimension_numbers=("NHWC", "HWIO", "NHWC")
            )
            x = ACTIVATIONS[layer["activation"]](x + left.pop(0))
        elif layer["layer"] == "pool":
            x = _pooled(x, layer["kind"])
        elif key is not None:
            kept = jax.random.bernoulli(jax.random.fold_in(key, number), 1 - layer["rate"], x.shape)
            x = jnp.where(kept, x / (1 - layer["rate"]), 0)
    return x


def _pooled(x, kind):
    window = (1, 2, 2, 1)
    if kind == "max":
        return lax.reduce_window(x, -jnp.inf, lax.max, window, window, "VALID")
    return lax.reduce_window(x, 0.0, lax.add, window, window, "VALID") / 4


def penalty(layers, weights):
    """Return the L2 penalties of the kernels."""
    kernels = iter(weights[::2])
    own = [(layer.get("l2", 0), next(kernels)) for layer in layers if layer["layer"] in ("dense", "conv")]
    return sum(factor * jnp.sum(kernel**2) for factor, kernel in own if factor)


class JaxScan(Side):
    """The whole epoch in one call."""

    def build(self, layers, data, batch, form):  # noqa: ARG002
        """Jit the epoch."""
        self.layers, self.batch = layers, batch
        self.x, self.y = jnp.asarray(data[0]), jnp.asarray(data[1])
        self.optimizer = optax.adam(1e-3, eps=1e-7)
        self.epoch = jax.jit(self._epoch, donate_argnums=0)
        self.predict = jax.jit(lambda weights, x: scores(layers, weights, x).argmax(-1))

    def _epoch(self, state, x, y, order, key):
        def loss(weights, rows, key):
            answer = scores(self.layers, weights, x[rows], key)
            wrong = optax.softmax_cross_entropy_with_integer_labels(answer, y[rows]).mean()
            return wrong + penalty(self.layers, weights)

        def step(state, rows):
            weights, gathered, number = state
            value, slope = jax.value_and_grad(loss)(weights, rows, jax.random.fold_in(key, number))
            change, gathered = self.optimizer.update(slope, gathered, weights)
            return (optax.apply_updates(weights, change), gathered, number + 1), value

        state, losses = lax.scan(step, state, order)
        return state, losses.mean()

    def reset(self, weights):
        """Put in weights."""
        weights = [jnp.array(weight) for weight in weights]
        self.state = (weights, self.optimizer.init(weights), jnp.int32(0))
        self.key = jax.random.key(0)

    def run(self, orders):
        """Train."""
        for order in orders:
            self.state, loss = self.epoch(self.state, self.x, self.y, order.reshape(-1, self.batch), self.key)
            loss.block_until_ready()

    def answers(self, images):
        """Return the classes."""
        return np.asarray(self.predict(self.state[0], jnp.asarray(images)))


if __name__ == "__main__":
    serve(JaxScan())
