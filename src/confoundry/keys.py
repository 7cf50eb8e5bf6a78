"""Random numbers keyed by words: the same words give the same numbers, on every machine and in every order."""

import hashlib

import numpy as np


def key(*words: object) -> int:
    """Return a 64-bit key of the words: the first eight bytes of the SHA-256 of their texts, zero-separated."""
    digest = hashlib.sha256("\0".join(str(word) for word in words).encode()).digest()
    return int.from_bytes(digest[:8], "big")


def generator(*words: object) -> np.random.Generator:
    """Return a generator that depends only on the words, such as `generator(seed, "map", "lighting", 3)`."""
    return np.random.default_rng(key(*words))
