"""A network's layers in the order of the data, and which one each takes its inputs from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class Place:
    """A layer where it is called, or an operation that is no layer.

    Attributes:
        layer: What is called there.
        parents: Places that its inputs come from, by their number.
        inputs: Those of the network's own inputs that it takes, by their number.
    """

    layer: Any
    parents: tuple[int, ...]
    inputs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Graph:
    """All places of a network.

    Attributes:
        places: In the order of the data; a layer that is called twice has two.
        outputs: Numbers of the places that answer.
        seen: Whether that is the real order; else it is the one in which the layers were made.
    """

    places: tuple[Place, ...]
    outputs: tuple[int, ...]
    seen: bool = True

    def children(self, number: int) -> list[int]:
        """Return the places that take their inputs from one."""
        return [child for child, place in enumerate(self.places) if number in place.parents]


def graph_of(model: keras.Model, sample: Any = None) -> Graph:
    """Return a built model's graph; models within it are opened.

    Args:
        model: Any model.
        sample: Symbolic inputs (`keras.Input`), by which a subclassed model can be followed.
    """
    places: list[Place] = []
    outputs = _open(model, None, places)
    if outputs is None:
        places.clear()
        outputs = _followed(model, sample, places)
    if outputs is not None:
        return Graph(tuple(places), tuple(dict.fromkeys(number for number in outputs if number >= 0)))
    layers = [layer for layer in model.layers if type(layer).__name__ != "InputLayer"]
    chain = [Place(layer, (number - 1,) if number else (), (0,)[number:]) for number, layer in enumerate(layers)]
    return Graph(tuple(chain), (len(chain) - 1,) if chain else (), seen=False)


def _open(model: Any, sources: list[tuple[int, ...]] | None, places: list[Place]) -> list[int] | None:
    """Add a model's places, and return the numbers of those that answer; None where its order cannot be seen.

    Args:
        model: The model.
        sources: For each of its inputs the places that it comes from; None for the outermost model, whose own inputs
            are −1, −2, ….
        places: Those found so far.
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
    """Add a layer, or what is in it where it is a model that can be opened; return the places that answer."""
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
    """Follow symbolic inputs through a subclassed model's own call, which is left as it was."""
    import keras

    if sample is None:
        return None
    inner = [layer for layer in model._flatten_layers() if layer is not model]
    before = [(layer, len(layer._inbound_nodes), len(layer._outbound_nodes)) for layer in inner]
    try:
        return _open(keras.Model(sample, model.call(sample)), None, places)
    except Exception:  # whatever the user's own code does with what is no array
        places.clear()
        return None
    finally:
        for layer, inbound, outbound in before:
            del layer._inbound_nodes[inbound:]
            del layer._outbound_nodes[outbound:]
