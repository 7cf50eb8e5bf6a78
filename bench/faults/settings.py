"""All that makes a generated program: a fault is a change of these, and nothing else."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Initializer = Literal["glorot", "zeros", "constant", "scaled"]
Labels = Literal["index", "one_hot", "column", "rows", "numbers"]
Optimizer = Literal["adam", "adamw", "nadam", "rmsprop", "sgd", "adagrad", "adadelta"]


class Settings(BaseModel):
    """A program's settings; what is left out is good practice.

    Attributes:
        dataset: Name in DATASETS (datasets.py).
        architecture: Name in ARCHITECTURES (architectures.py).
        scale: Factor on all inputs.
        stretch: Factor on every third feature (or on a third of the rows of pixels or steps).
        shift: Added to all inputs.
        missing: Share of the samples that have a NaN.
        mislabelled: Share of the samples with a label drawn from all labels.
        rolled: By how many rows the labels are displaced.
        label_shift: Added to class indices.
        target_scale: Factor on the targets of a regression.
        samples: Training samples, where not all are used.
        units: Units of each hidden layer, or filters of each convolution.
        activation: Of hidden layers.
        apart: Whether activations are layers of their own.
        kernel: Size of convolutions, in pixels or steps.
        initializer: Of all kernels; `scaled` is Glorot's.
        spread: Standard deviation over Glorot's (`scaled`), or the value itself (`constant`).
        bias: Initial bias of hidden layers.
        l1: Penalty on the kernels of hidden layers.
        l2: Likewise.
        dropout: Share dropped after each hidden layer.
        batch_norm: Whether hidden layers are normalized.
        outputs: Numbers answered for a sample.
        output_activation: Of the last layer.
        loss: Keras' name in snake case.
        from_logits: Whether the loss takes scores.
        labels: How labels are given.
        optimizer: Keras' name in small letters.
        rate: Its learning rate.
        momentum: Of SGD.
        decay: Weight decay of AdamW.
        epochs: Passes over the training samples.
        batch_size: Samples a step.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str
    architecture: str
    scale: float = 1.0
    stretch: float = 1.0
    shift: float = 0.0
    missing: float = 0.0
    mislabelled: float = 0.0
    rolled: int = 0
    label_shift: int = 0
    target_scale: float = 1.0
    samples: int | None = None
    units: tuple[int, ...] = (32,)
    activation: str = "relu"
    apart: bool = False
    kernel: int = 3
    initializer: Initializer = "glorot"
    spread: float = 1.0
    bias: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    batch_norm: bool = False
    outputs: int = 1
    output_activation: str = "linear"
    loss: str = "mean_squared_error"
    from_logits: bool = False
    labels: Labels = "numbers"
    optimizer: Optimizer = "adam"
    rate: float = 0.001
    momentum: float = 0.0
    decay: float = 0.0
    epochs: int = 20
    batch_size: int = 32

    def changed(self, **changes: object) -> Settings:
        """Return them with some changed; unknown names and wrong types are errors."""
        return type(self)(**(self.model_dump() | changes))
