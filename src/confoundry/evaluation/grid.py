"""A long table laid out as arrays, one axis per key column."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.errors import BadInput


def grid(name: str, frame: pd.DataFrame, axes: Mapping[str, pd.Index], columns: Sequence[str]) -> list[NDArray[Any]]:
    """Return each of the columns as an array with one axis per key, in the order of `axes`.

    Args:
        name: The table's name, for the error.
        frame: Exactly one row per combination of keys, in any order.
        axes: Each key column, and what stands along its axis.
        columns: The columns wanted.

    Raises:
        BadInput: A combination is missing, unknown or duplicated.
    """
    shape = tuple(len(labels) for labels in axes.values())
    position = np.zeros(len(frame), np.int64)
    for column, labels in axes.items():
        found = labels.get_indexer(pd.Index(frame[column]))
        if (found < 0).any():
            raise _not_full(name, axes, f"the unknown {column} {frame[column].iloc[int(np.argmin(found))]}")
        position = position * len(labels) + found
    if len(frame) != np.prod(shape) or len(np.unique(position)) != len(frame):
        raise _not_full(name, axes, f"{len(frame)} rows for {int(np.prod(shape))} combinations")
    order = np.empty(len(frame), np.int64)
    order[position] = np.arange(len(frame))
    return [frame[column].to_numpy()[order].reshape(shape) for column in columns]


def _not_full(name: str, axes: Mapping[str, pd.Index], came: str) -> BadInput:
    return BadInput(
        f"table `{name}`",
        expected=f"one row for each {' × '.join(axes)}",
        came=came,
        remedy="run the stage that writes it again",
    )
