"""An .npz file with images, tables or sequences: x_train, y_train, x_test, y_test, or x, y."""

from pathlib import Path

from confoundry.errors import BadInput
from confoundry.files.npz import names_in, read_npz
from confoundry.sources.arrays import KERAS
from confoundry.sources.npz import LAYOUT, REMEDIES, lacks
from confoundry.sources.samples import Samples, from_arrays

WHOLE = ("x", "y")


def read_any_npz(path: Path) -> Samples:
    """Read arrays of numbers, with labels as numbers or text; uint8 (n, h, w) or (n, h, w, c) are images.

    Raises:
        BadInput: The file is damaged, arrays are missing, or they do not match.
    """
    arrays = read_npz(path, (*LAYOUT, *WHOLE), REMEDIES)
    x, y = LAYOUT[:2] if "x_train" in arrays else WHOLE
    expected = f"arrays {', '.join(LAYOUT)}, or x and y"
    if "x_train" in arrays and "x" in arrays:
        raise BadInput(path, expected=expected, came="both x_train and x", remedy="save only one of them")
    missing = [name for name in (x, y) if name not in arrays]
    if ("x_test" in arrays) != ("y_test" in arrays):
        missing += [name for name in LAYOUT[2:] if name not in arrays]
    if missing:
        trained = any(name.lower() in LAYOUT for name in names_in(path))
        raise lacks(path, expected, LAYOUT[:2] if trained else WHOLE, missing)
    test = (arrays["x_test"], arrays["y_test"]) if x == LAYOUT[0] and "x_test" in arrays else None
    return from_arrays(path, (arrays[x], arrays[y]), test, ((x, y), KERAS[1]))
