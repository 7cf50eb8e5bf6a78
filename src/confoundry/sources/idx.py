"""A folder with IDX files, the format of MNIST and Fashion-MNIST."""

from pathlib import Path

from confoundry.errors import BadInput
from confoundry.files.idx import read_idx
from confoundry.sources.arrays import Names, Pair, labelled
from confoundry.sources.base import Labelled, Source

CALLED: Names = (("train_images", "train_labels"), ("t10k_images", "t10k_labels"))


class Idx(Source):
    """`train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and, for a test set, the same with `t10k-`.

    Each may end in `.gz`, and may be named with a dot (`train-images.idx3-ubyte`).
    """

    def read(self, path: Path) -> Labelled:
        """Read the training images and, if its two files exist, the test set."""
        if not path.is_dir():
            came = "a file" if path.exists() else "nothing"
            remedy = "set data.path to the folder with these files"
            raise BadInput(path, expected="a folder with IDX files", came=came, remedy=remedy)
        train = _pair(path, "train")
        if train is None:
            remedy = "add train-images-idx3-ubyte and train-labels-idx1-ubyte, gzipped or not"
            raise BadInput(path, expected="a folder with IDX files", came="no training files", remedy=remedy)
        return labelled(path, train, _pair(path, "t10k"), CALLED)


def _pair(folder: Path, part: str) -> Pair | None:
    """Return images and labels of a part, or None if both files are missing."""
    images, labels = _find(folder, f"{part}-images", "idx3-ubyte"), _find(folder, f"{part}-labels", "idx1-ubyte")
    if images is None and labels is None:
        return None
    if images is None or labels is None:
        there, missing = (images, "labels") if images else (labels, "images")
        remedy = f"add {part}-{missing}, or remove {there}"
        raise BadInput(folder, expected=f"{part}-{missing}", came=f"only {there}", remedy=remedy)
    return read_idx(images, dimensions=3), read_idx(labels, dimensions=1)


def _find(folder: Path, name: str, kind: str) -> Path | None:
    paths = [folder / f"{name}{sign}{kind}{gz}" for sign in "-." for gz in ("", ".gz")]
    return next((path for path in paths if path.exists()), None)
