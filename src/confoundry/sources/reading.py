"""Reads samples from a source that the command line names as `name` or `name:path`."""

from pathlib import Path

from confoundry.errors import BadInput
from confoundry.sources.any_npz import read_any_npz
from confoundry.sources.csv_file import read_csv_file
from confoundry.sources.samples import Samples, from_pictures
from confoundry.sources.table import SOURCES

BUILT_IN = ("mnist-5k",)


def read_samples(source: str, label: str = "label") -> Samples:
    """Read all samples of a source.

    Args:
        source: `mnist-5k`, `idx:DIR`, `npz:FILE` or `csv:FILE`.
        label: The column with the labels, for `csv`.

    Raises:
        BadInput: There is no such source, or it cannot be read.
    """
    name, _, path = source.partition(":")
    if name not in (*SOURCES, "csv") or (not path and name not in BUILT_IN):
        paths = [f"{one}:PATH" for one in sorted({*SOURCES, "csv"} - set(BUILT_IN))]
        expected = f"one of {', '.join([*BUILT_IN, *paths])}"
        raise BadInput("--data", expected=expected, came=source or "nothing", remedy="fix the source's name")
    if name == "csv":
        return read_csv_file(Path(path), label)
    return read_any_npz(Path(path)) if name == "npz" else from_pictures(SOURCES[name]().read(Path(path)))
