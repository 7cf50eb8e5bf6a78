"""A small sound data set as `ingest` leaves it, to plant defects in."""

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

SPLITS = {"train": 6, "validation": 3, "test": 3}  # images per class
CLASSES = 4


def sound_images() -> np.ndarray:
    """48 images of 5×6, all different: 12 of each of 4 classes."""
    images = np.random.default_rng(0).integers(0, 200, (48, 5, 6, 1), dtype=np.uint8)
    images[:, 0, 0, 0], images[:, 0, 1, 0] = np.arange(48), 255
    return images


def sound_manifest(images: np.ndarray) -> pd.DataFrame:
    hashes = [hashlib.sha256(image.tobytes()).hexdigest() for image in images]
    splits = [split for split, size in SPLITS.items() for _ in range(size)]
    return pd.DataFrame(
        {
            "id": [sha[:16] for sha in hashes],
            "sha256": hashes,
            "label": np.repeat(np.arange(CLASSES), 12),
            "split": splits * CLASSES,
            "height": 5,
            "width": 6,
            "property_brightness": images.mean(axis=(1, 2, 3)) / 255,
            "property_light_direction": np.nan,
        }
    )


class Study:
    """A study's root folder with data/raw/ in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.images = sound_images()
        self.manifest = sound_manifest(self.images)
        self.params("{}")

    def params(self, validation: str) -> None:
        (self.root / "params.yaml").write_text(f"validation: {validation}\n")

    def write(self) -> None:
        raw = self.root / "data/raw"
        raw.mkdir(parents=True, exist_ok=True)
        np.save(raw / "images.npy", self.images)
        self.manifest.to_parquet(raw / "manifest.parquet", index=False)

    def id(self, row: int) -> str:
        return f"{self.manifest['sha256'][row][:16]}"


@pytest.fixture
def study(tmp_path, monkeypatch) -> Study:
    monkeypatch.chdir(tmp_path)
    return Study(tmp_path)
