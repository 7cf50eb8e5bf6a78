"""TARGETS: what the measurements must show."""

TARGETS: dict[tuple[str, str], float] = {  # network and row to the least ratio
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
    ("matrix", "dense"): 3,
    ("matrix", "cnn"): 1.5,
}


def met(network: str, row: str, value: float) -> bool | None:
    """Return whether a ratio is what it must be; None where nothing is demanded."""
    target = TARGETS.get((network, row))
    return None if target is None else value >= target
