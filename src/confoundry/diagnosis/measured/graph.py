"""The layers of a network in the order of the data, and where each takes its inputs from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Place:
    """One call of a layer, or of an operation that is not a layer.

    Attributes:
        layer: The layer or operation that is called.
        parents: Indices of the places that its inputs come from.
        inputs: Indices of the network inputs that it takes directly.
    """

    layer: Any
    parents: tuple[int, ...]
    inputs: tuple[int, ...] = ()


@dataclass(frozen=True)
class LayerGraph:
    """All places of a network.

    Attributes:
        places: In the order of the data; a layer that is called twice has two places.
        outputs: Indices of the places that give the outputs.
        seen: Whether this is the order of the data; if it cannot be determined, it is the order of creation.
    """

    places: tuple[Place, ...]
    outputs: tuple[int, ...]
    seen: bool = True

    def children(self, number: int) -> list[int]:
        """Return the indices of the places that take inputs from this one."""
        return [child for child, place in enumerate(self.places) if number in place.parents]


def graph_of(model: keras.Model, sample: Any = None) -> LayerGraph:
    """Return the graph of a built model, including the layers of nested models.

    Args:
        model: Any built model.
        sample: Symbolic inputs (`keras.Input`) with which a subclassed model can be traced.
    """
    places: list[Place] = []
    outputs = _open(model, None, places)
    if outputs is None:
        places.clear()
        outputs = _followed(model, sample, places)
    if outputs is not None:
        return LayerGraph(tuple(places), tuple(dict.fromkeys(number for number in outputs if number >= 0)))
    layers = [layer for layer in model.layers if type(layer).__name__ != "InputLayer"]
    chain = [Place(layer, (number - 1,) if number else (), (0,)[number:]) for number, layer in enumerate(layers)]
    return LayerGraph(tuple(chain), (len(chain) - 1,) if chain else (), seen=False)


def _open(model: Any, sources: list[tuple[int, ...]] | None, places: list[Place]) -> list[int] | None:
    """Add the places of a model and return the indices of its outputs; None if the order cannot be determined.

    Args:
        model: The model.
        sources: For each input the places that it comes from; None for the outermost model, whose inputs are
            −1, −2, ….
        places: The places found so far.
    """
    import keras

    if isinstance(model, keras.Sequential):
        return _chain(model, sources[0] if sources else (-1,), places)
    if not hasattr(model, "_nodes_by_depth"):
        return None
    own = [(-1 - number,) for number in range(len(model.inputs))]
    at = {id(tensor): source for tensor, source in zip(model.inputs, sources or own, strict=False)}
    for depth in sorted(model._nodes_by_depth, reverse=True):
        for node in model._nodes_by_depth[depth]:
            if node.is_input or any(id(tensor) in at for tensor in node.outputs):
                continue
            found = _add(node.operation, [at.get(id(tensor), ()) for tensor in node.input_tensors], places)
            at |= {id(tensor): found for tensor in node.outputs}
    return [number for tensor in model.outputs for number in at[id(tensor)]]


def _chain(model: Any, source: tuple[int, ...], places: list[Place]) -> list[int]:
    for layer in model.layers:
        source = _add(layer, [source], places)
    return list(source)


def _add(layer: Any, sources: list[tuple[int, ...]], places: list[Place]) -> tuple[int, ...]:
    """Add a layer, or the layers of a nested model, and return the indices of its outputs."""
    import keras

    if isinstance(layer, keras.Model):
        before = len(places)
        outputs = _open(layer, sources, places)
        if outputs is not None:
            return tuple(outputs)
        del places[before:]
    numbers = dict.fromkeys(number for source in sources for number in source)
    parents, inputs = [one for one in numbers if one >= 0], [-1 - one for one in numbers if one < 0]
    places.append(Place(layer, tuple(parents), tuple(inputs)))
    return (len(places) - 1,)


def _followed(model: Any, sample: Any, places: list[Place]) -> list[int] | None:
    """Trace symbolic inputs through the call method of a subclassed model; the model itself is not changed."""
    import keras

    if sample is None:
        return None
    inner = [layer for layer in model._flatten_layers() if layer is not model]
    before = [(layer, len(layer._inbound_nodes), len(layer._outbound_nodes)) for layer in inner]
    try:
        return _open(keras.Model(sample, model.call(sample)), None, places)
    except Exception:  # custom code may fail on symbolic inputs
        places.clear()
        return None
    finally:
        for layer, inbound, outbound in before:
            del layer._inbound_nodes[inbound:]
            del layer._outbound_nodes[outbound:]
