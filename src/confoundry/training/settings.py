"""How long and how a model is trained."""

from typing import Annotated

from pydantic import Field

from confoundry.settings import Settings


class TrainingSettings(Settings):
    """Section `training` of params.yaml.

    Attributes:
        epochs: Passes over the training images.
        batch_size: Images per step.
        threads: TensorFlow's threads in each process; a different number gives slightly different weights.
    """

    epochs: int = Field(default=10, ge=1)
    batch_size: int = Field(default=32, ge=1)
    threads: int = Field(default=1, ge=1, le=256)


class TrainingOverrides(Settings):
    """`variants.<name>.training`: overrides of the section `training`, and settings that only variants have.

    Attributes:
        epochs: As in section `training`.
        batch_size: As in section `training`.
        early_stopping: Stop after this many epochs without a smaller loss on the validation images, and restore the
            weights of the best epoch.
        images: The number of training images to use, or their share.
        folds: k of a k-fold cross-validation with nothing planted: trains k further models on the training and
            validation images, each without one fold, and measures its accuracy on that fold.
    """

    epochs: int | None = Field(default=None, ge=1)
    batch_size: int | None = Field(default=None, ge=1)
    early_stopping: int | None = Field(default=None, ge=1)
    images: Annotated[int, Field(ge=1)] | Annotated[float, Field(gt=0, lt=1)] | None = None
    folds: int | None = Field(default=None, ge=2, le=100)
