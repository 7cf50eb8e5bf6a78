"""Repeated samples, found by keys that are equal exactly if the inputs are equal."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.keys import generator

Keys = NDArray[np.uint64]
Arrays = list[NDArray]
INSPECTED = 64  # values of a sample that are compared first; they tell most samples apart


def repeat_facts(x: Arrays, y: NDArray, held: Arrays | None) -> dict[str, Any]:
    """Return the shares of repeated training samples and of held-out samples that are also training samples.

    Args:
        x: Inputs of training samples, arrays (n, …).
        y: Labels of training samples (n, …).
        held: Inputs of held-out samples, of the same types.
    """
    inputs, others = keys_of(x, held)
    values, number, copies = np.unique(inputs, return_inverse=True, return_counts=True)
    again = copies[number] > 1
    return {
        "repeated": 1 - len(values) / len(y),
        "conflicting": _conflicting(number[again], keys_of([y[again]])[0]) / len(y) if again.any() else 0.0,
        "leaked": float(np.isin(others, values).mean()) if len(others) else 0.0,
    }


def keys_of(*parts: Arrays | None) -> list[Keys]:
    """Return a key for each sample of each part, given as arrays (n, …); equal samples in one call have equal keys."""
    found = [_some(part or []) for part in parts]
    _, place, copies = np.unique(np.concatenate(found), return_inverse=True, return_counts=True)
    again = np.split(copies[place] > 1, np.cumsum([len(keys) for keys in found])[:-1])
    for part, keys, those in zip(parts, found, again, strict=True):
        for sample in np.flatnonzero(those):  # possible repeats are compared in full
            whole = b"".join(array[sample].tobytes() for array in part or [])
            keys[sample] = int.from_bytes(sha256(whole).digest()[:8])
    return found


def _some(arrays: Arrays) -> Keys:
    """Return an integer hash of some bytes of each sample, which does not depend on its position."""
    found = np.zeros(len(arrays[0]) if arrays else 0, np.uint64)
    for number, array in enumerate(arrays):
        rows = array.reshape(len(array), -1)
        columns = np.linspace(0, rows.shape[1] - 1, min(rows.shape[1], INSPECTED)).astype(int)
        raw = np.ascontiguousarray(rows[:, columns]).view(np.uint8).reshape(len(array), -1)
        factors = generator("repeats", number).integers(1, 2**63, raw.shape[1], dtype=np.uint64)
        found += np.einsum("ij,j->i", raw, factors, dtype=np.uint64, casting="safe")
    return found


def _conflicting(inputs: NDArray[np.intp], labels: Keys) -> int:
    """Return the number of samples whose inputs occur with more than one label."""
    pairs = np.unique(np.column_stack([inputs.astype(np.uint64), labels]), axis=0)[:, 0]
    values, kinds = np.unique(pairs, return_counts=True)
    return int(np.isin(inputs, values[kinds > 1].astype(np.intp)).sum())
