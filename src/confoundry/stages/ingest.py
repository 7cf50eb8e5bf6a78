"""Stage `ingest`: reads the labelled images, splits them and measures them."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from confoundry.errors import BadInput
from confoundry.files.frames import write_table
from confoundry.files.npy import write_array
from confoundry.files.params import read_section
from confoundry.files.whole import whole
from confoundry.paths import RAW, RAW_IMAGES, RAW_MANIFEST
from confoundry.sources.manifest import manifest
from confoundry.sources.settings import DataSettings
from confoundry.sources.table import SOURCES
from confoundry.stages.entry import run, run_as_process


def work() -> None:
    """Read the images from the source in `data`, and write them and their manifest to one folder."""
    settings = read_section("data", DataSettings)
    if settings.source not in SOURCES:
        expected = f"one of {', '.join(SOURCES)}"
        raise BadInput("params.yaml: data.source", expected=expected, came=settings.source, remedy="fix the name")
    data = SOURCES[settings.source]().read(Path(settings.path))
    rows = manifest(data, validation=settings.validation, test=settings.test)
    with whole(RAW) as folder:
        folder.mkdir()
        write_array(data.images, folder / RAW_IMAGES.name)
        write_table("manifest", rows, folder / RAW_MANIFEST.name)
    print(_line(rows, channels=data.images.shape[3]))


def _line(rows: pd.DataFrame, channels: int) -> str:
    """Return a summary: `ingest · 5,000 images of 28×28, 10 classes · 3,502 to train, …`."""
    size = f"{rows.height.iloc[0]}×{rows.width.iloc[0]}" + (f"×{channels}" if channels > 1 else "")
    counts = rows.split.value_counts()
    train, validation, test = (f"{counts.get(split, 0):,}" for split in ("train", "validation", "test"))
    images = f"{len(rows):,} images of {size}, {rows.label.nunique():,} classes"
    return f"ingest · {images} · {train} to train, {validation} to validate, {test} to test"


def main(argv: Sequence[str]) -> int:
    """Run the stage. It takes no arguments."""
    return run(work, argv)


if __name__ == "__main__":
    run_as_process(main)
