"""All that a diagnosis is made from: what was measured of a network, its data, its training, and of short trials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

Task = Literal["binary", "multiclass", "multilabel", "regression"]
Labels = Literal["index", "one_hot", "zero_one", "numbers"]
InputUse = Literal["numbers", "scaled", "looked up"]
UNKNOWN = "unknown"  # an activation that cannot be told
ADDED = "added"  # to other outputs, in an activation's place, as at the end of a residual block


@dataclass(frozen=True)
class LayerFacts:
    """A layer as it was before training.

    Attributes:
        name: Keras' name of it.
        kind: Keras' name of its class: `Dense`, `Conv2D`, `LSTM`, `ReLU`, …
        role: `output`: the last one with weights, and activations after it; `hidden`: others that have weights or an
            activation; `other`: pooling, flatten, dropout, normalization, …
        activation: Keras' name of its activation (`linear` where it has none of its own but an activation layer may
            follow); None where its kind has none.
        followed_by: The activation that its outputs meet in the end: its own, or that of an activation layer that
            comes before the next weights (normalization, dropout and pooling may lie between), ADDED, or UNKNOWN.
        units: Units or filters.
        parameters: Trainable numbers.
        fan_in: Inputs of one unit.
        kernel: Size of a convolution's kernel, in pixels or steps.
        side: Pixels or steps along the longest axis that a convolution takes.
        receptive_field: Pixels or steps along the longest axis that one output sees, through all layers before it.
        spread: Standard deviation of the initial kernel over that of Glorot's initializer on the same shape.
        constant: Whether the initial kernel's units are all alike.
        bias: Mean of the initial bias.
        l1: Factor of its L1 penalty.
        l2: Factor of its L2 penalty.
        rate: Share that a dropout layer drops.
        adapted: False for a `Normalization` that was not given means and variances, and so does nothing.
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
        layers: In the order of the data, those of models within the model included.
        parameters: Trainable numbers in all.
        outputs: Numbers that it answers for a sample (of its last axis).
        output_activation: Keras' name of what the answers went through last: `softmax`, `sigmoid`, `linear`, …, or
            UNKNOWN: something of the user's own.
        loss: Keras' name in snake case: `sparse_categorical_crossentropy`, `mean_squared_error`, …
        from_logits: Whether the loss takes scores; None where it has no such setting.
        optimizer: Keras' name in small letters: `adam`, `sgd`, …
        learning_rate: Of a schedule the largest.
        scheduled: Whether it follows a schedule.
        momentum: Of SGD and RMSprop.
        weight_decay: Of AdamW and others.
        clips: Whether gradients are clipped.
        shows_layers: False for a subclassed model whose layers or their order cannot be seen.
        input_shape: Of one sample.
        inputs: What is done first with each of its inputs: taken as numbers, scaled, or looked up in a table.
        ignored: The label that the loss leaves out (`ignore_class`), if any.
        score_tells: Whether accuracy or R² is what the loss is after; not so of one of the user's own, CTC, Circle or
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
    """What was measured of the data; the numbers are over the training samples.

    Attributes:
        samples: Training samples.
        held_out: Validation samples.
        task: What the labels ask for.
        labels: How they are given: class indices, rows of one 1, rows of zeros and ones (or a column), or numbers.
        classes: How many; for regression how many targets a sample has.
        label_low: The smallest label.
        label_high: The largest label.
        share_of_largest: Share of the samples in the largest class; for regression 0.
        mean: Of all inputs.
        std: Of all inputs.
        largest: The largest absolute input.
        scale_ratio: The largest standard deviation of a feature over the median of all that vary.
        offset: The largest |mean| of a feature over its standard deviation; of features that vary.
        normalized_inside: Whether the network begins with layers that scale its inputs.
        not_finite: Inputs and labels that are no numbers, those of held-out samples included.
        varying: Share of the features that vary at all.
        repeated: Share of the training samples that are copies of another with the same inputs.
        conflicting: Share of the training samples whose inputs come again with another label.
        leaked: Share of the validation samples whose inputs are among the training samples.
        reconstructs: Whether the labels are the inputs, as an autoencoder's.
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
    """Training again for a short while, with one thing changed; losses are without penalties, in inference mode.

    Attributes:
        start: `initial`: from the initial weights; `trained`: going on from the trained ones. Both with an optimizer
            that has not begun: Adam's moments, say, are 0 again.
        rate: Factor on the learning rate.
        epochs: How long.
        loss: Training loss at its end (over at most 2,000 samples); NaN where it is not finite.
        score: Training score at its end.
        validation_loss: Likewise.
        validation_score: Likewise.
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
    """How training went. A score is accuracy (of labels in multi-label data), or R² for regression.

    Attributes:
        epochs: Passes that were asked for.
        batch_size: Samples a step.
        history: Per `epoch` (from 1): `loss`, and where there were such `task_loss` (without penalties), `val_loss`
            (over at most 500 samples, after at most 25 of the epochs; between them on a straight line).
        health: The monitor's table: per epoch × layer.
        steps: The monitor's table: per epoch.
        score: On the training samples at the end, in inference mode; NaN where answers are not finite.
        loss: Likewise, without penalties.
        validation_score: On held-out samples; None where there are none.
        validation_loss: Likewise.
        first_score: On the training samples before training.
        first_loss: Likewise.
        chance: The best score of a constant answer on the held-out samples (on the training samples if there are none).
        reference: Held-out score of stock models that need no tuning, the best of them; None where none was fitted.
        reference_name: Which one it was.
        surest: Its score on the fifth of the held-out samples that it is surest of; None where it gives no
            probabilities, or that fifth has fewer than 20 samples.
        trials: Short trainings with one thing changed.
        comparable: Whether answers go with the labels by their shapes, so that there is a score.
        error: What training raised, where it could not begin; empty otherwise.
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
    """All of it."""

    network: NetworkFacts
    data: DataFacts
    run: RunFacts
