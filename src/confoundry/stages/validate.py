"""Stage `validate`: checks the images and their manifest."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.checks.classes import class_counts, number_of_classes
from confoundry.checks.data import check_data
from confoundry.checks.numbers import validation_numbers
from confoundry.checks.page import validation_page
from confoundry.checks.screen import show_failures, summary_line
from confoundry.checks.settings import ValidationSettings
from confoundry.errors import VERIFY_HINT, BadInput, NotFit
from confoundry.files.fit import write_fit
from confoundry.files.frames import parquet_error
from confoundry.files.params import read_section
from confoundry.files.whole import remove, write_text
from confoundry.paths import FIT, RAW_IMAGES, RAW_MANIFEST, VALIDATION, VALIDATION_PAGE
from confoundry.stages.entry import run, run_as_process


def validate() -> None:
    """Write the numbers and the page, and data/fit.json if the data pass their checks.

    Raises:
        NotFit: The data failed their checks.
    """
    remove(FIT)
    settings = read_section("validation", ValidationSettings)
    images, manifest = _images(RAW_IMAGES), _manifest(RAW_MANIFEST)
    classes = number_of_classes(manifest, settings)
    checked, counts = check_data(images, manifest, settings, classes), class_counts(manifest, classes)
    numbers = validation_numbers(checked, counts, len(images))
    write_text(VALIDATION, json.dumps(numbers, indent=2, sort_keys=True) + "\n")
    write_text(VALIDATION_PAGE, validation_page(checked, counts))
    if not checked.passed:
        show_failures(checked)
        raise NotFit(
            "the data failed their checks, so nothing is trained; "
            f"fix the data as listed above and run again (details: {VALIDATION_PAGE})"
        )
    write_fit()
    print(f"validate · {summary_line(checked)}")


def _images(path: Path) -> NDArray:
    """Open the images without reading them. Any number type is allowed, so that a check can name an invalid one."""
    try:
        images = np.lib.format.open_memmap(path, mode="r")
    except (OSError, ValueError, EOFError) as error:
        came = str(error).splitlines()[0] if str(error) else "an empty file"
        raise BadInput(path, expected="an array of images", came=came, remedy=VERIFY_HINT) from None
    if images.ndim != 4 or 0 in images.shape[1:] or images.dtype.kind not in "biuf":
        came = f"{images.dtype.name} of shape {images.shape}"
        raise BadInput(
            path, expected="numbers of shape (images, height, width, channels)", came=came, remedy=VERIFY_HINT
        )
    return images


def _manifest(path: Path) -> pd.DataFrame:
    """Read the manifest as it is. A check names what is missing."""
    try:
        return pd.read_parquet(path, page_checksum_verification=True)
    except (OSError, ValueError) as error:
        raise BadInput(
            path, expected="the manifest, in Parquet format", came=parquet_error(error), remedy=VERIFY_HINT
        ) from None


def main(argv: Sequence[str]) -> int:
    """Run the stage. It takes no arguments."""
    return run(validate, argv)


if __name__ == "__main__":
    run_as_process(main)
