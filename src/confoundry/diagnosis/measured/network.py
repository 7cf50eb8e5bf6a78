"""Facts about a network before training."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from confoundry.diagnosis.facts import ADDED, UNKNOWN, LayerFacts, NetworkFacts
from confoundry.diagnosis.measured.compiled import first, loss_facts, optimizer_facts
from confoundry.diagnosis.measured.field import receptive_fields
from confoundry.diagnosis.measured.graph import LayerGraph, graph_of
from confoundry.diagnosis.measured.inputs import input_uses
from confoundry.diagnosis.measured.keras_names import ACTIVATION_FUNCTIONS, ACTIVATION_LAYERS
from confoundry.diagnosis.measured.layer import (
    activation_of,
    has_weights,
    is_activation,
    is_opaque,
    joining,
    own_facts,
)
from confoundry.training.labels import by_name
from confoundry.training.monitor.layers import watched_layers

if TYPE_CHECKING:
    import keras

KNOWN = (None, "linear", ADDED, *ACTIVATION_FUNCTIONS, *ACTIVATION_LAYERS.values())  # activations


def network_facts(model: keras.Model, sample: Any = None) -> NetworkFacts:
    """Return the facts about a compiled, built model; the first output is described if there are several.

    Args:
        model: The model.
        sample: Symbolic inputs with which a subclassed model can be traced.
    """
    graph = graph_of(model, sample)
    inputs, outputs = _shapes(model, sample)
    return NetworkFacts(
        layers=_layers(graph, {id(one.layer): one.name for one in watched_layers(model)}),
        parameters=sum(int(np.prod(variable.shape)) for variable in model.trainable_weights),
        outputs=int(outputs[-1] or 1) if len(outputs) > 1 else 1,
        output_activation=_output_activation(graph),
        shows_layers=graph.seen,
        input_shape=tuple(inputs[1:]),
        inputs=input_uses(graph, _inputs(model, sample)),
        **loss_facts(next(iter(by_name(model.loss, getattr(model, "output_names", ()))), None)),
        **optimizer_facts(model.optimizer),
    )


def _layers(graph: LayerGraph, names: dict[int, str]) -> tuple[LayerFacts, ...]:
    """Return the facts about each layer, at its first call, under the name that the monitor uses."""
    fields, ending = receptive_fields(graph), _ending(graph)
    found: dict[int, LayerFacts] = {}
    for number, place in enumerate(graph.places):
        if id(place.layer) in found:
            continue
        facts = own_facts(place.layer, names.get(id(place.layer), str(place.layer.name)))
        role = "output" if number in ending and facts.role == "hidden" else facts.role
        after = _followed_by(graph, number) if facts.role == "hidden" else None
        found[id(place.layer)] = replace(facts, role=role, followed_by=after, receptive_field=fields[number])
    return tuple(found.values())


def _ending(graph: LayerGraph) -> set[int]:
    """Return the indices of the last places with weights and of all places after them."""
    found, waiting = set(), list(graph.outputs)
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            place = graph.places[number]
            waiting += () if has_weights(place.layer) else place.parents
    return found


def _followed_by(graph: LayerGraph, number: int) -> str | None:
    """Return the last activation that a place's outputs pass through before the next weights, including its own.

    It is ADDED if there is none but the outputs are added to others. It is UNKNOWN if the outputs are multiplied with
    others, as in attention, if they pass through custom code, or if the order of layers is not known.
    """
    place = graph.places[number]
    layer, several = place.layer, len(place.parents + place.inputs) > 1
    own = (several and joining(layer)) or (UNKNOWN if is_opaque(layer) else activation_of(layer))
    if own not in KNOWN or (not graph.seen and own in (None, "linear")):
        return UNKNOWN
    after = [
        met
        for child in graph.children(number)
        if (graph.seen and not has_weights(graph.places[child].layer))
        and (met := _followed_by(graph, child)) not in (None, "linear")
    ]
    known = [met for met in after if met not in (ADDED, UNKNOWN)]
    if known:
        return known[0]
    if UNKNOWN in after:  # even after an activation of its own: a gate may use a sigmoid or a softmax
        return UNKNOWN
    return ADDED if after and own in (None, "linear") else own


def _output_activation(graph: LayerGraph) -> str:
    """Return the last activation before the first output: that of an activation layer or of the last weights."""
    number = graph.outputs[0] if graph.outputs else None
    while number is not None:
        place = graph.places[number]
        name = activation_of(place.layer)
        if is_opaque(place.layer):
            return UNKNOWN
        if has_weights(place.layer) or (is_activation(place.layer) and name != "linear"):
            return UNKNOWN if not graph.seen and name in (None, "linear") else name or "linear"
        number = place.parents[0] if place.parents else None
    return "linear"


def _inputs(model: keras.Model, sample: Any) -> int:
    """Return the number of inputs of a model."""
    import keras

    return len(getattr(model, "inputs", None) or keras.tree.flatten(sample)) or 1


def _shapes(model: keras.Model, sample: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return the shapes of the first input and of the first output, including the batch axis."""
    import keras

    if getattr(model, "outputs", None):
        return model.inputs[0].shape, model.outputs[0].shape
    if sample is None:
        return (), ()
    try:
        answers = model.compute_output_spec(sample)
    except Exception:  # call methods that need real numbers
        zeros = keras.tree.map_structure(lambda one: np.zeros([size or 1 for size in one.shape], one.dtype), sample)
        answers = model(zeros, training=False)
    return first(sample).shape, first(answers).shape
