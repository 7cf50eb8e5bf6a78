"""A CSV file: numbers in columns as inputs, one column with the label."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from confoundry.errors import BadInput
from confoundry.files.bounded import opened
from confoundry.sources.samples import Samples, from_arrays

if TYPE_CHECKING:
    import pandas as pd

EXPECTED = "a CSV file with a line of column names"


def read_csv_file(path: Path, label: str = "label") -> Samples:
    """Read a table; labels that are whole numbers or words are classes, other numbers are numbers.

    Args:
        path: The file.
        label: The column that holds the labels.

    Raises:
        BadInput: The file is no table, or holds in its other columns what is no number.
    """
    import pandas as pd

    with opened(path, EXPECTED, "export it again") as file:
        table = pd.read_csv(file)
    if label not in table.columns:
        named = ", ".join(map(str, table.columns[:8])) + (", …" if len(table.columns) > 8 else "")
        raise BadInput(path, expected=f"a column {label}", came=named, remedy="name the column with --label")
    inputs = table.drop(columns=label)
    _check_numbers(path, inputs)
    labels = table[label]
    if missing := int(labels.isna().sum()):
        came = f"{missing:,} without"
        raise BadInput(path, expected=f"a label in each row of {label}", came=came, remedy="fill or drop these rows")
    return from_arrays(path, (inputs.to_numpy(np.float32), _labels(labels)), None)


def _check_numbers(path: Path, inputs: "pd.DataFrame") -> None:
    words = [str(name) for name in inputs.columns if inputs[name].dtype.kind not in "iufb"]
    if words or not len(inputs.columns) or not len(inputs):
        came = f"words in {', '.join(words[:3])}{', …' if len(words) > 3 else ''}" if words else "none"
        raise BadInput(path, expected="columns of numbers", came=came, remedy="encode words as numbers, or drop them")


def _labels(labels: "pd.Series") -> np.ndarray:
    """Return whole numbers and numbers as they are, words as the indices of their sorted names."""
    if labels.dtype.kind in "iufb":
        return labels.to_numpy()
    return np.unique(labels.astype(str).to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)
