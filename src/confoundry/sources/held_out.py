"""Splits samples for a diagnosis into training and held-out samples; a test set is not used."""

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
    """Training samples and held-out samples.

    Attributes:
        train: Inputs and labels.
        held_out: Inputs and labels; None if the samples are not images: the diagnosis then splits them itself.
        ids: Of the training images, as in the manifest.
    """

    train: Part
    held_out: Part | None
    ids: tuple[str, ...] = ()


def parts(samples: Samples, *, validation: float, test: float) -> Parts:
    """Split images by their pixels, as a study does; of other samples, only leave out the source's test set.

    Args:
        samples: All samples of a source.
        validation: Share of the images that is held out.
        test: Share of the images that is not used, if the source has no test set.
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
