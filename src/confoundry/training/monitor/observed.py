"""Tensors observed while one step of a model is traced (or run, if it is not compiled)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import tensorflow as tf


@dataclass
class Observed:
    """Tensors of one step.

    Attributes:
        inputs: The model's inputs.
        outputs: A layer's return values for each call, by the layer's id.
        loss: The return value of `compute_loss`, penalties included.
        measured: Whether the step has been measured: once, at the optimizer's first update.
    """

    inputs: Any
    outputs: dict[int, list[Any]] = field(default_factory=dict)
    loss: tf.Tensor | None = None
    measured: bool = False

    def noting_outputs(self, layer: keras.layers.Layer) -> Callable[..., Any]:
        """Return a layer's `call` that records its return values."""
        call = layer.call

        @functools.wraps(call)
        def noting(*args: Any, **kwargs: Any) -> Any:
            outputs = call(*args, **kwargs)
            self.outputs.setdefault(id(layer), []).append(outputs)
            return outputs

        return noting

    def noting_loss(self, compute_loss: Callable[..., Any]) -> Callable[..., Any]:
        """Return a model's `compute_loss` that records its return value."""

        @functools.wraps(compute_loss)
        def noting(*args: Any, **kwargs: Any) -> Any:
            self.loss = compute_loss(*args, **kwargs)
            return self.loss

        return noting

    def numbers_in(self) -> list[tf.Tensor]:
        """Return the inputs that are numbers."""
        arrays = [array for array in keras.tree.flatten(self.inputs) if isinstance(array, tf.Tensor)]
        return [array for array in within_reach(arrays) if array.dtype.is_floating or array.dtype.is_integer]

    def outputs_of(self, layer: keras.layers.Layer) -> list[tf.Tensor]:
        """Return a layer's outputs that have units; the first one if a call returned several."""
        firsts = [keras.tree.flatten(outputs)[:1] for outputs in self.outputs.get(id(layer), ())]
        arrays = [array for first in firsts for array in first if isinstance(array, tf.Tensor)]
        return [array for array in within_reach(arrays) if array.dtype.is_floating and (array.shape.rank or 0) > 1]


def within_reach(tensors: Sequence[tf.Tensor]) -> list[tf.Tensor]:
    """Return the tensors that can be used here: of this graph or an outer one, not of an inner loop or function."""
    if tf.executing_eagerly():
        return [tensor for tensor in tensors if not tf.is_symbolic_tensor(tensor)]
    graphs, graph = [], tf.compat.v1.get_default_graph()
    while graph is not None:
        graphs.append(graph)
        graph = getattr(graph, "outer_graph", None)
    return [
        tensor
        for tensor in tensors
        if not tf.is_symbolic_tensor(tensor) or any(tensor.graph is graph for graph in graphs)
    ]
