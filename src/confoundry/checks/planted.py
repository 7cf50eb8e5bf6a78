"""Checks an added confound: exact counts, every image once, and values that can be measured in the images."""

from collections.abc import Sequence

import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.expectations import Expectation

from confoundry.checks.outcome import Checked
from confoundry.checks.planted_frames import arms_frame, cells_frame, maps_frame, values_frame
from confoundry.checks.suite import NAMED, expect, run_suites
from confoundry.confounds.read_back import READ_BACK

_IN, _BETWEEN = gxe.ExpectColumnValuesToBeInSet, gxe.ExpectColumnValuesToBeBetween
_EQUAL = gxe.ExpectColumnPairValuesToBeEqual


def check_planted(
    assignment: pd.DataFrame,
    maps: pd.DataFrame,
    manifest: pd.DataFrame,
    measured: pd.DataFrame,
    levels: int,
    alignments: Sequence[str],
) -> Checked:
    """Check an assignment of confound values against its definition (docs/metrics.md).

    Args:
        assignment: The table `assignment`.
        maps: The table `maps`; if it is empty, no class has a value.
        manifest: The table `manifest` of fit data.
        measured: Columns id, value (rendered) and measured (from the pixels).
        levels: K, the number of values.
        alignments: The alignments, as text.
    """
    arms = arms_frame(assignment, maps, manifest, alignments)
    cells = cells_frame(assignment, maps, manifest, levels, alignments)
    return run_suites(
        {
            "arms": (arms, _arms()),
            "values": (values_frame(assignment), _values(levels)),
            "maps": (maps_frame(maps), _maps(levels)),
            "cells": (cells, _cells()),
            "measured": (measured.rename(columns={"id": NAMED}), _measured()),
        }
    )


def _arms() -> list[Expectation]:
    asked = "The confound is present at every alignment of the study, with every training seed, and at no other."
    once = "Each arm contains every training and validation image once, and no other image."
    return [
        expect(gxe.ExpectTableRowCountToBeBetween, "wrong_arms", asked, named="no arm at all", min_value=1),
        expect(_EQUAL, "wrong_arms", asked, column_A="found", column_B="asked"),
        expect(_BETWEEN, "incomplete_arms", once, named="{} (lacks images)", column="lacking", max_value=0),
        expect(_BETWEEN, "incomplete_arms", once, named="{} (images repeat)", column="repeated", max_value=0),
        expect(_BETWEEN, "incomplete_arms", once, named="{} (unknown images)", column="unknown", max_value=0),
    ]


def _values(levels: int) -> list[Expectation]:
    sentence = f"Every value is from 0 to {levels - 1}."
    return [expect(_IN, "values_out_of_range", sentence, column="value", value_set=list(range(levels)))]


def _maps(levels: int) -> list[Expectation]:
    sentence = f"With every training seed, the same number of classes have a value: one each, from 0 to {levels - 1}."
    unique = gxe.ExpectCompoundColumnsToBeUnique
    return [
        expect(_IN, "wrong_maps", sentence, column="value", value_set=list(range(levels))),
        expect(unique, "wrong_maps", sentence, column_list=["replicate", "label"]),
        expect(_EQUAL, "wrong_maps", sentence, column_A="classes", column_B="most"),
    ]


def _cells() -> list[Expectation]:
    labels = "Each arm has as many images of each class as the split in the manifest."
    counts = (
        "Of the n images of a class, exactly n · (1 - alignment) have another class's value; halves are rounded up."
    )
    even = "The other values are spread evenly: their counts differ by at most one."
    return [
        expect(_EQUAL, "changed_labels", labels, column_A="images", column_B="expected_images"),
        expect(_EQUAL, "wrong_conflict_counts", counts, column_A="conflicting", column_B="expected_conflicting"),
        expect(_BETWEEN, "uneven_values", even, column="unevenness", max_value=1),
    ]


def _measured() -> list[Expectation]:
    sentence = f"The value measured from the pixels is the assigned value in at least {READ_BACK:.0%} of the images."
    name = "values_not_read_back"
    return [
        expect(gxe.ExpectTableRowCountToBeBetween, name, sentence, named="no image was measured", min_value=1),
        expect(_EQUAL, name, sentence, column_A="value", column_B="measured", mostly=READ_BACK),
    ]
