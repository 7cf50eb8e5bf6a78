"""Which samples a diagnosis trains on, and which it holds out; a test set is left alone."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from confoundry.sources.manifest import ids
from confoundry.sources.samples import Samples
from confoundry.sources.splits import splits

Part = tuple[NDArray[np.float32], NDArray[Any]]  # inputs, labels


@dataclass(frozen=True)
class Parts:
    """Samples to train on and samples that are held out.

    Attributes:
        train: Inputs and labels.
        held_out: Inputs and labels; None where the samples are no pictures, which a diagnosis splits itself.
        ids: Of pictures that are trained on, as in the manifest.
    """

    train: Part
    held_out: Part | None
    ids: tuple[str, ...] = ()


def parts(samples: Samples, *, validation: float, test: float) -> Parts:
    """Split pictures as a study does, by their own pixels; of others only the source's own test set is left out.

    Args:
        samples: All of a source.
        validation: Share of the pictures that is held out.
        test: Share of the pictures that is left alone, where the source brings no test set.
    """
    if samples.pictures is None:
        some = slice(len(samples.inputs) - samples.tests)
        return Parts((samples.inputs[some], samples.labels[some]), None)
    hashes = [hashlib.sha256(picture).hexdigest() for picture in samples.pictures]
    which = np.array(splits(hashes, samples.tests, validation=validation, test=test))
    train, held = which == "train", which == "validation"
    held_out = (samples.inputs[held], samples.labels[held]) if held.any() else None
    names = tuple(np.array(ids(hashes))[train].tolist())
    return Parts((samples.inputs[train], samples.labels[train]), held_out, names)
