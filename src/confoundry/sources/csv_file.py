"""A CSV file: columns of numbers as inputs, and one column with labels."""

import csv
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from confoundry.errors import BadInput
from confoundry.files.bounded import opened
from confoundry.sources.arrays import KERAS
from confoundry.sources.samples import Samples, from_arrays

if TYPE_CHECKING:
    import pandas as pd

EXPECTED = "a CSV file with a line of column names"


def read_csv_file(path: Path, label: str = "label") -> Samples:
    """Read a table; labels that are integers or text are classes, other numbers are targets of a regression.

    Args:
        path: The file.
        label: The column with the labels.

    Raises:
        BadInput: The file is not a table, a value is missing, or an input is not a number.
    """
    import pandas as pd

    with opened(path, EXPECTED, "export it again") as file:
        table = pd.read_csv(file)
        file.seek(0)
        names = [str(name) for name in pd.read_csv(file, header=None, nrows=1, dtype=str).iloc[0]]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise BadInput(path, expected="column names that differ", came=f"{twice} twice", remedy="rename one of them")
    if label not in table.columns:
        named = ", ".join(map(str, table.columns[:8])) + (", …" if len(table.columns) > 8 else "")
        alone = len(names) == 1 and any(sign in names[0] for sign in ";\t|")
        remedy = "separate the columns with commas" if alone else "name the column with --label"
        raise BadInput(path, expected=f"a column {label}", came=named, remedy=remedy)
    inputs = table.drop(columns=label)
    _check_numbers(path, inputs)
    numbers = inputs.to_numpy(np.float32)
    columns = list(map(str, inputs.columns))
    _check_complete(path, np.isnan(numbers), columns, "a number in each cell", "an empty cell")
    _check_complete(path, np.isinf(numbers), columns, "a finite number in each cell", "infinity")
    _check_complete(path, table[[label]].isna().to_numpy(), [label], f"a label in each row of {label}", "an empty cell")
    return from_arrays(path, (numbers, _labels(table[label])), None, (("the inputs", label), KERAS[1]))


def _check_complete(path: Path, missing: NDArray[np.bool_], names: Sequence[str], expected: str, came: str) -> None:
    """Check that no cell is missing; the error names the line and column of the first one."""
    if not missing.any():
        return
    row, column = map(int, np.argwhere(missing)[0])
    rows = int(missing.any(axis=1).sum())
    where = f"line {_line(path, row)}, column {names[column]}"
    more = f" (the first of {rows:,} such rows)" if rows > 1 else ""
    raise BadInput(path, expected=expected, came=f"{came} in {where}{more}", remedy="fill it in, or remove the row")


def _line(path: Path, row: int) -> int:
    """Return the line number of a row of the table; blank lines count, and a cell may span several lines."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        reader = csv.reader(file)
        lines = (reader.line_num for cells in reader if any(cell.strip() for cell in cells) or len(cells) > 1)
        return next(islice(lines, row + 1, None), row + 2)


def _check_numbers(path: Path, inputs: "pd.DataFrame") -> None:
    words = [str(name) for name in inputs.columns if inputs[name].dtype.kind not in "iufb"]
    if words or not len(inputs.columns) or not len(inputs):
        came = f"text in {', '.join(words[:3])}{', …' if len(words) > 3 else ''}" if words else "none"
        raise BadInput(
            path, expected="columns of numbers", came=came, remedy="encode text as numbers, or remove these columns"
        )


def _labels(labels: "pd.Series") -> np.ndarray:
    """Return numbers unchanged, and text as indices of the sorted names."""
    if labels.dtype.kind in "iufb":
        return labels.to_numpy()
    return np.unique(labels.astype(str).to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)
