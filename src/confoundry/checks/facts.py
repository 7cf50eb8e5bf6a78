"""Measures every image again, and joins the result with the manifest."""

import hashlib

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from confoundry.checks.suite import NAMED

_HELD = ("label", "split", "sha256", "height", "width")


def image_facts(images: NDArray, manifest: pd.DataFrame, block: int = 1024) -> pd.DataFrame:
    """Return one row per image: measurements of its pixels, and its row in the manifest.

    Args:
        images: (n, h, w, c), numbers of any type.
        manifest: The manifest from `named_rows`; it may lack columns and contain any values.
        block: Number of images that are read at once.

    Returns:
        dtype, minimum, maximum (NaN if a pixel is NaN), constant, sha256 (of the pixels as uint8 if they are whole
        numbers from 0 to 255), height, width; `has_row` and the values of the row as `manifest_*`; `splits`, the
        number of splits that contain the same pixels.
    """
    measured = [_measured(np.asarray(images[start : start + block])) for start in range(0, max(len(images), 1), block)]
    facts = pd.concat(measured, ignore_index=True)
    rows = _rows(facts["sha256"], manifest)
    has_row = rows >= 0
    facts["has_row"] = has_row
    facts[NAMED] = [f"image {image}" for image in range(len(facts))]
    facts.loc[has_row, NAMED] = manifest[NAMED].to_numpy(object)[rows[has_row]]
    for column in set(_HELD) & set(manifest.columns):
        facts[f"manifest_{column}"] = manifest[column].reset_index(drop=True).reindex(rows).array
    if "split" in manifest.columns:
        facts["splits"] = facts.groupby("sha256")["manifest_split"].transform("nunique")
    return facts


def has_image(facts: pd.DataFrame, manifest: pd.DataFrame) -> NDArray[np.bool_]:
    """Return, for each row of the manifest, whether it has an image."""
    found = np.zeros(len(manifest), bool)
    rows = _rows(facts["sha256"], manifest)
    found[rows[rows >= 0]] = True
    return found


def _measured(images: NDArray) -> pd.DataFrame:
    minimum, maximum = images.min(axis=(1, 2, 3)), images.max(axis=(1, 2, 3))
    return pd.DataFrame(
        {
            "dtype": np.full(len(images), images.dtype.name, object),
            "minimum": minimum.astype("float64"),
            "maximum": maximum.astype("float64"),
            "constant": minimum == maximum,
            "sha256": pd.array([hashlib.sha256(_pixels(image)).hexdigest() for image in images], "str"),
            "height": images.shape[1],
            "width": images.shape[2],
        }
    )


def _pixels(image: NDArray) -> bytes:
    """Return the bytes that were hashed on ingest, if converting them to uint8 loses nothing."""
    if image.dtype != np.uint8:
        with np.errstate(invalid="ignore"):
            whole = image.astype(np.uint8)
        image = whole if np.array_equal(whole, image) else image
    return np.ascontiguousarray(image).tobytes()


def _rows(hashes: pd.Series, manifest: pd.DataFrame) -> NDArray[np.int64]:
    """Return the manifest's row for each image, or -1 if there is none.

    Rows and images are matched by position; if their numbers differ, by hash, and repeats in order.
    """
    if len(hashes) == len(manifest) or "sha256" not in manifest.columns:
        rows = np.arange(len(hashes))
        return np.where(rows < len(manifest), rows, -1)
    return _numbered(manifest["sha256"].astype("str")).get_indexer(_numbered(hashes))


def _numbered(hashes: pd.Series) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([hashes, hashes.groupby(hashes, dropna=False).cumcount()])
