"""Facts about the data before training."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.diagnosis.facts import DataFacts, InputUse, NetworkFacts
from confoundry.diagnosis.measured.repeats import repeat_facts
from confoundry.diagnosis.measured.scales import scale_facts
from confoundry.diagnosis.measured.scores import chance
from confoundry.diagnosis.measured.task import counted, known_of, target_of


def data_facts(network: NetworkFacts, x: Any, y: Any, held: tuple[Any, Any] | None) -> DataFacts:
    """Return the facts about the data.

    Args:
        network: The network that is trained on the data.
        x: Inputs of the training samples: an array (n, …) or a structure of arrays.
        y: Labels (n, …); those of the first output are described if there are several.
        held: Inputs and labels of the held-out samples.
    """
    inputs, labels = arrays_in(x), arrays_in(y)
    others, their_labels = (arrays_in(held[0]), arrays_in(held[1])) if held else ([], [])
    target = target_of(network, _together(labels[0], their_labels[0]) if held else labels[0])
    numbers, normalized = _numbers(network, inputs)
    known = known_of(target, labels[0])
    known = known[counted(target, known)]
    raw = labels[0] if target.ignored is None else known  # without ignored labels
    finite = raw[np.isfinite(raw)]
    return DataFacts(
        samples=len(labels[0]),
        held_out=len(their_labels[0]) if held else 0,
        task=target.task,
        labels=target.labels,
        classes=target.classes,
        label_low=float(finite.min()) if finite.size else 0.0,
        label_high=float(finite.max()) if finite.size else 0.0,
        share_of_largest=chance(target.task, known),
        normalized_inside=normalized,
        reconstructs=any(map(partial(_same, labels[0]), inputs)),
        not_finite=sum(map(_not_finite, inputs + labels + others + their_labels)),
        **scale_facts(numbers),
        **repeat_facts(inputs, labels[0], others or None),
    )


def arrays_in(data: Any) -> list[NDArray]:
    """Return the arrays of a structure as a list."""
    import keras

    return [np.asarray(array) for array in keras.tree.flatten(data)]


def _together(labels: NDArray, others: NDArray) -> NDArray:
    return np.concatenate([labels, others]) if labels.shape[1:] == others.shape[1:] else labels


def _same(labels: NDArray, inputs: NDArray) -> bool:
    return labels[0].size > 1 and labels.size == inputs.size and np.array_equal(labels.ravel(), inputs.ravel())


def _not_finite(array: NDArray) -> int:
    return array.size - int(np.count_nonzero(np.isfinite(array))) if array.dtype.kind == "f" else 0


def uses(network: NetworkFacts, inputs: int) -> tuple[InputUse, ...]:
    """Return the first use of each input; if it is not known, inputs count as numbers."""
    return network.inputs if len(network.inputs) == inputs else ("numbers",) * inputs


def _numbers(network: NetworkFacts, inputs: list[NDArray]) -> tuple[list[NDArray], bool]:
    """Return the numeric inputs, and whether the network scales all of them."""
    used = list(zip(uses(network, len(inputs)), inputs, strict=True))
    taken = [array for use, array in used if use == "numbers"]
    scaled = [array for use, array in used if use == "scaled"]
    return taken or scaled, bool(scaled) and not taken
