"""TARGETS: what the measurements must show, and whether they do."""

TARGETS: dict[tuple[str, str], float] = {  # what is measured, and the row of its table: the least ratio
    ("mlp", "fit"): 8,
    ("mlp", "best"): 2.5,
    ("mlp", "eager"): 3,
    ("mlp", "jax"): 1,
    ("mlp", "gemm"): 0.6,  # share of the limit
    ("mlp_dropout", "fit"): 8,
    ("cnn", "fit"): 2,
    ("cnn", "eager"): 1,
    ("cnn", "compiled"): 1,
    ("lenet", "fit"): 2,
    ("lenet", "eager"): 1,
    ("lenet", "compiled"): 1,
    ("study", "loop"): 4,
    ("matrix_mlp", "predict, 32"): 3,
    ("matrix_mlp", "predict, 1024"): 3,
    ("matrix_cnn", "predict, 32"): 1.5,
    ("matrix_cnn", "predict, 1024"): 1.5,
}


def met(measured: str, row: str, ratio: float) -> bool | None:
    """Return whether a ratio is what it must be; None where nothing is demanded."""
    least = TARGETS.get((measured, row))
    return None if least is None else ratio >= least
