"""Which images train, validate and test: each image's own pixels decide, so adding images moves no old one."""

from collections.abc import Sequence

from confoundry.keys import key


def splits(hashes: Sequence[str], tests: int, *, validation: float, test: float) -> list[str]:
    """Return each image's split.

    A picture's hash gives u, evenly spread over [0, 1): `test` below the share of test, `validation` in the share
    above it, `train` over both. Equal pictures therefore share a split.

    Args:
        hashes: SHA-256 of each image's pixels, as hex digits.
        tests: How many of the last images are the source's own test set; where there are any they alone are `test`.
        validation: Share of the images (of the training images, where the source brings its own test set).
        test: Share of the images; not used where the source brings its own test set.
    """
    own = len(hashes) - tests
    from_training = 0.0 if tests else test
    return [_split(sha256, validation, from_training) for sha256 in hashes[:own]] + ["test"] * tests


def _split(sha256: str, validation: float, test: float) -> str:
    u = key("split", sha256) / 2**64  # the word keeps it independent of the id, which is the start of the hash
    if u < test:
        return "test"
    return "validation" if u < test + validation else "train"
