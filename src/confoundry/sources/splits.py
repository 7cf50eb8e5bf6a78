"""Splits images by the hash of their pixels, so that new images do not change the split of old ones."""

from collections.abc import Sequence

from confoundry.keys import key


def splits(hashes: Sequence[str], tests: int, *, validation: float, test: float) -> list[str]:
    """Return each image's split.

    An image's hash gives u, uniform in [0, 1). The image is `test` if u is below `test`, `validation` if u is below
    `test + validation`, else `train`. Identical images therefore share a split.

    Args:
        hashes: SHA-256 of each image's pixels, as hex digits.
        tests: How many of the last images are the source's own test set; if there are any, only these are `test`.
        validation: Share of the images (of the training images, if the source has its own test set).
        test: Share of the images; not used if the source has its own test set.
    """
    own = len(hashes) - tests
    from_training = 0.0 if tests else test
    return [_split(sha256, validation, from_training) for sha256 in hashes[:own]] + ["test"] * tests


def _split(sha256: str, validation: float, test: float) -> str:
    u = key("split", sha256) / 2**64  # "split" makes it independent of the id, which is the start of the hash
    if u < test:
        return "test"
    return "validation" if u < test + validation else "train"
