"""Ids, hashes and splits of the manifest."""

import hashlib

import numpy as np
import pytest

from confoundry.sources.base import Labelled
from confoundry.sources.manifest import ids, manifest
from confoundry.sources.splits import splits

HASHES = [hashlib.sha256(str(number).encode()).hexdigest() for number in range(2000)]
SHARES = {"validation": 0.1, "test": 0.2}


def u(sha256):
    """Return an image's place in [0, 1), from the definition."""
    return int(hashlib.sha256(f"split\0{sha256}".encode()).hexdigest()[:16], 16) / 2**64


def test_the_place_of_the_hash_decides():
    expected = ["test" if u(h) < 0.2 else "validation" if u(h) < 0.2 + 0.1 else "train" for h in HASHES]
    assert splits(HASHES, 0, **SHARES) == expected


def test_the_shares_come_out():
    given = splits(HASHES, 0, **SHARES)
    assert given.count("test") == pytest.approx(400, abs=5 * 17.9)  # binomial standard deviations
    assert given.count("validation") == pytest.approx(200, abs=5 * 13.4)


def test_a_test_set_of_its_own_stays_and_gives_validation_of_the_rest():
    given = splits(HASHES, 500, **SHARES)
    assert given[1500:] == ["test"] * 500
    assert given[:1500] == ["validation" if u(h) < 0.1 else "train" for h in HASHES[:1500]]


def test_split_and_id_are_independent():
    """An image whose hash starts with 0 is no likelier to be a test image."""
    given = np.array(splits(HASHES, 0, **SHARES))
    low = np.array([h[0] in "012" for h in HASHES])
    assert (given[low] == "test").mean() == pytest.approx(0.2, abs=5 * np.sqrt(0.16 / low.sum()))


def test_repeats_are_numbered_in_their_order():
    a, b = "a" * 64, "b" * 64
    assert ids([a, b, a, a, b]) == ["a" * 16, "b" * 16, "a" * 16 + "-2", "a" * 16 + "-3", "b" * 16 + "-2"]


@pytest.mark.parametrize("tests", [0, 10])
def test_adding_images_moves_no_old_one(tests, digits):
    images, labels = (array.copy() for array in digits(120))
    old = Labelled(images[20:, ..., None], labels[20:].astype(np.int64), tests)
    new = Labelled(images[..., None], labels.astype(np.int64), tests)  # 20 more, put before the old ones
    columns = manifest(old, **SHARES).columns
    after = manifest(new, **SHARES).iloc[20:].reset_index(drop=True)
    assert after.equals(manifest(old, **SHARES)[columns])


def test_equal_pictures_share_hash_and_split_but_no_id(digits):
    images = np.concatenate([digits(50)[0]] * 2)[..., None]
    rows = manifest(Labelled(images, np.zeros(100, np.int64)), **SHARES)
    first, second = rows[:50], rows[50:].reset_index(drop=True)
    assert first.sha256.equals(second.sha256)
    assert first.split.equals(second.split)
    assert second.id.tolist() == [f"{name}-2" for name in first.id]
