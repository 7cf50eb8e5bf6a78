"""Measures one sampled step: its inputs and loss, and each layer's weights, gradients, update and outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import keras
import tensorflow as tf

from confoundry.training.monitor.layers import WatchedLayer
from confoundry.training.monitor.measures import MISSING, input_sums, saturated, square_sum, unit_range
from confoundry.training.monitor.observed import Observed, within_reach


@dataclass(frozen=True)
class Sample:
    """The measurements of one step.

    Attributes:
        numbers: [1, gradient norm, share of the penalties, finite inputs, Σ x, Σ x², other inputs, gradient norm,
            largest |x|, loss with penalties].
        layers: (layers, 5): gradient norm, weight norm, norm of the update, share saturated, outputs of each unit.
            NaN where a value does not apply.
        ranges: For each layer, the smallest and the largest output of each unit (2, units), if known.
    """

    numbers: tf.Tensor
    layers: tf.Tensor
    ranges: Sequence[tf.Tensor | None]


class Squares(NamedTuple):
    """For one variable: the sums of squares of its gradient, its value and its update; None without a gradient."""

    gradient: tf.Tensor | None
    weight: tf.Tensor
    update: tf.Tensor


def measured(
    model: keras.Model,
    layers: Sequence[WatchedLayer],
    observed: Observed,
    grads: Sequence[Any],
    variables: Sequence[Any],
    update: Callable[[], None],
) -> Sample:
    """Update the weights, and return the step's measurements."""
    loss = _loss(observed)
    penalty = _penalty(model)  # of the weights before
    squares = _squares(grads, variables, update, _loss_scale(model.optimizer))
    gradient = _norm([one.gradient for one in squares.values()])
    inputs, largest = input_sums(observed.numbers_in())
    rows = [_row(one, observed.outputs_of(one.layer), squares) for one in layers]
    share = tf.math.divide_no_nan(penalty, loss)
    return Sample(
        numbers=tf.concat([[1.0, gradient, share], inputs, [gradient, largest, loss]], 0),
        layers=tf.stack(rows) if rows else tf.zeros([0, 5]),
        ranges=[_range(one, observed.outputs_of(one.layer)) for one in layers],
    )


def _loss(observed: Observed) -> tf.Tensor:
    """Return the loss, if it was observed."""
    known = within_reach([] if observed.loss is None else [tf.convert_to_tensor(observed.loss)])
    return tf.cast(known[0], tf.float32) if known else tf.constant(MISSING)


def _penalty(model: keras.Model) -> tf.Tensor:
    """Return the sum of what the model adds to its loss."""
    losses = [tf.convert_to_tensor(loss) for loss in model.losses]
    if len(within_reach(losses)) < len(losses):
        return tf.constant(MISSING)
    return tf.add_n([tf.cast(tf.reduce_sum(loss), tf.float32) for loss in losses]) if losses else tf.constant(0.0)


def _loss_scale(optimizer: Any) -> Any:
    """Return the factor that an optimizer has put on the loss, and so on the gradients."""
    scale = getattr(optimizer, "dynamic_scale", None)
    return getattr(optimizer, "loss_scale_factor", None) if scale is None else tf.convert_to_tensor(scale)


def _squares(
    grads: Sequence[Any], variables: Sequence[Any], update: Callable[[], None], scale: Any
) -> dict[int, Squares]:
    """Update the weights, and return the squares by the variables' identities."""
    before = [tf.convert_to_tensor(variable) for variable in variables]
    gradients = [None if gradient is None else square_sum(gradient) for gradient in grads]
    if scale is not None:
        gradients = [None if gradient is None else gradient / tf.square(scale) for gradient in gradients]
    update()
    after = [tf.convert_to_tensor(variable) for variable in variables]
    updates = [square_sum(new - old) for new, old in zip(after, before, strict=True)]
    rows = zip(gradients, map(square_sum, before), updates, strict=True)
    return {id(variable): Squares(*row) for variable, row in zip(variables, rows, strict=True)}


def _row(watched: WatchedLayer, outputs: Sequence[tf.Tensor], squares: Mapping[int, Squares]) -> tf.Tensor:
    weights = [squares[id(variable)] for variable in watched.layer.trainable_weights if id(variable) in squares]
    shares = [saturated(output, watched.activation) for output in outputs]
    return tf.stack(
        [
            _norm([one.gradient for one in weights]),
            _norm([one.weight for one in weights]),
            _norm([one.update for one in weights]),
            tf.add_n(shares) / len(shares) if shares else tf.constant(MISSING),
            _output_count(watched, outputs),
        ]
    )


def _norm(squares: Sequence[tf.Tensor | None]) -> tf.Tensor:
    """Return the root of a sum of squares; NaN where there is none."""
    known = [one for one in squares if one is not None]
    return tf.sqrt(tf.add_n(known)) if known else tf.constant(MISSING)


def _output_count(watched: WatchedLayer, outputs: Sequence[tf.Tensor]) -> tf.Tensor:
    """Return the number of outputs of each unit."""
    counts = [tf.size(output) // tf.shape(output)[watched.units_axis(output.shape.rank)] for output in outputs]
    return tf.cast(tf.add_n(counts), tf.float32) if counts else tf.constant(0.0)


def _range(watched: WatchedLayer, outputs: Sequence[tf.Tensor]) -> tf.Tensor | None:
    """Return the range of each unit's outputs, if the number of units is known."""
    axes = [watched.units_axis(output.shape.rank) for output in outputs]
    units = {output.shape[axis] for output, axis in zip(outputs, axes, strict=True)}
    return unit_range(outputs, axes) if len(units) == 1 and None not in units else None
