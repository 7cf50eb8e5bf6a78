"""Samples that come again: keys that are equal where, and only where, inputs are equal."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.keys import generator

Keys = NDArray[np.uint64]
Arrays = list[NDArray]
LOOKED_AT = 64  # numbers of a sample by which most are told apart


def repeat_facts(x: Arrays, y: NDArray, held: Arrays | None) -> dict[str, Any]:
    """Return the shares of training samples that come again, and of held-out ones that were trained on.

    Args:
        x: Inputs of training samples, arrays (n, …).
        y: Their labels (n, …).
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
    """Return keys of each part's samples, over its arrays (n, …): equal for equal samples, within one call."""
    found = [_some(part or []) for part in parts]
    _, place, copies = np.unique(np.concatenate(found), return_inverse=True, return_counts=True)
    again = np.split(copies[place] > 1, np.cumsum([len(keys) for keys in found])[:-1])
    for part, keys, those in zip(parts, found, again, strict=True):
        for sample in np.flatnonzero(those):  # those that may come again are compared in full
            whole = b"".join(array[sample].tobytes() for array in part or [])
            keys[sample] = int.from_bytes(sha256(whole).digest()[:8])
    return found


def _some(arrays: Arrays) -> Keys:
    """Return a sum over some of each sample's bytes, in whole numbers: the same wherever a sample stands."""
    found = np.zeros(len(arrays[0]) if arrays else 0, np.uint64)
    for number, array in enumerate(arrays):
        rows = array.reshape(len(array), -1)
        columns = np.linspace(0, rows.shape[1] - 1, min(rows.shape[1], LOOKED_AT)).astype(int)
        raw = np.ascontiguousarray(rows[:, columns]).view(np.uint8).reshape(len(array), -1)
        factors = generator("repeats", number).integers(1, 2**63, raw.shape[1], dtype=np.uint64)
        found += np.einsum("ij,j->i", raw, factors, dtype=np.uint64, casting="safe")
    return found


def _conflicting(inputs: NDArray[np.intp], labels: Keys) -> int:
    """Count the samples whose inputs have more than one label."""
    pairs = np.unique(np.column_stack([inputs.astype(np.uint64), labels]), axis=0)[:, 0]
    values, kinds = np.unique(pairs, return_counts=True)
    return int(np.isin(inputs, values[kinds > 1].astype(np.intp)).sum())
