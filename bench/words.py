"""What the tables and the picture call things, and how they write numbers."""

from bench.targets import TARGETS, met

NETWORKS = {"mlp": "MLP", "mlp_l2": "MLP, L2", "mlp_dropout": "dropout", "cnn": "CNN", "lenet": "LeNet-5"}
ROWS = {
    "fit": "model.fit",
    "fit_1": "model.fit, one thread",
    "best": "model.fit at its best",
    "eager": "PyTorch, eager",
    "compiled": "PyTorch, compiled",
    "jax": "JAX, scan",
}
CURVES = {  # the curve's points, and which time of a point counts
    "images": ("images, an epoch", "epoch_seconds"),
    "streamed": ("images in blocks", "epoch_seconds"),
    "models": ("models, stage train", "seconds"),
    "values": ("values, the matrix", "matrix_seconds"),
    "jobs": ("stages at once, a run", "seconds"),
}


def plain(value: float) -> str:
    """Return a number as short as differences can be seen in it: 0.62, 1.4, 12.3, 140."""
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.{1 if value >= 1 else 2}f}"


def judged(measured: str, row: str, value: float) -> tuple[str, bool | None]:
    """Return a ratio with what it must be, as `9.1 ✓≥8`, and whether it is so."""
    verdict = met(measured, row, value)
    if verdict is None:
        return plain(value), None
    return f"{plain(value)} {'✓' if verdict else '✗'}≥{plain(TARGETS[measured, row])}", verdict
