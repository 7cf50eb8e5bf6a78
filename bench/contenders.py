"""CONTENDERS and MULTIPLIERS: the processes that are measured, and the environment that each of them needs."""

from dataclasses import dataclass

ONE = "1"  # threads
DEFAULT = "0"  # as many threads as the framework takes by itself


@dataclass(frozen=True)
class Contender:
    """A process that is asked for epochs, or for products.

    Attributes:
        row: The row of the table in which it counts; of several the fastest does.
        environment: `own`, `torch` or `jax`.
        script: Its file in bench/sides/.
        arguments: Its arguments, threads first.
    """

    row: str
    environment: str
    script: str
    arguments: tuple[str, ...] = ()


CONTENDERS = {
    "engine": Contender("engine", "own", "keras_loops.py", (ONE, "engine")),
    "fit": Contender("fit", "own", "keras_loops.py", (DEFAULT, "fit")),
    "fit_1": Contender("fit_1", "own", "keras_loops.py", (ONE, "fit")),
    "best": Contender("best", "own", "keras_loops.py", (DEFAULT, "best")),
    "best_1": Contender("best", "own", "keras_loops.py", (ONE, "best")),
    "eager": Contender("eager", "torch", "torch_loop.py", (DEFAULT, "eager")),
    "eager_1": Contender("eager", "torch", "torch_loop.py", (ONE, "eager")),
    "compiled": Contender("compiled", "torch", "torch_loop.py", (DEFAULT, "compiled")),
    "compiled_1": Contender("compiled", "torch", "torch_loop.py", (ONE, "compiled")),
    "jax": Contender("jax", "jax", "jax_scan.py", (DEFAULT,)),
    "jax_1": Contender("jax", "jax", "jax_scan.py", (ONE,)),
}
MULTIPLIERS = {
    "numpy": Contender("gemm", "own", "gemm_numpy.py"),
    "tensorflow": Contender("gemm", "own", "gemm_tensorflow.py"),
    "torch": Contender("gemm", "torch", "gemm_torch.py"),
    "jax": Contender("gemm", "jax", "gemm_jax.py"),
}
