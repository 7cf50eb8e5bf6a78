"""An .npz file in the layout of Keras' datasets: x_train, y_train, x_test, y_test."""

from collections.abc import Sequence
from pathlib import Path

from confoundry.errors import BadInput
from confoundry.files.npz import names_in, read_npz
from confoundry.sources.arrays import labelled
from confoundry.sources.base import Labelled, Source

LAYOUT = ("x_train", "y_train", "x_test", "y_test")
ALSO_CALLED = {  # other usual names, in lower case
    "x_train": ("x", "images", "train_images", "data", "arr_0"),
    "y_train": ("y", "labels", "train_labels", "target", "arr_1"),
    "x_test": ("test_images", "arr_2"),
    "y_test": ("test_labels", "arr_3"),
    "x": ("images", "data", "arr_0"),
    "y": ("labels", "target", "arr_1"),
}


class Npz(Source):
    """Images (n, h, w) or (n, h, w, c), uint8, and labels (n,) or (n, 1), integers; the test pair may be missing."""

    def read(self, path: Path) -> Labelled:
        """Read the arrays of the layout; other arrays in the file are ignored."""
        arrays = read_npz(path, LAYOUT, REMEDIES)
        needed = LAYOUT if "x_test" in arrays or "y_test" in arrays else LAYOUT[:2]
        missing = [name for name in needed if name not in arrays]
        if missing:
            raise lacks(path, f"arrays {', '.join(needed)}", needed, missing)
        test = (arrays["x_test"], arrays["y_test"]) if "x_test" in arrays else None
        return labelled(path, (arrays["x_train"], arrays["y_train"]), test)


def lacks(path: Path, expected: str, needed: Sequence[str], missing: Sequence[str]) -> BadInput:
    """Return the error for missing arrays: what the file contains, and how to save it under the right names."""
    there = names_in(path)
    called = {name: _called(name, there) for name in needed}
    came = f"none called {' or '.join(missing)}"
    came += f" but {', '.join(there[:6])}{', …' if len(there) > 6 else ''}" if there else ""
    if all(called.values()):
        given = ", ".join(f"{name}=file['{other}']" for name, other in called.items())
        return BadInput(path, expected=expected, came=came, remedy=f"file = np.load(path); np.savez(path, {given})")
    return BadInput(path, expected=expected, came=came, remedy="save the arrays under these names")


def _called(name: str, there: Sequence[str]) -> str | None:
    """Return the name of an array in a file: its own in any case, or another usual name."""
    wanted = (name, *ALSO_CALLED.get(name, ()))
    return next((other for want in wanted for other in there if other.lower() == want), None)


def _of_objects(name: str) -> str:
    """Return the fix for an array of Python objects."""
    if name.startswith("y"):
        return f"{name} = np.unique({name}.astype(str), return_inverse=True)[1]"
    return f"{name} = np.stack({name}).astype('uint8'), after all images have been brought to one size"


REMEDIES = {name: _of_objects(name) for name in (*LAYOUT, "x", "y")}
