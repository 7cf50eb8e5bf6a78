"""A NumPy zip of any numbers: pictures, tables, sequences, as x_train, y_train, x_test, y_test, or x, y."""

from pathlib import Path

import numpy as np

from confoundry.errors import BadInput
from confoundry.files.npz import read_npz
from confoundry.sources.arrays import labelled
from confoundry.sources.npz import LAYOUT
from confoundry.sources.samples import Samples, from_arrays, from_pictures

WHOLE = ("x", "y")


def read_any_npz(path: Path) -> Samples:
    """Read arrays of numbers; bytes (n, h, w) or (n, h, w, c) are pictures.

    Raises:
        BadInput: The file is damaged, lacks arrays, or their shapes do not go together.
    """
    arrays = read_npz(path, (*LAYOUT, *WHOLE), floats=True)
    x, y = LAYOUT[:2] if "x_train" in arrays else WHOLE
    missing = [name for name in (x, y) if name not in arrays]
    if ("x_test" in arrays) != ("y_test" in arrays):
        missing += [name for name in LAYOUT[2:] if name not in arrays]
    if missing:
        raise BadInput(
            path,
            expected=f"arrays {', '.join(LAYOUT)}, or x and y",
            came=f"none called {' or '.join(missing)}",
            remedy="save them with these names",
        )
    train = (arrays[x], arrays[y])
    test = (arrays["x_test"], arrays["y_test"]) if x == LAYOUT[0] and "x_test" in arrays else None
    if arrays[x].dtype == np.uint8 and arrays[x].ndim in (3, 4):
        return from_pictures(labelled(path, train, test))
    return from_arrays(path, train, test)
