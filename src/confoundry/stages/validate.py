"""Stage `validate`: are the images and their manifest fit for an audit?"""

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
    """Write data/fit.json where the data are fit, and in both cases the numbers and the page."""
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
        said = "the data are not fit for an audit, so nothing is trained on them; mend what is listed and run again"
        raise NotFit(f"{said} ({VALIDATION_PAGE} has all of it)")
    write_fit()
    print(f"validate · fit: {summary_line(checked)}")


def _images(path: Path) -> NDArray:
    """Open the images without reading them: any number type, so that a wrong one can be named by a check."""
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
    """Read the manifest as it is: what it lacks is named by a check."""
    try:
        return pd.read_parquet(path, page_checksum_verification=True)
    except (OSError, ValueError) as error:
        raise BadInput(
            path, expected="the manifest, as parquet", came=parquet_error(error), remedy=VERIFY_HINT
        ) from None


def main(argv: Sequence[str]) -> int:
    """Run the stage; it takes no arguments."""
    return run(validate, argv)


if __name__ == "__main__":
    run_as_process(main)
