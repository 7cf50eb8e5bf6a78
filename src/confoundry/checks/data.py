"""Runs all checks of a study's images and manifest."""

import pandas as pd
from numpy.typing import NDArray

from confoundry.checks.classes import class_batches, class_counts
from confoundry.checks.facts import has_image, image_facts
from confoundry.checks.images import image_expectations, pairing_expectations
from confoundry.checks.manifest import manifest_expectations, named_rows
from confoundry.checks.outcome import Checked
from confoundry.checks.settings import ValidationSettings
from confoundry.checks.suite import run_suites


def check_data(images: NDArray, manifest: pd.DataFrame, settings: ValidationSettings, classes: int) -> Checked:
    """Check whether images and manifest are fit for an audit.

    Args:
        images: (n, h, w, c), numbers of any type; a memory map is read in blocks.
        manifest: The table `manifest` as it was read: columns and values may be missing.
        settings: The requirements.
        classes: C, from `number_of_classes`.
    """
    manifest = named_rows(manifest)
    facts = image_facts(images, manifest)
    manifest = manifest.assign(has_image=has_image(facts, manifest))
    row_has_image, image_has_row = pairing_expectations()
    return run_suites(
        {
            "manifest": (manifest, [*manifest_expectations(manifest, settings, classes), row_has_image]),
            "images": (facts, [image_has_row, *image_expectations(facts)]),
            **class_batches(class_counts(manifest, classes), settings),
        }
    )
