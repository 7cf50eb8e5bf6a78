"""Expectations for the images: type, range, no constant images, no copies, agreement with the manifest."""

from collections.abc import Sequence

import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.expectations import Expectation

from confoundry.checks.suite import expect

_IN, _BETWEEN = gxe.ExpectColumnValuesToBeInSet, gxe.ExpectColumnValuesToBeBetween
_EQUAL, _FILLED = gxe.ExpectColumnPairValuesToBeEqual, gxe.ExpectColumnValuesToNotBeNull
NARROW = 63  # a quarter of the range: if no pixel is above, the images were most likely not scaled
_HOLES = "either_value_is_missing"  # found by other checks


def pairing_expectations() -> tuple[Expectation, Expectation]:
    """Return the expectations that each row of the manifest has an image, and each image a row."""
    sentence = "Every image has a row in the manifest, and every row has an image."
    rows = expect(_IN, "counts_that_differ", sentence, named="{} (no image)", column="has_image", value_set=[True])
    images = expect(_IN, "counts_that_differ", sentence, named="{} (no row)", column="has_row", value_set=[True])
    return rows, images


def image_expectations(facts: pd.DataFrame) -> Sequence[Expectation]:
    """Return the expectations for the table of `image_facts`."""
    return [*_pixels(), _bright(facts), *_copies(), *_same_as_manifest()]


def _pixels() -> list[Expectation]:
    kind = "Pixels are of type uint8."
    span = "Pixels are from 0 to 255."
    blank = "No image has the same value in all pixels."
    return [
        expect(_IN, "wrong_pixel_type", kind, column="dtype", value_set=["uint8"]),
        expect(_FILLED, "pixels_out_of_range", span, column="minimum"),
        expect(_BETWEEN, "pixels_out_of_range", span, column="minimum", min_value=0),
        expect(_BETWEEN, "pixels_out_of_range", span, column="maximum", max_value=255),
        expect(_IN, "constant_images", blank, column="constant", value_set=[False]),
    ]


def _bright(facts: pd.DataFrame) -> Expectation:
    """Return the expectation that a pixel is above a quarter of the range; its fix is listed instead of rows."""
    sentence = (
        f"The brightest pixel of all images is above {NARROW}. If it is not, the images were most likely never scaled."
    )
    most = facts["maximum"].max()
    fix = f"brightest pixel {most:g} of 255: multiply the images by 255/{most:g} before saving them"
    kind = gxe.ExpectColumnMaxToBeBetween
    arguments = {"column": "maximum", "min_value": NARROW, "strict_min": True}
    return expect(kind, "dark_images", sentence, severity="warning", named=fix, **arguments)


def _copies() -> list[Expectation]:
    within = "No split contains the same image twice (identical pixels)."
    across = "No image is in more than one split (identical pixels): the test images must be new to the network."
    unique, columns = gxe.ExpectCompoundColumnsToBeUnique, ["manifest_split", "sha256"]
    return [
        expect(unique, "duplicates_within_a_split", within, severity="warning", column_list=columns),
        expect(_BETWEEN, "images_in_several_splits", across, column="splits", max_value=1),
    ]


def _same_as_manifest() -> list[Expectation]:
    pixels = "The pixels of each image have the SHA-256 in the manifest."
    sizes = "Each image has the height and width in the manifest."
    return [
        expect(_EQUAL, "changed_images", pixels, column_A="sha256", column_B="manifest_sha256", ignore_row_if=_HOLES),
        *(
            expect(_EQUAL, "wrong_sizes", sizes, column_A=side, column_B=f"manifest_{side}", ignore_row_if=_HOLES)
            for side in ("height", "width")
        ),
    ]
