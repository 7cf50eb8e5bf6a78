"""The facts that a diagnosis is based on: measurements of a network, its data, its training and short trials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Task = Literal["binary", "multiclass", "multilabel", "regression"]
Labels = Literal["index", "one_hot", "zero_one", "numbers"]
InputUse = Literal["numbers", "scaled", "looked up"]
UNKNOWN = "unknown"  # an activation that cannot be determined
ADDED = "added"  # instead of an activation: the outputs are added to others, as at the end of a residual block


@dataclass(frozen=True)
class LayerFacts:
    """A layer before training.

    Attributes:
        name: Its name in Keras.
        kind: The name of its Keras class: `Dense`, `Conv2D`, `LSTM`, `ReLU`, …
        role: `output`: the last layer with weights, and activations after it; `hidden`: other layers with weights or
            an activation; `other`: pooling, flatten, dropout, normalization, …
        activation: Keras' name of its activation (`linear` if it has none, but an activation layer may follow); None
            if layers of this class have no activation.
        followed_by: The last activation that its outputs pass through: its own, or that of an activation layer before
            the next weights (possibly after normalization, dropout and pooling), ADDED, or UNKNOWN.
        units: Number of units or filters.
        parameters: Number of trainable parameters.
        fan_in: Number of inputs of one unit.
        kernel: Size of the convolution kernel, in pixels or steps.
        side: Size of a convolution's input along its longest axis, in pixels or steps.
        receptive_field: Number of pixels or steps along the longest axis that one output depends on, through all
            previous layers.
        spread: Standard deviation of the initial kernel over that of the Glorot initializer for the same shape.
        constant: Whether all units have the same initial kernel.
        bias: Mean of the initial bias.
        l1: Factor of its L1 penalty.
        l2: Factor of its L2 penalty.
        rate: Share that a dropout layer drops.
        adapted: False for a `Normalization` layer without means and variances, which does nothing.
    """

    name: str
    kind: str
    role: Literal["hidden", "output", "other"] = "hidden"
    activation: str | None = None
    followed_by: str | None = None
    units: int | None = None
    parameters: int = 0
    fan_in: int | None = None
    kernel: tuple[int, ...] | None = None
    side: int | None = None
    receptive_field: int | None = None
    spread: float | None = None
    constant: bool = False
    bias: float | None = None
    l1: float = 0.0
    l2: float = 0.0
    rate: float | None = None
    adapted: bool = True


@dataclass(frozen=True)
class NetworkFacts:
    """A compiled network before training.

    Attributes:
        layers: All layers in the order of the data, including those of nested models.
        parameters: Number of trainable parameters.
        outputs: Number of outputs per sample (size of the last axis).
        output_activation: Keras' name of the last activation: `softmax`, `sigmoid`, `linear`, …, or UNKNOWN for custom
            code.
        loss: Keras' name in snake case: `sparse_categorical_crossentropy`, `mean_squared_error`, …
        from_logits: Whether the loss takes logits; None if it has no such setting.
        optimizer: Keras' name in lower case: `adam`, `sgd`, …
        learning_rate: The learning rate; the largest one of a schedule.
        scheduled: Whether the learning rate follows a schedule.
        momentum: Momentum of SGD or RMSprop.
        weight_decay: Weight decay of AdamW and others.
        clips: Whether gradients are clipped.
        shows_layers: False for a subclassed model whose layers or their order cannot be determined.
        input_shape: Shape of one sample.
        inputs: What is done first with each input: taken as numbers, scaled, or looked up in a table.
        ignored: The label that the loss ignores (`ignore_class`), if any.
        score_tells: Whether accuracy or R² measures what the loss optimizes; False for custom losses, CTC, Circle and
            CosineSimilarity.
    """

    layers: tuple[LayerFacts, ...]
    parameters: int
    outputs: int
    output_activation: str
    loss: str
    from_logits: bool | None
    optimizer: str
    learning_rate: float
    scheduled: bool = False
    momentum: float = 0.0
    weight_decay: float = 0.0
    clips: bool = False
    shows_layers: bool = True
    input_shape: tuple[int | None, ...] = ()
    inputs: tuple[InputUse, ...] = ()
    ignored: int | None = None
    score_tells: bool = True


@dataclass(frozen=True)
class DataFacts:
    """Measurements of the data; the numbers refer to the training samples.

    Attributes:
        samples: Number of training samples.
        held_out: Number of validation samples.
        task: The task that the labels define.
        labels: Form of the labels: class indices, one-hot rows, rows (or a column) of zeros and ones, or numbers.
        classes: Number of classes; for regression the number of targets per sample.
        label_low: The smallest label.
        label_high: The largest label.
        share_of_largest: Share of the samples in the largest class; for regression 0.
        mean: Mean of all inputs.
        std: Standard deviation of all inputs.
        largest: The largest absolute input.
        scale_ratio: The largest standard deviation of a feature over the median of all features that vary.
        offset: The largest |mean| of a feature over its standard deviation, among features that vary.
        normalized_inside: Whether the network starts with layers that scale its inputs.
        not_finite: Number of inputs and labels that are not finite, including those of held-out samples.
        varying: Share of the features that vary.
        repeated: Share of the training samples that have the same inputs as an earlier one.
        conflicting: Share of the training samples that have the same inputs as one with a different label.
        leaked: Share of the validation samples that have the same inputs as a training sample.
        reconstructs: Whether the labels equal the inputs, as for an autoencoder.
    """

    samples: int
    held_out: int
    task: Task
    labels: Labels
    classes: int
    label_low: float = 0.0
    label_high: float = 0.0
    share_of_largest: float = 0.0
    mean: float = 0.0
    std: float = 1.0
    largest: float = 1.0
    scale_ratio: float = 1.0
    offset: float = 0.0
    normalized_inside: bool = False
    not_finite: int = 0
    varying: float = 1.0
    repeated: float = 0.0
    conflicting: float = 0.0
    leaked: float = 0.0
    reconstructs: bool = False


@dataclass(frozen=True)
class Trial:
    """A short training with one setting changed; losses exclude penalties and are computed in inference mode.

    Attributes:
        start: `initial`: from the initial weights; `trained`: from the trained ones. Both start with a fresh
            optimizer; for example, the moments of Adam are 0 again.
        rate: Factor on the learning rate.
        epochs: Number of epochs.
        loss: Training loss at the end (over at most 2,000 samples); NaN if it is not finite.
        score: Training score at the end.
        validation_loss: Held-out loss at the end; None if nothing is held out.
        validation_score: Held-out score at the end; None if nothing is held out.
    """

    start: Literal["initial", "trained"]
    rate: float
    epochs: int
    loss: float
    score: float
    validation_loss: float | None = None
    validation_score: float | None = None


@dataclass(frozen=True)
class RunFacts:
    """Measurements of the training. A score is accuracy (over all labels of multi-label data), or R² for regression.

    Attributes:
        epochs: Number of epochs requested.
        batch_size: Samples per step.
        history: Per `epoch` (from 1): `loss`; if available, `task_loss` (without penalties) and `val_loss` (over at
            most 500 samples, after at most 25 of the epochs, interpolated between them).
        health: The monitor's table per epoch × layer.
        steps: The monitor's table per epoch.
        score: Final score on the training samples, in inference mode; NaN if outputs are not finite.
        loss: Final loss on the training samples, in inference mode, without penalties.
        validation_score: Final score on the held-out samples; None if there are none.
        validation_loss: Final loss on the held-out samples; None if there are none.
        first_score: Score on the training samples before training.
        first_loss: Loss on the training samples before training.
        chance: Score of the best constant answer on the held-out samples (on the training samples if there are none).
        reference: Held-out score of the best stock model, without tuning; None if none was fitted.
        reference_name: Name of that stock model.
        surest: Its score on the fifth of the held-out samples that it is most certain of; None if it gives no
            probabilities, or that fifth has fewer than 20 samples.
        trials: Short trainings with one setting changed.
        comparable: Whether the shapes of outputs and labels match, so that there is a score.
        error: The exception if training could not start; empty otherwise.
    """

    epochs: int
    batch_size: int
    history: pd.DataFrame
    health: pd.DataFrame
    steps: pd.DataFrame
    score: float
    loss: float
    validation_score: float | None
    validation_loss: float | None
    first_score: float
    first_loss: float
    chance: float
    reference: float | None = None
    reference_name: str = ""
    surest: float | None = None
    trials: tuple[Trial, ...] = ()
    comparable: bool = True
    error: str = ""


@dataclass(frozen=True)
class Facts:
    """All measurements."""

    network: NetworkFacts
    data: DataFacts
    run: RunFacts
