"""Expectations for the manifest: columns, types, labels, splits, and no missing values."""

import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.expectations import Expectation

from confoundry.checks.settings import ValidationSettings
from confoundry.checks.suite import NAMED, expect
from confoundry.tables import SPLITS, TABLES

COLUMNS = TABLES["manifest"]
ADDED = (NAMED, "has_image")  # columns that the checks add
MAY_BE_MISSING = {"property_light_direction"}  # even light has no direction
_SET, _TYPE = gxe.ExpectTableColumnsToMatchSet, gxe.ExpectColumnValuesToBeOfType
_CONTAINS = gxe.ExpectColumnDistinctValuesToContainSet


def named_rows(manifest: pd.DataFrame) -> pd.DataFrame:
    """Return the manifest with a column that names each row: its id, or `row 17` (from 0) if it has none."""
    rows = pd.Series([f"row {row}" for row in range(len(manifest))], manifest.index)
    names = manifest["id"].astype("str").fillna(rows) if "id" in manifest.columns else rows
    return manifest.assign(**{NAMED: names})


def manifest_expectations(manifest: pd.DataFrame, settings: ValidationSettings, classes: int) -> list[Expectation]:
    """Return the expectations for a manifest from `named_rows`."""
    return [
        *_columns(manifest),
        *_values(manifest),
        *_labels(settings, classes),
        *_splits(),
        *_size(manifest, settings),
    ]


def _columns(manifest: pd.DataFrame) -> list[Expectation]:
    sentence = f"The manifest has the columns {', '.join(COLUMNS)}, each of the right type."
    known = [column for column in manifest.columns if column in COLUMNS or column.startswith(("property_", "given_"))]
    wanted = expect(_SET, "wrong_columns", sentence, column_set=list(COLUMNS), exact_match=False)
    kinds = COLUMNS | {column: "float64" for column in known if column.startswith("property_")}
    typed = [
        expect(_TYPE, "wrong_columns", sentence, named=column, column=column, type_=_type(manifest, column, kind))
        for column, kind in kinds.items()
    ]
    sentence = (
        "Other columns are called property_… (measured) or given_… (supplied with the data). The rest are not used."
    )
    others = expect(_SET, "unknown_columns", sentence, severity="info", column_set=[*known, *ADDED], exact_match=True)
    return [wanted, *typed, others]


def _type(manifest: pd.DataFrame, column: str, kind: str) -> str:
    """Return the type that a column must have: integers with a missing value are read as float64."""
    holes = column in manifest.columns and manifest[column].isna().any() and manifest[column].dtype == "float64"
    return "float64" if kind == "int64" and holes else kind


def _values(manifest: pd.DataFrame) -> list[Expectation]:
    properties = [column for column in manifest.columns if column.startswith("property_")]
    filled = [column for column in [*COLUMNS, *properties] if column not in MAY_BE_MISSING]
    sentence = "Every row of the manifest has a value in every column. Only the direction of light may be missing."
    missing = [
        expect(gxe.ExpectColumnValuesToNotBeNull, "missing_values", sentence, named=f"{{}} ({column})", column=column)
        for column in filled
    ]
    return [*missing, expect(gxe.ExpectColumnValuesToBeUnique, "repeated_ids", "Every id occurs once.", column="id")]


def _labels(settings: ValidationSettings, classes: int) -> list[Expectation]:
    least = settings.min_per_class * len(SPLITS)
    source = "validation.classes" if settings.classes else f"labels with fewer than {least} images are not classes"
    indices = list(range(classes))
    sentence = f"Every label is a class index from 0 to {classes - 1} ({source})."
    inside = expect(gxe.ExpectColumnValuesToBeInSet, "labels_out_of_range", sentence, column="label", value_set=indices)
    sentence = f"Each of the {classes} classes has images."
    every = expect(_CONTAINS, "missing_classes", sentence, named="class {}", column="label", value_set=indices)
    return [inside, every]


def _splits() -> list[Expectation]:
    names, sentence = list(SPLITS), f"Every image is in one of the splits {', '.join(SPLITS)}."
    inside = expect(gxe.ExpectColumnValuesToBeInSet, "unknown_splits", sentence, column="split", value_set=names)
    sentence = f"Each of the splits {', '.join(SPLITS)} has images."
    return [inside, expect(_CONTAINS, "empty_splits", sentence, column="split", value_set=names)]


def _size(manifest: pd.DataFrame, settings: ValidationSettings) -> list[Expectation]:
    if settings.images is None:
        return []
    sentence, came = f"There are {settings.images:,} images (validation.images).", f"{len(manifest):,} rows"
    kind = gxe.ExpectTableRowCountToEqual
    return [expect(kind, "wrong_number_of_images", sentence, named=came, value=settings.images)]
