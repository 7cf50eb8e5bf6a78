"""What a network does first with each of its inputs: look values up, scale them, or use them as they are."""

from __future__ import annotations

from typing import Any

from confoundry.diagnosis.facts import InputUse
from confoundry.diagnosis.measured.graph import LayerGraph
from confoundry.diagnosis.measured.keras_names import snake_case
from confoundry.diagnosis.measured.layer import NORMALIZATIONS, adapted, core, is_opaque

LOOKS_UP = ("Embedding", "CategoryEncoding", "Discretization", "HashedCrossing", "Hashing", "IntegerLookup")
SCALES = (*NORMALIZATIONS, "Lambda", "Multiply", "TrueDivide", "Divide", "Subtract")
# Layers (by the beginning of their name) and operations that may come before and change nothing.
PASSES = ("Reshape", "Flatten", "Permute", "Cropping", "CenterCrop", "ZeroPadding", "Resizing", "Rand", "Gaussian")
PASSES += ("Masking", "Concatenate", "Dropout", "SpatialDropout", "AlphaDropout", "Identity")
MOVES = ("cast", "concatenate", "copy", "expand_dims", "flip", "get_item", "identity", "pad", "reshape", "split")
MOVES += ("squeeze", "stack", "swapaxes", "transpose")


def input_uses(graph: LayerGraph, inputs: int) -> tuple[InputUse, ...]:
    """Return the first use of each input.

    An input with several uses is looked up if any of them is a lookup, and scaled if all of them scale it. If the order
    of layers is not known, all inputs are used like the first one; of several inputs, all are looked up if any layer is
    a lookup.

    Args:
        graph: The layers of the network.
        inputs: Number of inputs.
    """
    first: list[set[InputUse]] = [set() for _ in range(inputs)]
    reached: list[set[int]] = []
    for place in graph.places:
        these = {number for number in place.inputs if number < inputs}.union(*(reached[one] for one in place.parents))
        use = _use(place.layer) if these else None
        reached.append(these if use is None else set())
        if use is not None:
            for number in these:
                first[number].add(use)
    found: tuple[InputUse, ...] = tuple(_together(uses) for uses in first)
    if graph.seen:
        return found
    if inputs > 1 and any(_looks_up(place.layer) for place in graph.places):
        return tuple("looked up" for _ in first)
    return found[:1] * inputs


def _together(uses: set[InputUse]) -> InputUse:
    if "looked up" in uses:
        return "looked up"
    return "scaled" if uses == {"scaled"} else "numbers"


def _use(layer: Any) -> InputUse | None:
    """Return what a layer or operation does with numbers; None if it passes them on unchanged."""
    kind = type(core(layer)).__name__
    if _looks_up(layer):
        return "looked up"
    if not adapted(core(layer)) or kind.startswith(PASSES) or _moves(layer):
        return None
    return "scaled" if kind in SCALES or is_opaque(layer) else "numbers"


def _looks_up(layer: Any) -> bool:
    """Return whether a layer looks numbers up in a table, or contains a layer that does."""
    held = layer._flatten_layers() if hasattr(layer, "_flatten_layers") else ()
    return any(type(one).__name__ in LOOKS_UP for one in held)


def _moves(layer: Any) -> bool:
    return not hasattr(layer, "trainable_weights") and snake_case(type(layer).__name__) in MOVES
