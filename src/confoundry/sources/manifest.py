"""The manifest: one row per image, with its id, the hash of its pixels, its label, its split and its properties."""

import hashlib
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from confoundry.properties.measure import measure
from confoundry.sources.base import Labelled
from confoundry.sources.splits import splits

ID_DIGITS = 16


def manifest(data: Labelled, *, validation: float, test: float) -> pd.DataFrame:
    """Build the manifest, in the order of the images.

    Args:
        data: The source's images and labels.
        validation: Share of the images for validation; see `splits`.
        test: Share of the images for the test; see `splits`.

    Returns:
        The columns of `manifest` in tables.py and one `property_<name>` (float64) per property.
    """
    hashes = [hashlib.sha256(image).hexdigest() for image in data.images]
    height, width = data.images.shape[1:3]
    return pd.DataFrame(
        {
            "id": ids(hashes),
            "sha256": hashes,
            "label": data.labels,
            "split": splits(hashes, data.tests, validation=validation, test=test),
            "height": height,
            "width": width,
        }
        | {f"property_{name}": values for name, values in measure(data.images).items()}
    )


def ids(hashes: Sequence[str]) -> list[str]:
    """Return the first 16 hex digits of each hash, then `-2`, `-3`, … for repeats in their order."""
    seen: Counter[str] = Counter()
    return [_id(sha256[:ID_DIGITS], seen) for sha256 in hashes]


def _id(start: str, seen: Counter[str]) -> str:
    seen[start] += 1
    return start if seen[start] == 1 else f"{start}-{seen[start]}"
