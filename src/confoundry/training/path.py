"""How a model is trained, and why: in compiled epochs, or by Keras' own loop."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras

from confoundry.networks.xla import faster_with_xla, other_layer

STEPS = ("train_step", "test_step", "compute_metrics", "make_train_function", "make_test_function", "fit", "evaluate")
EACH_BATCH = tuple(f"on_{kind}batch_{end}" for kind in ("", "train_", "test_") for end in ("begin", "end"))


@dataclass(frozen=True)
class Path:
    """How a model was trained.

    Attributes:
        compiled: Whether whole epochs were compiled; else `model.fit` trained it.
        xla: Whether XLA compiled them.
        why: The reason, as a clause.
    """

    compiled: bool
    xla: bool
    why: str

    def __str__(self) -> str:
        """Return it as a sentence's part."""
        how = f"compiled epochs {'with' if self.xla else 'without'} XLA" if self.compiled else "model.fit"
        return f"{how}: {self.why}"


def path_of(model: keras.Model, callbacks: Sequence[keras.callbacks.Callback], *, xla: bool = True) -> Path:
    """Return how a model is to be trained."""
    if why := why_not_compiled(model, callbacks):
        return Path(compiled=False, xla=False, why=why)
    if not xla:
        return Path(compiled=True, xla=False, why="XLA was not asked for")
    if faster_with_xla(model):
        return Path(compiled=True, xla=True, why="XLA makes a network of these layers faster")
    return Path(
        compiled=True, xla=False, why=f"{other_layer(model) or 'it'} is not known to be faster with XLA on a CPU"
    )


def why_not_compiled(model: keras.Model, callbacks: Sequence[keras.callbacks.Callback]) -> str | None:
    """Return why whole epochs of a model cannot be compiled, if they cannot."""
    own = [name for name in STEPS if _overrides(model, keras.Model, name)]
    if own:
        return f"the model has a {own[0]} of its own"
    if model.run_eagerly:
        return "the model was compiled with run_eagerly=True"
    if model.distribute_strategy.num_replicas_in_sync > 1:
        return "the model is trained on several devices at once"
    needing = [type(callback).__name__ for callback in callbacks if _needs_batches(callback)]
    return f"{needing[0]} is to be called at each batch" if needing else None


def _needs_batches(callback: keras.callbacks.Callback) -> bool:
    asked = [name for name in EACH_BATCH if _overrides(callback, keras.callbacks.Callback, name)]
    if getattr(callback, "save_freq", None) == "epoch":  # Keras' checkpoints of each epoch pass over its batches
        asked = [name for name in asked if not getattr(callback, name).__module__.startswith("keras.")]
    return bool(asked)


def _overrides(one: object, base: type, name: str) -> bool:
    return name in vars(one) or getattr(type(one), name) is not getattr(base, name)
