"""A NumPy zip in the layout of Keras' own data sets: x_train, y_train, x_test, y_test."""

from pathlib import Path

from confoundry.errors import BadInput
from confoundry.files.npz import read_npz
from confoundry.sources.arrays import labelled
from confoundry.sources.base import Labelled, Source

LAYOUT = ("x_train", "y_train", "x_test", "y_test")


class Npz(Source):
    """Images (n, h, w) or (n, h, w, c), uint8, and labels (n,) or (n, 1), integers; the test pair may be missing."""

    def read(self, path: Path) -> Labelled:
        """Read the arrays of the layout; others in the file are not touched."""
        arrays = read_npz(path, LAYOUT)
        needed = LAYOUT if "x_test" in arrays or "y_test" in arrays else LAYOUT[:2]
        missing = [name for name in needed if name not in arrays]
        if missing:
            came = f"none called {' or '.join(missing)}"
            raise BadInput(path, expected=f"arrays {', '.join(needed)}", came=came, remedy="save them with these names")
        test = (arrays["x_test"], arrays["y_test"]) if "x_test" in arrays else None
        return labelled(path, (arrays["x_train"], arrays["y_train"]), test)
