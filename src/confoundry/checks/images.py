"""What is expected of the images: their type and range, no blanks, no copies, and the manifest's word for each."""

from collections.abc import Sequence

import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.expectations import Expectation

from confoundry.checks.suite import expect

_IN, _BETWEEN = gxe.ExpectColumnValuesToBeInSet, gxe.ExpectColumnValuesToBeBetween
_EQUAL, _FILLED = gxe.ExpectColumnPairValuesToBeEqual, gxe.ExpectColumnValuesToNotBeNull
NARROW = 63  # up to a quarter of the range: pixels that go no higher were most likely not scaled
_HOLES = "either_value_is_missing"  # named by other checks


def pairing_expectations() -> tuple[Expectation, Expectation]:
    """Return that each row of the manifest has an image, and each image a row."""
    sentence = "There are as many images as the manifest has rows: each image has a row, each row an image."
    rows = expect(_IN, "counts_that_differ", sentence, named="{} (no image)", column="has_image", value_set=[True])
    images = expect(_IN, "counts_that_differ", sentence, named="{} (no row)", column="has_row", value_set=[True])
    return rows, images


def image_expectations(facts: pd.DataFrame) -> Sequence[Expectation]:
    """Return what is expected of the table that `image_facts` gives."""
    return [*_pixels(), _bright(facts), *_copies(), *_same_as_manifest()]


def _pixels() -> list[Expectation]:
    kind = "Pixels are whole numbers of 8 bits (uint8)."
    span = "Pixels lie from 0 to 255."
    blank = "No image is one even area."
    return [
        expect(_IN, "wrong_pixel_type", kind, column="dtype", value_set=["uint8"]),
        expect(_FILLED, "pixels_out_of_range", span, column="minimum"),
        expect(_BETWEEN, "pixels_out_of_range", span, column="minimum", min_value=0),
        expect(_BETWEEN, "pixels_out_of_range", span, column="maximum", max_value=255),
        expect(_IN, "constant_images", blank, column="constant", value_set=[False]),
    ]


def _bright(facts: pd.DataFrame) -> Expectation:
    """Return that pixels go beyond a quarter of the range; where they do not, the fix stands in the place of rows."""
    sentence = f"The brightest pixel of all images is above {NARROW}: images stored as 0 to 16, say, were never scaled."
    most = facts["maximum"].max()
    fix = f"brightest pixel {most:g} of 255: multiply the images by 255/{most:g} before saving them"
    kind = gxe.ExpectColumnMaxToBeBetween
    arguments = {"column": "maximum", "min_value": NARROW, "strict_min": True}
    return expect(kind, "dark_images", sentence, severity="warning", named=fix, **arguments)


def _copies() -> list[Expectation]:
    within = "No image is in a split more than once, pixel for pixel."
    across = "No image is in more than one split, pixel for pixel: a test image that was trained on proves nothing."
    unique, columns = gxe.ExpectCompoundColumnsToBeUnique, ["manifest_split", "sha256"]
    return [
        expect(unique, "duplicates_within_a_split", within, severity="warning", column_list=columns),
        expect(_BETWEEN, "images_in_several_splits", across, column="splits", max_value=1),
    ]


def _same_as_manifest() -> list[Expectation]:
    pixels = "Each image's pixels are those that the manifest was written for (SHA-256)."
    sizes = "Each image has the height and width that the manifest gives."
    return [
        expect(_EQUAL, "changed_images", pixels, column_A="sha256", column_B="manifest_sha256", ignore_row_if=_HOLES),
        *(
            expect(_EQUAL, "wrong_sizes", sizes, column_A=side, column_B=f"manifest_{side}", ignore_row_if=_HOLES)
            for side in ("height", "width")
        ),
    ]
